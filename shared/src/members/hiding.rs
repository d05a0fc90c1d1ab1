//! Protects members that are counted but not named: no figure, alone or subtracted from another, describes
//! one to four of them.
//!
//! There are three rules. Every figure is rounded down to a multiple of five, so any sum or difference of
//! figures, of one day or several, is zero or at least five. A value that fewer than five members share is
//! not named; it is combined with others until the group has at least five members and two values. A figure
//! stays unchanged until three members have joined or left since its last change, so that nobody sees one
//! join or leave.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// Any number between zero and this one reveals too much.
const LEAST: u32 = 5;
/// The number of members that must join or leave before a figure changes.
const BATCH: u32 = 3;

/// A value that members are counted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberValue {
    /// A category, a country (ISO 3166-1 alpha-2), the name of a place, or a year.
    #[cfg_attr(feature = "openapi", schema(example = "cross-border"))]
    pub value: String,
    /// The country of a place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, example = "PS"))]
    pub country: Option<String>,
}

/// Rounds down to a multiple of five.
pub(super) fn floor(members: u32) -> u32 {
    members - members % LEAST
}

/// The exact count behind a figure now, given the one before; `None` for the first.
pub(super) fn hold(members: u32, before: Option<u32>) -> u32 {
    before.filter(|before| members.abs_diff(*before) < BATCH).unwrap_or(members)
}

/// Number of members with one of these values when the figure last changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HeldCell {
    of: BTreeSet<MemberValue>,
    members: u32,
}

/// The counts of one group by one classification, before rounding.
pub(super) struct Hidden {
    pub(super) cells: Vec<(MemberValue, u32)>,
    pub(super) other: u32,
    /// The counts to compare the next ones with.
    pub(super) held: Vec<HeldCell>,
}

