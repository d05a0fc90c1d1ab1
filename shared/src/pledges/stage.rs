//! The stage of a pledge, derived from its entries.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{
    Stage, Step,
    sums::{account, superseded, totals},
};
use crate::{entries::EntryKind, money::Money};

/// The stage of a pledge: a pure function of its entries. `steps` are in chronological order. A lapse or
/// withdrawal is final until another step follows it.
pub fn stage(steps: &[Step]) -> Option<Stage> {
    let standing = standing(steps);
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

/// The steps that count, in their order. Wholly reversed and superseded steps do not, nor do reversals
/// themselves.
pub fn standing(steps: &[Step]) -> Vec<Step> {
    let superseded = superseded(steps);
    let nothing_left = account(steps)
        .into_iter()
        .filter(|account| account.left.amount().is_zero() && !account.amount.amount().is_zero());
    let without_amount = steps.iter().filter(|step| step.amount.is_none() && !superseded.contains(&step.id));
    let taken_back: BTreeSet<Uuid> = nothing_left
        .map(|account| account.entry)
        .chain(without_amount.filter_map(|step| step.reverses))
        .collect();
    let stands = |step: &&Step| {
        step.kind != EntryKind::Reversal && !superseded.contains(&step.id) && !taken_back.contains(&step.id)
    };
    steps.iter().filter(stands).copied().collect()
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
    use rust_decimal::Decimal;

    use super::*;
    use crate::{entries::Counting, money::Currency, pledges::PledgeTotals};

    fn step(id: u128, kind: EntryKind, amount: i64, reverses: Option<u128>) -> Step {
        let amount = Money::new(Decimal::new(amount, 2), Currency::USD).expect("cents");
        let reverses = reverses.map(Uuid::from_u128);
        let id = Uuid::from_u128(id);
        Step { id, kind, amount: Some(amount), reverses, supersedes: None, counting: Counting::Full }
    }

    #[test]
    fn a_fully_disbursed_pledge_is_fulfilled() {
        use EntryKind::{Disbursement, Pledge};
        let mut steps = vec![step(1, Pledge, 1000, None), step(2, Disbursement, 400, None)];
        assert_eq!(stage(&steps), Some(Stage::PartDisbursed));
        steps.push(step(3, Disbursement, 600, None));
        assert_eq!(stage(&steps), Some(Stage::Fulfilled));
        steps.push(step(4, EntryKind::Reversal, 1, Some(3)));
        assert_eq!(stage(&steps), Some(Stage::PartDisbursed));
    }

    #[test]
    fn a_wholly_reversed_entry_changes_no_stage() {
        let steps = [
            step(1, EntryKind::Announcement, 1000, None),
            step(2, EntryKind::Commitment, 1000, None),
            step(3, EntryKind::Reversal, 1000, Some(2)),
        ];
        assert_eq!(stage(&steps), Some(Stage::Announced));
    }

    #[test]
    fn a_withdrawal_ends_a_pledge_until_another_step_follows() {
        let mut steps = vec![step(1, EntryKind::Pledge, 1000, None)];
        steps.push(Step { amount: None, ..step(2, EntryKind::Withdrawal, 0, None) });
        assert_eq!(stage(&steps), Some(Stage::Withdrawn));
        steps.push(step(3, EntryKind::Pledge, 500, None));
        assert_eq!(stage(&steps), Some(Stage::Pledged));
    }

    #[test]
    fn a_shared_amount_is_in_no_sum() {
        let mut shared = step(1, EntryKind::Commitment, 1000, None);
        shared.counting = Counting::Shared;
        assert_eq!(totals(&[shared]), PledgeTotals::default());
        assert_eq!(stage(&[shared]), Some(Stage::Committed));
    }

    #[test]
    fn a_reversed_pledge_does_not_prevent_fulfilment() {
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
    fn a_reversal_does_not_revive_a_withdrawn_pledge() {
        let mut steps = vec![step(1, EntryKind::Pledge, 1000, None)];
        steps.push(Step { amount: None, ..step(2, EntryKind::Withdrawal, 0, None) });
        steps.push(step(3, EntryKind::Reversal, 10, Some(1)));
        assert_eq!(stage(&steps), Some(Stage::Withdrawn));
        // A wholly reversed lapse ends nothing.
        let lapse = [
            step(1, EntryKind::Pledge, 1000, None),
            step(2, EntryKind::Lapse, 1000, None),
            step(3, EntryKind::Reversal, 1000, Some(2)),
        ];
        assert_eq!(stage(&lapse), Some(Stage::Pledged));
    }

    #[test]
    fn only_the_superseding_entry_counts() {
        let steps = [
            step(1, EntryKind::Commitment, 1000, None),
            Step { supersedes: Some(Uuid::from_u128(1)), ..step(2, EntryKind::Commitment, 100, None) },
        ];
        assert_eq!(totals(&steps).committed[0].amount(), Decimal::new(100, 2));
        let wrong_reversal = [
            step(1, EntryKind::Commitment, 1000, None),
            step(2, EntryKind::Reversal, 900, Some(1)),
            Step { supersedes: Some(Uuid::from_u128(2)), ..step(3, EntryKind::Reversal, 90, Some(1)) },
        ];
        assert_eq!(totals(&wrong_reversal).committed[0].amount(), Decimal::new(910, 2));
    }

    #[test]
    fn a_reversed_endorsement_leaves_no_stage() {
        let endorsement = Step { amount: None, ..step(1, EntryKind::Endorsement, 0, None) };
        let reversal = Step { amount: None, ..step(2, EntryKind::Reversal, 0, Some(1)) };
        assert_eq!(stage(&[endorsement]), Some(Stage::Endorsed));
        assert_eq!(stage(&[endorsement, reversal]), None);
    }

    proptest! {
        #[test]
        fn a_sum_is_the_entries_less_their_reversals(
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
