//! Amounts pledged, committed and disbursed per donor, by the rules of the figures, and overdue amounts.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use shared::{
    money::Money,
    organisations::OrganisationName,
    stats::{Figures, Sum},
};
use uuid::Uuid;

use super::{
    Ledger, Question,
    adding::Adding,
    figures::{by_fund, invented},
    inputs::Inputs,
};

/// One donor's sums.
pub(crate) struct Donor {
    pub(crate) name: OrganisationName,
    pub(crate) figures: Figures,
    /// More than zero.
    pub(crate) overdue: Option<Money>,
}

impl Donor {
    fn has_sums(&self) -> bool {
        let Figures { pledged, committed, disbursed, .. } = &self.figures;
        let is_reported = |sum: &Sum| sum.entries > 0;
        [pledged, committed, disbursed].iter().any(|figure| is_reported(&figure.net))
    }
}

pub(super) fn donors(ledger: &Ledger, question: &Question, on: Date) -> Option<(Vec<Donor>, bool)> {
    let funds = ledger.funds(question)?;
    let entries = by_fund(ledger, &funds);
    let mut inputs = Inputs::new(ledger, question.currency);
    let mut sums: BTreeMap<Uuid, (OrganisationName, Adding)> = BTreeMap::new();
    for entries in entries.values() {
        for mut input in inputs.of(entries) {
            // An entry that counts through another one is added to that entry's donor.
            if input.left_out.is_some() {
                continue;
            }
            let donor = &ledger.pledges[&input.facts.pledge].donor;
            inputs.convert_input(&mut input);
            sums.entry(donor.id).or_insert_with(|| (donor.clone(), Adding::default())).1.add(&input);
        }
    }
    let lateness = super::lateness::lateness(ledger, question, 0, Timestamp::UNIX_EPOCH, on)?;
    let mut planned: BTreeMap<Uuid, Option<Money>> = BTreeMap::new();
    for progress in lateness.donors {
        let overdue = progress.progress.overdue.filter(|overdue| !overdue.amount().is_zero());
        planned.insert(progress.donor.id, overdue);
        sums.entry(progress.donor.id).or_insert_with(|| (progress.donor, Adding::default()));
    }
    let donor = |(id, (name, adding)): (Uuid, (OrganisationName, Adding))| Donor {
        name,
        figures: adding.figures(question.currency),
        overdue: planned.get(&id).copied().flatten(),
    };
    let donors = sums.into_iter().map(donor);
    let donors = donors.filter(|donor| donor.has_sums() || planned.contains_key(&donor.name.id)).collect();
    Some((donors, lateness.sample || !invented(ledger, &funds, &entries).is_empty()))
}
