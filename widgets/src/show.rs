//! What a figure says, out of the server's answer: the one way from numbers to words, for pages and browsers
//! alike.

use crate::{
    calls::{self, CallsFacts},
    clock::{self, ClockFacts},
    donors::{self, DonorsFacts},
    figure::{FigureProps, Known, Setting},
    format::Format,
    fund::{self, FundFacts},
    json::Json,
    members::{self, MemberFacts},
    settings::{Kind, Settings},
    updates::{self, UpdatesFacts},
};

/// The figure that these settings ask for, as it is known.
pub fn figure(answer: &impl Json, known: &Known, settings: &Settings, format: &impl Format) -> FigureProps {
    let setting = &Setting::from(settings);
    let part = &answer.get(settings.kind.as_str());
    match settings.kind {
        Kind::Fund => fund::figure(&FundFacts::read(part), known, setting, format),
        Kind::Members => members::figure(&MemberFacts::read(part), known, setting, format),
        Kind::Donors => donors::figure(&DonorsFacts::read(part), known, setting, format),
        Kind::Updates => updates::figure(&UpdatesFacts::read(part), known, setting, format),
        Kind::Calls => calls::figure(&CallsFacts::read(part), known, setting, format),
        Kind::Clock => clock::figure(&ClockFacts::read(part), known, setting, format),
    }
}
