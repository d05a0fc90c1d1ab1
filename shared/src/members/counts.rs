//! The published member counts. The rules that keep them from revealing a member are in `hiding`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::hiding::{HeldCell, Hidden, MemberValue, floor, hold};

/// The classifications that members are counted by, never two at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Classification {
    /// Fields of work.
    Category,
    /// Countries where they work, or else those they are from.
    Country,
    /// Places where they work.
    Place,
    /// Years of their membership.
    Year,
}

impl Classification {
    pub const ALL: [Self; 4] = [Self::Category, Self::Country, Self::Place, Self::Year];
}

/// A member with the values that it is counted by.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// Whether it is a member today, rather than a former one.
    pub is_current: bool,
    /// Whether it is invented for illustration.
    pub is_sample: bool,
    pub by: BTreeMap<Classification, BTreeSet<MemberValue>>,
}

/// Number of members that share one value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberCell {
    #[serde(flatten)]
    pub value: MemberValue,
    /// `listed` plus `not_listed`: includes members that are not named.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub count: u32,
    /// Members in the public list with this value.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub listed: u32,
    /// Members for which the public list does not show the value, rounded down to a multiple of five.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, multiple_of = 5))]
    pub not_listed: u32,
}

/// The members by one classification. A member with two categories counts in both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberBreakdown {
    pub cells: Vec<MemberCell>,
    /// Members with values that the public list does not show and too few share, combined with further values
    /// until there are enough. Rounded down to a multiple of five.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, multiple_of = 5))]
    pub other: u32,
}

/// Number of members, as shown to everyone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberCounts {
    /// `named` plus `not_named`: includes members that are not named.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub total: u32,
    /// Members in the public list, fully or by name.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub named: u32,
    /// Members that are counted but, at their own wish, not named. Rounded down to a multiple of five.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub not_named: u32,
    /// Whether the public list includes records invented for illustration.
    #[serde(default)]
    pub sample: bool,
}

/// Number of members, in total and by the requested classification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MembersBy {
    #[serde(flatten)]
    pub all: MemberCounts,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub by: Option<Classification>,
    #[serde(flatten)]
    pub breakdown: MemberBreakdown,
}

/// Everything published: the counts by every classification.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    #[serde(flatten)]
    pub all: MemberCounts,
    #[serde(default)]
    pub by: BTreeMap<Classification, MemberBreakdown>,
}

/// The exact counts behind the figures when they last changed; never published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    not_named: u32,
    by_name_by: BTreeMap<Classification, Vec<HeldCell>>,
    not_named_by: BTreeMap<Classification, Vec<HeldCell>>,
}

/// The members, by listing.
#[derive(Clone, Debug, Default)]
pub struct Members {
    pub full: Vec<Counted>,
    pub by_name: Vec<Counted>,
    pub not_named: Vec<Counted>,
}

/// The counts to publish, given the counts behind the earlier ones, and the counts behind them.
pub fn snapshot(members: &Members, before: Option<&Held>) -> (Snapshot, Held) {
    let current = |members: &[Counted]| number(members.iter().filter(|member| member.is_current).count());
    let not_named = hold(current(&members.not_named), before.map(|before| before.not_named));
    let mut held = Held { not_named, ..Held::default() };
    let (named, not_named) = (current(&members.full) + current(&members.by_name), floor(not_named));
    let sample = members.full.iter().chain(&members.by_name).any(|member| member.is_sample);
    let all = MemberCounts { total: named + not_named, named, not_named, sample };
    let mut by = BTreeMap::new();
    for classification in Classification::ALL {
        // Each group follows the rules by itself, so that full knowledge of the named members reveals nothing
        // about the others.
        let by_name = before.map(|before| &before.by_name_by);
        let by_name = hidden(&members.by_name, classification, by_name);
        let not_named = before.map(|before| &before.not_named_by);
        let not_named = hidden(&members.not_named, classification, not_named);
        by.insert(classification, breakdown(&members.full, classification, [&by_name, &not_named]));
        held.by_name_by.insert(classification, by_name.held);
        held.not_named_by.insert(classification, not_named.held);
    }
    (Snapshot { all, by }, held)
}

fn hidden(
    members: &[Counted],
    by: Classification,
    before: Option<&BTreeMap<Classification, Vec<HeldCell>>>,
) -> Hidden {
    let members: Vec<_> = members.iter().filter_map(|member| member.by.get(&by)).collect();
    Hidden::of(&members, before.map(|before| before.get(&by).map_or(&[][..], Vec::as_slice)))
}

fn breakdown(full: &[Counted], by: Classification, hidden: [&Hidden; 2]) -> MemberBreakdown {
    let mut cells: BTreeMap<&MemberValue, (u32, u32)> = BTreeMap::new();
    for value in full.iter().filter_map(|member| member.by.get(&by)).flatten() {
        cells.entry(value).or_default().0 += 1;
    }
    for (value, members) in hidden.iter().flat_map(|hidden| &hidden.cells) {
        cells.entry(value).or_default().1 += floor(*members);
    }
    let cell = |(value, (listed, not_listed)): (&MemberValue, (u32, u32))| MemberCell {
        value: value.clone(),
        count: listed + not_listed,
        listed,
        not_listed,
    };
    MemberBreakdown {
        cells: cells.into_iter().map(cell).collect(),
        other: hidden.iter().map(|hidden| floor(hidden.other)).sum(),
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
