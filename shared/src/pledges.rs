//! Pledges: the file of one donor's intended contribution to one fund, and the stage it has reached.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    audience::Audience,
    entries::{Counting, EntryKind},
    fields::{Body, Fields},
    funds::FundName,
    money::{Currency, Money},
    organisations::OrganisationName,
};

/// How far a pledge has come: derived from its entries, never typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Endorsed,
    Announced,
    Pledged,
    Authorised,
    Appropriated,
    Committed,
    PartDisbursed,
    /// All that was pledged, and all that was committed, is disbursed.
    Fulfilled,
    Lapsed,
    Withdrawn,
}

/// Sums of a pledge's entries per kind, in their original currencies, net of reversals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PledgeTotals {
    pub announced: Vec<Money>,
    pub pledged: Vec<Money>,
    pub authorised: Vec<Money>,
    pub appropriated: Vec<Money>,
    pub committed: Vec<Money>,
    pub disbursed: Vec<Money>,
}

/// A pledge: its head, and what its entries come to for this reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pledge {
    pub id: Uuid,
    /// The office that keeps this file; absent on an import.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<Uuid>,
    pub fund: FundName,
    /// The organisation that gives.
    pub donor: OrganisationName,
    pub audience: Audience,
    pub sample: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Absent as long as there is no entry that this reader may see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Entries of the kinds endorsement, lapse and withdrawal have no sum; receipts are the same
    /// money as disbursements and are not added.
    pub totals: PledgeTotals,
}

/// A pledge's head as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPledge {
    /// Who may read this; as narrow as its fund and its donor or narrower.
    pub audience: Audience,
    /// Whether this is invented for illustration and no fact. Default false.
    #[serde(default)]
    pub sample: bool,
    /// Id of the fund it goes to.
    pub fund: Uuid,
    /// Id of the organisation that gives.
    pub donor: Uuid,
    /// What tells it from the donor's other pledges to the fund.
    #[cfg_attr(feature = "openapi", schema(max_length = 300))]
    pub title: Option<String>,
}

impl Body for NewPledge {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let audience = fields.required("audience");
        let sample = fields.or_default("sample");
        let fund = fields.required("fund");
        let donor = fields.required("donor");
        let title = fields.optional_text("title", 300);
        Some(Self { audience: audience?, sample, fund: fund?, donor: donor?, title })
    }
}

/// What of an entry its pledge's stage and sums depend on.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub id: Uuid,
    pub kind: EntryKind,
    pub amount: Option<Money>,
    pub reverses: Option<Uuid>,
    pub counting: Counting,
}

/// What is left of an entry's amount when what was taken back is taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Net {
    pub entry: Uuid,
    pub kind: EntryKind,
    pub left: Money,
}

/// The entries' amounts with what was taken back already taken off, in the order given: what every
/// sum adds up. Entries that belong in no total are left out.
pub fn net(steps: &[Step]) -> Vec<Net> {
    let mut taken_back: BTreeMap<Uuid, Decimal> = BTreeMap::new();
    for step in steps {
        if let (EntryKind::Reversal, Some(amount), Some(entry)) = (step.kind, step.amount, step.reverses) {
            *taken_back.entry(entry).or_default() += amount.amount();
        }
    }
    let net_of = |step: &Step| {
        let counts = step.counting == Counting::Full && step.kind != EntryKind::Reversal;
        let amount = step.amount.filter(|_| counts)?;
        let left = amount.amount() - taken_back.get(&step.id).copied().unwrap_or_default();
        let left = Money::new(left, amount.currency()).expect("a difference is no more precise");
        Some(Net { entry: step.id, kind: step.kind, left })
    };
    steps.iter().filter_map(net_of).collect()
}

