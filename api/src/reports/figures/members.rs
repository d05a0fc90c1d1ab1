//! The number of members.

use jiff::tz::TimeZone;
use shared::{
    figures::{FigureFacts, MemberFacts},
    stats::MemberFigures,
};

use super::Asked;
use crate::ledger::{Ledger, Question};

pub(super) fn show(facts: &mut FigureFacts, ledger: &Ledger, asked: &Asked) {
    let on = facts.as_of.to_zoned(TimeZone::UTC).date();
    let (country, category) = (asked.country.as_deref(), asked.category.as_deref());
    let figures = match (country, category) {
        (None, None) => {
            let stats = ledger.figures(&Question::default(), facts.position, facts.as_of);
            stats.map(|stats| stats.members).unwrap_or_default()
        }
        _ => ledger.members_of(on, country, category),
    };
    let MemberFigures { total, not_named, by_category, sample, .. } = figures;
    facts.members = Some(MemberFacts { total, not_named, by_category });
    facts.sample = sample;
}
