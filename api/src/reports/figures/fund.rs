//! A fund's sums against its target.

use shared::figures::{FigureFacts, FundFacts};

use crate::ledger::{Ledger, Question};

/// Of the fund that is asked for, else the first that has a target, else the first: as the widgets pick it.
pub(super) fn show(facts: &mut FigureFacts, ledger: &Ledger, question: &Question) -> Option<()> {
    let funds = ledger.figures(question, facts.position, facts.as_of)?.funds;
    if let Some(fund) = funds.iter().find(|fund| fund.target.is_some()).or(funds.first()) {
        facts.fund = Some(FundFacts::from(fund));
        facts.sample = fund.sample;
    }
    Some(())
}
