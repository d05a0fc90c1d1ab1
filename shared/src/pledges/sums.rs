//! The sums of a pledge's entries: each amount less its reversals, added up by kind and currency.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::PledgeTotals;
use crate::{
    entries::{Counting, EntryKind},
    money::{Currency, Money},
};

/// The fields of an entry that decide its pledge's stage and sums.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub id: Uuid,
    pub kind: EntryKind,
    pub amount: Option<Money>,
    pub reverses: Option<Uuid>,
    pub supersedes: Option<Uuid>,
    pub counting: Counting,
}

/// Why an entry's amount is in no total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// Another entry supersedes it.
    Superseded,
    /// The amount also covers other places or years, and no share is stated.
    Shared,
    /// Money passed on inside the fund, already counted when it came in.
    Onward,
    /// The same contribution is counted through another entry. This one is in gross sums only.
    Overlap,
}

impl PledgeTotals {
    /// Adds an amount of a kind, if the kind has a sum.
    pub(super) fn add(&mut self, kind: EntryKind, amount: Money) {
        let sums = match kind {
            EntryKind::Announcement => &mut self.announced,
            EntryKind::Pledge => &mut self.pledged,
            EntryKind::Authorisation => &mut self.authorised,
            EntryKind::Appropriation => &mut self.appropriated,
            EntryKind::Commitment => &mut self.committed,
            EntryKind::Disbursement => &mut self.disbursed,
            _ => return,
        };
        match sums.binary_search_by_key(&amount.currency(), Money::currency) {
            Ok(place) => {
                let sum = sums[place].amount() + amount.amount();
                sums[place] = Money::new(sum, amount.currency()).expect("a sum is no more precise");
            }
            Err(place) => sums.insert(place, amount),
        }
    }
}

/// An entry's amount and its reversals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub entry: Uuid,
    pub kind: EntryKind,
    /// As reported.
    pub amount: Money,
    /// The reversals, without superseded ones, and the amount of each.
    pub taken_back: Vec<(Uuid, Money)>,
    /// The amount less its reversals.
    pub left: Money,
    /// Why it is in no total; `None` if it counts.
    pub left_out: Option<LeftOut>,
}

/// Accounts for each entry with an amount, in the order given. Overlaps are not known here, because they span
/// several pledges.
pub fn account(steps: &[Step]) -> Vec<Account> {
    let superseded = superseded(steps);
    let mut reversals: BTreeMap<Uuid, Vec<(Uuid, Money)>> = BTreeMap::new();
    for step in steps.iter().filter(|step| !superseded.contains(&step.id)) {
        if let (Some(amount), Some(entry)) = (step.amount, step.reverses) {
            reversals.entry(entry).or_default().push((step.id, amount));
        }
    }
    let account = |step: &Step| {
        let amount = step.amount.filter(|_| step.kind != EntryKind::Reversal)?;
        let taken_back = reversals.remove(&step.id).unwrap_or_default();
        let back: Decimal = taken_back.iter().map(|(_, back)| back.amount()).sum();
        let left =
            Money::new(amount.amount() - back, amount.currency()).expect("a difference is no more precise");
        let left_out = match step.counting {
            _ if superseded.contains(&step.id) => Some(LeftOut::Superseded),
            Counting::Full => None,
            Counting::Shared => Some(LeftOut::Shared),
            Counting::Onward => Some(LeftOut::Onward),
        };
        Some(Account { entry: step.id, kind: step.kind, amount, taken_back, left, left_out })
    };
    steps.iter().filter_map(account).collect()
}

/// Ids of the superseded entries.
pub(super) fn superseded(steps: &[Step]) -> BTreeSet<Uuid> {
    steps.iter().filter_map(|step| step.supersedes).collect()
}

/// Sums per kind and currency, currencies in alphabetical order.
pub fn totals(steps: &[Step]) -> PledgeTotals {
    let accounts = account(steps);
    let sum = |kind: EntryKind| {
        let mut sums: BTreeMap<Currency, Decimal> = BTreeMap::new();
        for account in accounts.iter().filter(|account| account.kind == kind && account.left_out.is_none()) {
            *sums.entry(account.left.currency()).or_default() += account.left.amount();
        }
        let money = |(currency, amount)| Money::new(amount, currency).expect("a sum is no more precise");
        sums.into_iter().map(money).collect()
    };
    PledgeTotals {
        announced: sum(EntryKind::Announcement),
        pledged: sum(EntryKind::Pledge),
        authorised: sum(EntryKind::Authorisation),
        appropriated: sum(EntryKind::Appropriation),
        committed: sum(EntryKind::Commitment),
        disbursed: sum(EntryKind::Disbursement),
    }
}
