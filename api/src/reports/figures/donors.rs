//! Donors, with their sums and overdue amounts.

use std::cmp::Reverse;

use jiff::civil::Date;
use rust_decimal::Decimal;
use shared::{
    figures::{DonorFacts, DonorLine, FigureFacts, ReportedSum},
    languages::UNDETERMINED,
    money::Money,
    stats::Figure,
};

use crate::ledger::{Donor, Ledger, Question};

/// The most donors shown.
const MOST: usize = 10;

pub(super) fn show(
    facts: &mut FigureFacts,
    ledger: &Ledger,
    question: &Question,
    lang: &str,
    on: Date,
) -> Option<()> {
    let (mut donors, sample) = ledger.donors(question, on)?;
    // Sums in different currencies are not comparable. The id only makes the order stable.
    let sum = |figure: &Figure| {
        whole(figure).filter(|sum| Some(sum.currency()) == question.currency).map(|sum| sum.amount())
    };
    let first = |donor: &Donor| {
        let figures = [&donor.figures.committed, &donor.figures.pledged, &donor.figures.disbursed];
        let [committed, pledged, disbursed]: [Reverse<Option<Decimal>>; 3] =
            figures.map(|figure| Reverse(sum(figure)));
        (committed, pledged, donor.name.name.clone(), disbursed, donor.name.id)
    };
    donors.sort_by_cached_key(first);
    let asked = question.fund.as_ref().and(ledger.funds(question)?.first().copied());
    facts.donors = Some(DonorFacts {
        fund: asked.map(|fund| fund.head.name.clone()),
        total: u32::try_from(donors.len()).unwrap_or(u32::MAX),
        donors: donors.iter().take(MOST).map(|donor| line(donor, lang)).collect(),
    });
    facts.sample = sample;
    Some(())
}

fn line(donor: &Donor, lang: &str) -> DonorLine {
    let name = donor.name.names.lookup(lang).unwrap_or((UNDETERMINED, &donor.name.name));
    DonorLine {
        name: name.1.clone(),
        lang: name.0.to_owned(),
        pledged: whole(&donor.figures.pledged),
        committed: whole(&donor.figures.committed),
        disbursed: whole(&donor.figures.disbursed),
        overdue: donor.overdue,
    }
}

/// The sum, if nothing is left out.
fn whole(figure: &Figure) -> Option<Money> {
    ReportedSum::from(&figure.net).whole()
}
