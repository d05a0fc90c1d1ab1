//! A fund's sums against its target.

use shared::figures::{FigureFacts, FundFacts};

use crate::ledger::{Ledger, Question};

/// For the requested fund, else the first with a target, else the first: the same choice as the widgets make.
pub(super) fn show(facts: &mut FigureFacts, ledger: &Ledger, question: &Question) -> Option<()> {
    let funds = ledger.figures(question, facts.position, facts.as_of)?.funds;
    if let Some(fund) = funds.iter().find(|fund| fund.target.is_some()).or(funds.first()) {
        facts.fund = Some(FundFacts::from(fund));
        facts.sample = fund.sample;
    }
    Some(())
}