/// Sums per kind and currency, currencies in alphabetical order.
pub fn totals(steps: &[Step]) -> PledgeTotals {
    let net = net(steps);
    let sum = |kind: EntryKind| {
        let mut sums: BTreeMap<Currency, Decimal> = BTreeMap::new();
        for net in net.iter().filter(|net| net.kind == kind) {
            *sums.entry(net.left.currency()).or_default() += net.left.amount();
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

/// The stage of a pledge: a pure function of its entries (product.md, invariant 12). `steps` are
/// in the order in which they happened. An end is final until something happens after it.
pub fn stage(steps: &[Step]) -> Option<Stage> {
    let left: BTreeMap<Uuid, Money> = net_by_id(steps);
    // What was wholly taken back is as if it had never been; a step without an amount stands.
    let counts = |step: &&Step| {
        let is_taken_back = left.get(&step.id).is_some_and(|left| left.amount().is_zero())
            && step.amount.is_some_and(|amount| !amount.amount().is_zero());
        step.kind != EntryKind::Reversal && !is_taken_back
    };
    let standing: Vec<Step> = steps.iter().filter(counts).copied().collect();
    match standing.last()?.kind {
        EntryKind::Lapse => return Some(Stage::Lapsed),
        EntryKind::Withdrawal => return Some(Stage::Withdrawn),
        _ => {}
    }
    let furthest = standing.iter().filter_map(|step| reached_by(step.kind)).max()?;
    if furthest != Stage::PartDisbursed {
        return Some(furthest);
    }
    let totals = totals(steps);
    let promises =
        || totals.pledged.iter().chain(&totals.committed).filter(|promise| !promise.amount().is_zero());
    let fulfilled = promises().next().is_some() && promises().all(|promise| paid(&totals.disbursed, promise));
    Some(if fulfilled { Stage::Fulfilled } else { Stage::PartDisbursed })
}

fn net_by_id(steps: &[Step]) -> BTreeMap<Uuid, Money> {
    let all: Vec<Step> = steps.iter().map(|step| Step { counting: Counting::Full, ..*step }).collect();
    net(&all).into_iter().map(|net| (net.entry, net.left)).collect()
}

fn reached_by(kind: EntryKind) -> Option<Stage> {
    Some(match kind {
        EntryKind::Endorsement => Stage::Endorsed,
        EntryKind::Announcement => Stage::Announced,
        EntryKind::Pledge => Stage::Pledged,
        EntryKind::Authorisation => Stage::Authorised,
        EntryKind::Appropriation => Stage::Appropriated,
        EntryKind::Commitment => Stage::Committed,
        EntryKind::Disbursement | EntryKind::Receipt => Stage::PartDisbursed,
        EntryKind::Reversal | EntryKind::Lapse | EntryKind::Withdrawal => return None,
    })
}

fn paid(disbursed: &[Money], promise: &Money) -> bool {
    disbursed.iter().any(|paid| paid.currency() == promise.currency() && paid.amount() >= promise.amount())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn step(id: u128, kind: EntryKind, amount: i64, reverses: Option<u128>) -> Step {
        let amount = Money::new(Decimal::new(amount, 2), Currency::USD).expect("cents");
        let reverses = reverses.map(Uuid::from_u128);
        Step { id: Uuid::from_u128(id), kind, amount: Some(amount), reverses, counting: Counting::Full }
    }

    #[test]
    fn a_pledge_is_fulfilled_when_all_that_was_pledged_is_disbursed() {
        use EntryKind::{Disbursement, Pledge};
        let mut steps = vec![step(1, Pledge, 1000, None), step(2, Disbursement, 400, None)];
        assert_eq!(stage(&steps), Some(Stage::PartDisbursed));
        steps.push(step(3, Disbursement, 600, None));
        assert_eq!(stage(&steps), Some(Stage::Fulfilled));
        steps.push(step(4, EntryKind::Reversal, 1, Some(3)));
        assert_eq!(stage(&steps), Some(Stage::PartDisbursed));
    }

    #[test]
    fn an_entry_that_was_wholly_reversed_moves_no_stage() {
        let steps = [
            step(1, EntryKind::Announcement, 1000, None),
            step(2, EntryKind::Commitment, 1000, None),
            step(3, EntryKind::Reversal, 1000, Some(2)),
        ];
        assert_eq!(stage(&steps), Some(Stage::Announced));
    }

    #[test]
    fn a_withdrawal_ends_a_pledge_until_something_follows_it() {
        let mut steps = vec![step(1, EntryKind::Pledge, 1000, None)];
        steps.push(Step { amount: None, ..step(2, EntryKind::Withdrawal, 0, None) });
        assert_eq!(stage(&steps), Some(Stage::Withdrawn));
        steps.push(step(3, EntryKind::Pledge, 500, None));
        assert_eq!(stage(&steps), Some(Stage::Pledged));
    }

    #[test]
    fn an_amount_shared_with_other_places_or_passed_on_is_in_no_sum() {
        let mut shared = step(1, EntryKind::Commitment, 1000, None);
        shared.counting = Counting::Shared;
        assert_eq!(totals(&[shared]), PledgeTotals::default());
        assert_eq!(stage(&[shared]), Some(Stage::Committed));
    }

    #[test]
    fn a_promise_in_a_wrong_currency_that_was_taken_back_does_not_stand_in_the_way() {
        let euros = Money::new(Decimal::new(1000, 2), "EUR".parse().expect("a code")).expect("cents");
        let steps = [
            Step { amount: Some(euros), ..step(1, EntryKind::Pledge, 0, None) },
            Step { amount: Some(euros), ..step(2, EntryKind::Reversal, 0, Some(1)) },
            step(3, EntryKind::Pledge, 1000, None),
            step(4, EntryKind::Disbursement, 1000, None),
        ];
        assert_eq!(stage(&steps), Some(Stage::Fulfilled));
        let nothing_left = [
            step(1, EntryKind::Pledge, 1000, None),
            step(2, EntryKind::Reversal, 1000, Some(1)),
            step(3, EntryKind::Disbursement, 1, None),
        ];
        assert_eq!(stage(&nothing_left), Some(Stage::PartDisbursed));
    }

    #[test]
    fn a_reversal_after_a_withdrawal_does_not_bring_the_pledge_back() {
        let mut steps = vec![step(1, EntryKind::Pledge, 1000, None)];
        steps.push(Step { amount: None, ..step(2, EntryKind::Withdrawal, 0, None) });
        steps.push(step(3, EntryKind::Reversal, 10, Some(1)));
        assert_eq!(stage(&steps), Some(Stage::Withdrawn));
        // A lapse of an amount that was wholly taken back ends nothing.
        let lapse = [
            step(1, EntryKind::Pledge, 1000, None),
            step(2, EntryKind::Lapse, 1000, None),
            step(3, EntryKind::Reversal, 1000, Some(2)),
        ];
        assert_eq!(stage(&lapse), Some(Stage::Pledged));
    }

    proptest! {
        #[test]
        fn a_sum_is_the_entries_less_what_was_taken_back(
            amounts in prop::collection::vec((1i64..1_000_000, 0i64..1_000_000), 1..20),
        ) {
            let mut steps = Vec::new();
            let mut left = 0;
            for (index, (amount, back)) in amounts.iter().enumerate() {
                let back = back % (amount + 1);
                left += amount - back;
                steps.push(step(index as u128, EntryKind::Commitment, *amount, None));
                steps.push(step(1000 + index as u128, EntryKind::Reversal, back, Some(index as u128)));
            }
            prop_assert_eq!(totals(&steps).committed[0].amount(), Decimal::new(left, 2));
        }
    }
}
