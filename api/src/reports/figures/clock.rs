//! Spending per person per year.

use jiff::civil::Date;
use shared::figures::{FigureFacts, ReportedSum, clock};

use crate::ledger::{Ledger, Question};

/// For the requested fund, else the first fund that says how many people it is for.
pub(super) fn show(
    facts: &mut FigureFacts,
    ledger: &Ledger,
    question: Question,
    lang: &str,
    on: Date,
) -> Option<()> {
    let funds = ledger.funds(&question)?;
    let Some(fund) = funds.into_iter().find(|fund| fund.head.people.is_some()) else { return Some(()) };
    let of_fund = Question { fund: Some(fund.head.slug.clone()), ..question };
    let stats = ledger.figures(&of_fund, facts.position, facts.as_of)?;
    let figures = stats.funds.first()?;
    facts.clock = clock(&fund.head, &ReportedSum::from(&figures.figures.committed.net), on, lang);
    facts.sample = figures.sample;
    Some(())
}
