//! Turns the server's answer into a figure's words: the one way from numbers to words, for pages and browsers.

use crate::{
    calls::{self, CallsFacts},
    clock::{self, ClockFacts},
    donors::{self, DonorsFacts},
    figure::{FigureProps, Known, Setting, narrowed},
    format::Format,
    fund::{self, FundFacts},
    json::Json,
    members::{self, MemberFacts},
    settings::{Kind, Settings},
    updates::{self, UpdatesFacts},
};

/// The figure for these settings.
pub fn figure(answer: &impl Json, known: &Known, settings: &Settings, format: &impl Format) -> FigureProps {
    let setting = &Setting::from(settings);
    let part = &answer.get(settings.kind.as_str());
    let props = match settings.kind {
        Kind::Fund => fund::figure(&FundFacts::read(part), known, setting, format),
        Kind::Members => {
            let is_narrowed = !settings.country.is_empty() || !settings.category.is_empty();
            members::figure(&MemberFacts::read(part, is_narrowed), known, setting, format)
        }
        Kind::Donors => donors::figure(&DonorsFacts::read(part), known, setting, format),
        Kind::Updates => updates::figure(&UpdatesFacts::read(part), known, setting, format),
        Kind::Calls => calls::figure(&CallsFacts::read(part), known, setting, format),
        Kind::Clock => clock::figure(&ClockFacts::read(part), known, setting, format),
    };
    let category =
        Some(&*settings.category).filter(|slug| settings.kind == Kind::Members && !slug.is_empty());
    let category = category.map(|slug| setting.locale.words.category(slug).unwrap_or(slug));
    let has_countries = matches!(settings.kind, Kind::Members | Kind::Updates | Kind::Calls);
    let country = (has_countries && !settings.country.is_empty()).then(|| format.country(&settings.country));
    // The label says what the number leaves out.
    let label = narrowed(narrowed(props.label, category), country.as_deref());
    FigureProps { label, ..props }
}
