//! The digest: changes between two positions of a reader's feed, with the net change of each thing.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    confirmations::Party,
    fields::{Body, Fields},
    money::{Currency, Money},
    people::OfficeKey,
    stats::{FigureName, Sum, Unconverted, UsedRate, UsedStated},
};

/// The most items listed in a group.
pub const MOST_ITEMS: usize = 200;

/// The changes between two points. Each group compares the state at `from` with the state at `to`; steps in
/// between do not matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Digest {
    /// The digest covers changes after this point.
    pub from: Point,
    /// The digest covers changes up to and including this point.
    pub to: Point,
    /// Position to mark as read once all of this is read: that of `to`, together with its day.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub next_mark: i64,
    /// Currency of the converted sums: the office's (ISO 4217 code).
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "GBP"))]
    pub currency: Currency,
    #[serde(flatten)]
    pub groups: Groups,
    pub staff: Staff,
    /// Every rate that a conversion used.
    pub rates: Vec<UsedRate>,
    /// Every conversion stated by a donor and used instead of a rate.
    pub stated: Vec<UsedStated>,
    /// Every amount that no rate could convert. It is in no converted sum.
    pub unconverted: Vec<Unconverted>,
}

/// People that admins of the reader's office added, and keys that they or an operator made, latest first. Reported to
/// that office only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Staff {
    /// The people; at most 200.
    #[cfg_attr(feature = "openapi", schema(max_items = 200))]
    pub people: Vec<AddedPerson>,
    /// The keys, also those that no longer work; at most 200.
    #[cfg_attr(feature = "openapi", schema(max_items = 200))]
    pub keys: Vec<OfficeKey>,
}

/// A person added to an office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddedPerson {
    pub id: Uuid,
    /// Instant at which they were added (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub made_at: Timestamp,
}

/// A point in the reader's feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Point {
    /// Position in the feed; 0 is before its first line.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub position: i64,
    /// For `from`: the requested instant or the instant of the read mark, otherwise that of the line at this
    /// position. For `to`: the instant of the line at this position (RFC 3339, UTC). Absent before the first
    /// line.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime, nullable = false, example = "2026-11-24T10:05:00Z"))]
    pub at: Option<Timestamp>,
    /// The day (UTC) on which lateness is judged. Absent before the first line.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date, nullable = false, example = "2026-11-24"))]
    pub day: Option<Date>,
}

/// The seven groups. A thing is at most once in each group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Groups {
    /// Things that the reader could not see at `from`: updates, pledges, entries, schedules and everything
    /// else except rates and confirmations. Amounts of new entries changed their pledges' totals, so they
    /// also count in `raised` and `cut`.
    pub new: Group,
    /// Pledges with a total that grew, and by how much. Overlaps are not subtracted.
    pub raised: Group,
    /// Pledges with a total that shrank, and by how much: reversed, or corrected to less.
    pub cut: Group,
    /// Schedules with an instalment that became late, and its undisbursed amount. Also schedules with dates
    /// moved later, and the largest amount that on any day is planned later than before.
    pub slipped: Group,
    /// Entries that the donor or the recipient disputes at `to` but did not at `from`.
    pub disputed: Group,
    /// Entries that the donor or the recipient confirms at `to` but did not at `from`.
    pub confirmed: Group,
    /// Things that are gone, retracted, or for a narrower audience than before. Also pledges that lapsed or
    /// were withdrawn, with the amount stated.
    pub withdrawn: Group,
}

impl Groups {
    /// All groups.
    pub fn each(&self) -> [&Group; 7] {
        let Self { new, raised, cut, slipped, disputed, confirmed, withdrawn } = self;
        [new, raised, cut, slipped, disputed, confirmed, withdrawn]
    }
}

/// The things that changed in one way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Group {
    /// Number of things.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub total: usize,
    /// The things, latest first; at most 200.
    #[cfg_attr(feature = "openapi", schema(max_items = 200))]
    pub items: Vec<Item>,
    /// The sums of all things, one per measure. Pledged amounts are not funding, and disbursed amounts do not
    /// include committed ones.
    pub sums: Vec<MeasuredSum>,
}

