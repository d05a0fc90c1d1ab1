//! Finds the earlier step that a negative value reverses: the only possible one in its activity. IATI does not
//! name it, and nothing is guessed.

use rust_decimal::Decimal;
use shared::{date::PartialDate, money::Currency};

use super::kind::Kind;
use crate::imports::plan::PlannedEntry;

/// An entry made from a transaction of the activity.
#[derive(Clone, Copy, Debug)]
pub(super) struct Made {
    /// Its index in the plan.
    pub(super) place: usize,
    pub(super) kind: Kind,
    pub(super) takes_back: bool,
}

/// A step and its remaining amount.
struct Open {
    made: Made,
    pledge: usize,
    currency: Currency,
    date: PartialDate,
    left: Decimal,
}

/// Links each reversal of an activity to the entry it reverses. A reversal with no possible entry, or with
/// several, is barred. A barred reversal may still be known from an import before its activity grew.
pub(super) fn link(entries: &mut [PlannedEntry], made: &[Made]) {
    let open = |made: &Made| {
        let planned = &entries[made.place];
        let amount = planned.entry.amount.expect("every value is an amount");
        Open {
            made: *made,
            pledge: planned.pledge,
            currency: amount.currency(),
            date: planned.entry.date,
            left: amount.amount(),
        }
    };
    let (mut back, mut steps): (Vec<Open>, Vec<Open>) =
        made.iter().map(open).partition(|open| open.made.takes_back);
    back.sort_by_key(|open| open.date.earliest());
    for taken in back {
        let can_be = |step: &&mut Open| {
            step.pledge == taken.pledge
                && step.made.kind == taken.made.kind
                && step.currency == taken.currency
                && step.date.earliest() <= taken.date.earliest()
                && step.left >= taken.left
        };
        let mut candidates: Vec<&mut Open> = steps.iter_mut().filter(can_be).collect();
        let barred = match &mut candidates[..] {
            [one] => {
                one.left -= taken.left;
                let record = entries[one.made.place].provenance.record.clone();
                entries[taken.made.place].links.reverses = Some(record);
                continue;
            }
            [] => "is below zero, but no earlier transaction of its activity, type, currency and provider is as large"
                .to_owned(),
            several => format!(
                "is below zero, and could reverse any of {} earlier transactions: post the reversal by hand",
                several.len()
            ),
        };
        entries[taken.made.place].barred = Some(barred);
    }
}
