//! Running sums of pledged, disbursed and expected amounts, per pledge, donor and fund.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rust_decimal::Decimal;
use shared::{
    lateness::{self, Progress, Undetermined},
    money::{Currency, Money},
    organisations::OrganisationName,
};
use uuid::Uuid;

use super::adding::AddingSum;

/// The day and the currency of the question.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub(super) currency: Option<Currency>,
    pub(super) on: Date,
}

/// The sums of one or more pledges.
#[derive(Default)]
pub(super) struct Coming {
    pub(super) pledged: AddingSum,
    pub(super) disbursed: AddingSum,
    pub(super) expected: AddingSum,
    /// Date of the first pledge.
    pub(super) since: Option<Date>,
}

/// The sums overall, per fund and per donor.
#[derive(Default)]
pub(super) struct Groups {
    pub(super) total: Coming,
    pub(super) funds: BTreeMap<Uuid, Coming>,
    pub(super) donors: BTreeMap<Uuid, (OrganisationName, Coming)>,
}

impl Groups {
    /// Adds a pledge.
    pub(super) fn add(&mut self, pledge: &Coming, fund: Uuid, donor: &OrganisationName) {
        self.total.merge(pledge);
        self.funds.entry(fund).or_default().merge(pledge);
        let of_donor = self.donors.entry(donor.id).or_insert_with(|| (donor.clone(), Coming::default()));
        of_donor.1.merge(pledge);
    }
}

impl Coming {
    /// Notes the date of a pledge.
    pub(super) fn pledged_on(&mut self, date: Date) {
        self.since = Some(self.since.map_or(date, |since| since.min(date)));
    }

    pub(super) fn is_empty(&self) -> bool {
        [&self.pledged, &self.disbursed, &self.expected].iter().all(|sum| sum.entries == 0)
    }

    fn merge(&mut self, other: &Self) {
        self.pledged.merge(&other.pledged);
        self.disbursed.merge(&other.disbursed);
        self.expected.merge(&other.expected);
        other.since.into_iter().for_each(|since| self.pledged_on(since));
    }

    /// Its progress.
    pub(super) fn progress(&self, asked: Asked) -> Progress {
        let sums = [&self.pledged, &self.disbursed, &self.expected];
        let currency = match asked.currency {
            Some(_) if sums.iter().any(|sum| sum.unconverted > 0) => return none(Undetermined::Unconverted),
            Some(currency) => currency,
            None => {
                let currencies: BTreeSet<Currency> = sums.iter().flat_map(|sum| sum.currencies()).collect();
                match Vec::from_iter(currencies)[..] {
                    [] => return Progress::default(),
                    [one] => one,
                    _ => return none(Undetermined::SeveralCurrencies),
                }
            }
        };
        let [Some(pledged), Some(disbursed), Some(expected)] = sums.map(|sum| {
            let sum = sum.sum(asked.currency);
            let whole = if asked.currency.is_some() { sum.converted } else { sum.original.first().copied() };
            let zero = || Money::new(Decimal::ZERO, currency).expect("zero is precise in every currency");
            whole.or_else(|| (sum.entries == 0).then(zero))
        }) else {
            return none(Undetermined::TooLarge);
        };
        lateness::progress(pledged, disbursed, expected, self.since, asked.on)
    }
}

fn none(why: Undetermined) -> Progress {
    Progress { undetermined: Some(why), ..Progress::default() }
}