/// A thing that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Item {
    /// Name of the resource, as in paths.
    #[cfg_attr(feature = "openapi", schema(example = "pledges"))]
    pub resource: String,
    pub id: Uuid,
    /// Path to read it. Absent if it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(nullable = false, example = "/v1/pledges/00000000-0000-4000-8000-000000000001")
    )]
    pub path: Option<String>,
    /// Its name; for a thing that belongs to a pledge, the pledge's name. Absent if it has no name, or if the
    /// reader may no longer know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub title: Option<String>,
    /// The office behind the last change, as far as the thing says. Absent on imports and on things that
    /// belong to no office.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub office: Option<Uuid>,
    /// Instant of its last change (RFC 3339, UTC); for a late instalment, that of its schedule.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub at: Timestamp,
    /// Position of its last change.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub position: i64,
    /// Parties that newly confirm or dispute it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<Party>,
    /// Amounts, in their original currencies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<Amount>,
    /// Whether it is invented for illustration rather than a fact.
    pub sample: bool,
}

/// The kind of an amount in a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    Announced,
    Pledged,
    Authorised,
    Appropriated,
    Committed,
    Disbursed,
    /// Amount that a lapse or a withdrawal states.
    TakenBack,
    /// Amount that became late and is not disbursed.
    Late,
    /// Amount planned for later than before.
    Postponed,
}

impl Measure {
    /// Every measure, in the order of the tables of words.
    pub const ALL: [Self; 9] = [
        Self::Announced,
        Self::Pledged,
        Self::Authorised,
        Self::Appropriated,
        Self::Committed,
        Self::Disbursed,
        Self::TakenBack,
        Self::Late,
        Self::Postponed,
    ];
}

impl From<FigureName> for Measure {
    fn from(figure: FigureName) -> Self {
        match figure {
            FigureName::Announced => Self::Announced,
            FigureName::Pledged => Self::Pledged,
            FigureName::Authorised => Self::Authorised,
            FigureName::Appropriated => Self::Appropriated,
            FigureName::Committed => Self::Committed,
            FigureName::Disbursed => Self::Disbursed,
        }
    }
}

/// One amount of a thing that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Amount {
    pub measure: Measure,
    /// The amount; never less than zero.
    pub amount: Money,
    /// The total at `from`, if a total changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub before: Option<Money>,
    /// The total at `to`, if a total changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub after: Option<Money>,
}

/// A sum over the items of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeasuredSum {
    pub measure: Measure,
    /// `entries` is the number of amounts in the sum.
    #[serde(flatten)]
    pub sum: Sum,
}

/// How far a person has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadMark {
    /// Position in the offices' feed.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub position: i64,
    /// Instant at which the mark was set (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub read_at: Timestamp,
    /// The day (UTC) on which lateness was judged in the digest that was read. The next digest reports what
    /// becomes late from that day on.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date, example = "2026-11-24"))]
    pub day: Date,
}

/// A read mark as clients send it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewReadMark {
    /// Position in the offices' feed up to which the person has read: `next_mark` of a digest.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub position: i64,
    /// The day on which lateness was judged: `to.day` of the digest. Default: today (UTC); for a mark that
    /// moves back, the day of the line at the position.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date, example = "2026-11-24"))]
    pub day: Option<Date>,
    /// Whether the mark may move back. If false, a mark that is already further stays, so that two devices
    /// cannot undo each other's reading. Default false.
    #[serde(default)]
    pub back: bool,
}

impl Body for NewReadMark {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let position: Option<i64> = fields.required("position");
        let (day, back) = (fields.optional("day"), fields.or_default("back"));
        if position.is_some_and(|position| position < 0) {
            fields.complain("position", "must be 0 or more");
        }
        Some(Self { position: position?, day, back })
    }
}