impl Hidden {
    /// Counts members by their values, given the counts held before. Held counts alone decide, so that one
    /// member more or less decides nothing.
    pub(super) fn of(members: &[&BTreeSet<MemberValue>], before: Option<&[HeldCell]>) -> Self {
        let cell = |of: BTreeSet<MemberValue>, new: Option<u32>| {
            let now = members.iter().filter(|member| !member.is_disjoint(&of)).count();
            let known = before.and_then(|before| before.iter().find(|cell| cell.of == of));
            let before = known.map(|cell| cell.members).or(new);
            HeldCell { members: hold(u32::try_from(now).unwrap_or(u32::MAX), before), of }
        };
        let known = before.into_iter().flatten().filter(|cell| cell.of.len() == 1).flat_map(|cell| &cell.of);
        let values: BTreeSet<&MemberValue> = members.iter().copied().flatten().chain(known).collect();
        // A value that nobody had before was held at zero.
        let single = |value: &MemberValue| cell(BTreeSet::from([value.clone()]), before.map(|_| 0));
        let mut held: Vec<HeldCell> =
            values.into_iter().map(single).filter(|cell| cell.members > 0).collect();
        let (mut large, small): (Vec<HeldCell>, Vec<HeldCell>) =
            held.iter().cloned().partition(|cell| cell.members >= LEAST);
        let mut other = 0;
        if !small.is_empty() {
            let mut of: BTreeSet<MemberValue> = small.into_iter().flat_map(|cell| cell.of).collect();
            let together = cell(of.clone(), None);
            if of.len() > 1 {
                held.push(together.clone());
            }
            if of.len() > 1 && together.members >= LEAST {
                other = together.members;
            } else if let Some(smallest) = (0..large.len()).min_by_key(|place| large[*place].members) {
                of.extend(large.remove(smallest).of);
                let together = cell(of, None);
                other = together.members;
                held.push(together);
            }
        }
        let cells =
            large.into_iter().flat_map(|cell| cell.of.into_iter().map(move |value| (value, cell.members)));
        Self { cells: cells.collect(), other, held }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::members::{Classification, Counted, Members, Snapshot, snapshot};

    /// A member with some of a few values in each classification.
    fn counted() -> impl Strategy<Value = Counted> {
        let values = prop::collection::btree_set(0..6u8, 0..4);
        let value = |value: u8| MemberValue { value: format!("v{value}"), country: None };
        prop::collection::vec(values, 4).prop_map(move |sets| {
            let sets = sets.into_iter().map(|set| set.into_iter().map(value).collect());
            let by = Classification::ALL.into_iter().zip(sets).collect();
            Counted { is_current: true, is_sample: false, by }
        })
    }

    fn members() -> impl Strategy<Value = Members> {
        let group = |most| prop::collection::vec(counted(), 0..most);
        (group(8), group(12), group(40)).prop_map(|(full, by_name, not_named)| Members {
            full,
            by_name,
            not_named,
        })
    }

    /// Every figure about members that are not named, or whose values the list does not show.
    fn figures(snapshot: &Snapshot) -> Vec<u32> {
        let by = snapshot.by.values();
        let cells = by.flat_map(|by| by.cells.iter().map(|cell| cell.not_listed).chain([by.other]));
        cells.chain([snapshot.all.not_named]).collect()
    }

    fn real(members: &[Counted], by: Classification, of: &BTreeSet<MemberValue>) -> u32 {
        members.iter().filter(|member| !member.by[&by].is_disjoint(of)).count() as u32
    }

    proptest! {
        /// Any sum or difference of figures of two snapshots is zero or at least five.
        #[test]
        fn no_sum_or_difference_of_figures_is_one_to_four(
            (one, other) in (members(), members()),
            picked in prop::collection::vec(-1i64..=1, 120),
        ) {
            let (first, held) = snapshot(&one, None);
            let (second, _) = snapshot(&other, Some(&held));
            let figures = figures(&first).into_iter().chain(figures(&second));
            let sum: i64 = figures.zip(&picked).map(|(figure, sign)| i64::from(figure) * sign).sum();
            prop_assert!(!(1..5).contains(&sum.abs()), "{sum}");
        }

        #[test]
        fn one_or_two_changed_members_change_no_figure(
            members in members(),
            (place, newcomer, changed) in (any::<prop::sample::Index>(), counted(), counted()),
        ) {
            let (before, held) = snapshot(&members, None);
            let mut more = members.clone();
            more.not_named.push(newcomer.clone());
            prop_assert_eq!(&snapshot(&more, Some(&held)).0, &before);
            more.not_named.push(changed.clone());
            prop_assert_eq!(&snapshot(&more, Some(&held)).0, &before);
            if !members.not_named.is_empty() {
                let mut other = members.clone();
                let place = place.index(other.not_named.len());
                other.not_named[place] = changed;
                prop_assert_eq!(&snapshot(&other, Some(&held)).0, &before);
                other.not_named.remove(place);
                prop_assert_eq!(&snapshot(&other, Some(&held)).0, &before);
            }
        }

        /// Complementary suppression: a combined group has at least five members and two values.
        #[test]
        fn large_values_are_named_and_small_ones_combined(members in members()) {
            for by in Classification::ALL {
                let sets: Vec<_> = members.not_named.iter().map(|member| &member.by[&by]).collect();
                let hidden = Hidden::of(&sets, None);
                let all: BTreeSet<MemberValue> = sets.iter().copied().flatten().cloned().collect();
                let named: BTreeSet<MemberValue> = hidden.cells.iter().map(|(value, _)| value.clone()).collect();
                for (value, shown) in &hidden.cells {
                    prop_assert_eq!(*shown, real(&members.not_named, by, &BTreeSet::from([value.clone()])));
                    prop_assert!(*shown >= LEAST);
                }
                let rest: BTreeSet<MemberValue> = all.difference(&named).cloned().collect();
                if hidden.other > 0 {
                    prop_assert!(rest.len() >= 2 && hidden.other >= LEAST);
                    prop_assert_eq!(hidden.other, real(&members.not_named, by, &rest));
                } else {
                    // Nothing is published about the rest, and there is no figure to subtract from.
                    prop_assert!(rest.is_empty() || named.is_empty());
                }
            }
        }

        #[test]
        fn no_figure_reveals_the_values_of_a_name_only_member(
            members in members(), newcomer in counted(), other in counted(),
        ) {
            let with = |newcomer: Counted| {
                let mut members = members.clone();
                members.by_name.push(newcomer);
                members
            };
            let (_, held) = snapshot(&members, None);
            prop_assert_eq!(snapshot(&with(newcomer), Some(&held)).0, snapshot(&with(other), Some(&held)).0);
        }
    }

    #[test]
    fn a_figure_changes_after_three_arrivals_by_multiples_of_five() {
        let someone = || Counted { is_current: true, ..Counted::default() };
        let mut members = Members::default();
        let (mut told, mut held) = (Vec::new(), snapshot(&members, None).1);
        for _ in 0..12 {
            members.not_named.push(someone());
            let (next, next_held) = snapshot(&members, Some(&held));
            told.push(next.all.not_named);
            held = next_held;
        }
        assert_eq!(told, [0, 0, 0, 0, 0, 5, 5, 5, 5, 5, 5, 10]);
    }
}
