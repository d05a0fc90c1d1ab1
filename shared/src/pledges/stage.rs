//! The stage of a pledge, derived from its entries.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{
    Pledge, PledgeTotals, Stage, Step,
    sums::{account, superseded, totals},
};
use crate::{
    entries::{Counting, EntryKind},
    money::Money,
};

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
    Some(disbursed(&totals(steps)))
}

/// Whether the disbursements fulfil what was pledged and committed.
fn disbursed(totals: &PledgeTotals) -> Stage {
    let promises =
        || totals.pledged.iter().chain(&totals.committed).filter(|promise| !promise.amount().is_zero());
    let fulfilled = promises().next().is_some() && promises().all(|promise| paid(&totals.disbursed, promise));
    if fulfilled { Stage::Fulfilled } else { Stage::PartDisbursed }
}

impl Pledge {
    /// The pledge after one more step, from its stage and sums alone. `None` if they do not tell: the step corrects
    /// another one, or a lapse or withdrawal is involved, whose effect depends on the order of all steps.
    #[must_use]
    pub fn with_step(&self, step: &Step) -> Option<Self> {
        let ends = matches!(self.stage, Some(Stage::Lapsed | Stage::Withdrawn));
        if ends || step.supersedes.is_some() || step.reverses.is_some() {
            return None;
        }
        let reached = reached_by(step.kind)?;
        let mut totals = self.totals.clone();
        if let (Some(amount), Counting::Full) = (step.amount, step.counting) {
            totals.add(step.kind, amount);
        }
        let before = match self.stage {
            Some(Stage::Fulfilled) => Some(Stage::PartDisbursed),
            stage => stage,
        };
        let stage = match before.max(Some(reached)) {
            Some(Stage::PartDisbursed) => disbursed(&totals),
            stage => stage?,
        };
        Some(Self { stage: Some(stage), totals, ..self.clone() })
    }
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
    use crate::{audience::Audience, funds::FundName, money::Currency, organisations::OrganisationName};

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

    fn pledge(steps: &[Step]) -> Pledge {
        let nobody = Uuid::nil();
        Pledge {
            id: nobody,
            office: None,
            fund: FundName { id: nobody, slug: String::new(), name: String::new() },
            donor: OrganisationName { id: nobody, name: String::new(), names: Default::default() },
            audience: Audience::Public,
            visible_from: None,
            sample: true,
            title: None,
            stage: stage(steps),
            disputed: false,
            totals: totals(steps),
        }
    }

    proptest! {
        #[test]
        fn one_more_step_gives_what_all_steps_give(
            kinds in prop::collection::vec((0usize..11, 0i64..3, 0u8..3, 0usize..8), 1..12),
        ) {
            use EntryKind::{
                Announcement, Appropriation, Authorisation, Commitment, Disbursement, Endorsement, Lapse,
                Pledge, Receipt, Reversal, Withdrawal,
            };
            const KINDS: [EntryKind; 11] = [
                Endorsement, Announcement, Pledge, Authorisation, Appropriation, Commitment, Disbursement,
                Receipt, Reversal, Lapse, Withdrawal,
            ];
            let mut steps: Vec<Step> = Vec::new();
            for (index, (kind, amount, counting, place)) in kinds.into_iter().enumerate() {
                let kind = KINDS[kind];
                let reverses = (kind == Reversal).then_some(index as u128 / 2);
                let mut new = step(index as u128, kind, amount, reverses);
                new.counting = [Counting::Full, Counting::Shared, Counting::Onward][counting as usize];
                let before = pledge(&steps);
                // A step may be of an earlier date than those before it.
                steps.insert(place.min(steps.len()), new);
                if let Some(after) = before.with_step(&new) {
                    prop_assert_eq!(after, pledge(&steps));
                }
            }
        }

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
