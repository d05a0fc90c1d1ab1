//! The digest: what moved between two positions of a reader's feed, each thing once with its net change.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    confirmations::Party,
    fields::{Body, Fields},
    money::{Currency, Money},
    stats::{FigureName, Sum, Unconverted, UsedRate, UsedStated},
};

/// How many items of a group are told at most.
pub const MOST_ITEMS: usize = 200;

/// What moved. Each group is worked out from what was seen at `from` and at `to`, and not from the steps between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Digest {
    /// After which position.
    pub from: Point,
    /// Up to which position, and including it.
    pub to: Point,
    /// What to mark as read when all of this is: the position of `to`, with its day.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub next_mark: i64,
    /// The currency of the converted sums: the office's, as ISO 4217 code.
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "GBP"))]
    pub currency: Currency,
    #[serde(flatten)]
    pub groups: Groups,
    /// Every rate that a conversion used.
    pub rates: Vec<UsedRate>,
    /// Every conversion that a donor stated and that was used instead of a rate.
    pub stated: Vec<UsedStated>,
    /// Every amount that no rate could convert, and is in no converted sum for that reason.
    pub unconverted: Vec<Unconverted>,
}

/// A place in the reader's feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Point {
    /// 0 is before its first line.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub position: i64,
    /// Of `from`: the instant that was asked for, or at which it was marked as read, else that of the line there. Of
    /// `to`: that of the line there (RFC 3339, UTC). Absent before the first line.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime, nullable = false, example = "2026-11-24T10:05:00Z"))]
    pub at: Option<Timestamp>,
    /// The day by which it is judged what is late (UTC). Absent before the first line.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date, nullable = false, example = "2026-11-24"))]
    pub day: Option<Date>,
}

/// The seven groups. A thing is in each of them once at most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Groups {
    /// What was not there at `from`: updates, pledges, entries, schedules, and every other thing but rates and
    /// confirmations. The amounts of new entries moved their pledges' totals, and are in `raised` and `cut` too.
    pub new: Group,
    /// Pledges of which a total grew, by how much, overlaps not taken off.
    pub raised: Group,
    /// Pledges of which a total shrank, by how much: what was reversed, or corrected to less.
    pub cut: Group,
    /// Schedules of which an instalment became late since, with what of it is not disbursed; or whose dates moved
    /// later, with the most that on any day is planned later than it was.
    pub slipped: Group,
    /// Entries that the donor or the recipient disputes now and did not dispute then.
    pub disputed: Group,
    /// Entries that the donor or the recipient confirms now and did not confirm then.
    pub confirmed: Group,
    /// What went, was retracted, or is for a narrower audience than it was; and pledges that lapsed or were
    /// withdrawn, with what was said to be taken back.
    pub withdrawn: Group,
}

impl Groups {
    /// Each group.
    pub fn each(&self) -> [&Group; 7] {
        let Self { new, raised, cut, slipped, disputed, confirmed, withdrawn } = self;
        [new, raised, cut, slipped, disputed, confirmed, withdrawn]
    }
}

/// The things that moved in one way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Group {
    /// How many there are.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub total: usize,
    /// The things, the latest first; the first 200 where there are more.
    #[cfg_attr(feature = "openapi", schema(max_items = 200))]
    pub items: Vec<Item>,
    /// What all of them come to, each measure apart: what is pledged is no funding, and what is committed is not in
    /// what is disbursed.
    pub sums: Vec<MeasuredSum>,
}

/// A thing that moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Item {
    /// Which resource, as addresses name it.
    #[cfg_attr(feature = "openapi", schema(example = "pledges"))]
    pub resource: String,
    pub id: Uuid,
    /// Where it is read. Absent where it went.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(nullable = false, example = "/v1/pledges/00000000-0000-4000-8000-000000000001")
    )]
    pub path: Option<String>,
    /// What it is called; what belongs to a pledge, as that is. Absent on what has no name, and where the reader may
    /// not know it any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub title: Option<String>,
    /// The office that did the last of it, as far as the thing says. Absent on what is no office's and on imports.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub office: Option<Uuid>,
    /// Instant at which it last moved (RFC 3339, UTC); of what became late, that of the schedule.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub at: Timestamp,
    /// Position at which it last moved.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub position: i64,
    /// Who confirms or disputes it and did not before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<Party>,
    /// How much, in the original currencies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<Amount>,
    /// Whether it is invented for illustration and no fact.
    pub sample: bool,
}

/// What an amount of a digest is of.
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
    /// What a lapse or a withdrawal says was taken back.
    TakenBack,
    /// What became late and is not disbursed.
    Late,
    /// What is planned for later than it was.
    Postponed,
}

impl Measure {
    /// Every measure, in the order of the words.
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

/// How much of a thing moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Amount {
    pub measure: Measure,
    /// By how much; never less than zero.
    pub amount: Money,
    /// The total at `from`, where it is a total that moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub before: Option<Money>,
    /// The total at `to`, where it is a total that moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub after: Option<Money>,
}

/// What the items of a group come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeasuredSum {
    pub measure: Measure,
    /// `entries` is how many amounts were added.
    #[serde(flatten)]
    pub sum: Sum,
}

/// Up to where somebody has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadMark {
    /// Position in the offices' feed.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub position: i64,
    /// Instant at which it was marked (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub read_at: Timestamp,
    /// The day by which what was read was judged (UTC): what becomes late from then on is told.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date, example = "2026-11-24"))]
    pub day: Date,
}

/// A read mark as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewReadMark {
    /// Position in the offices' feed up to which it was read: `next_mark` of a digest.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub position: i64,
    /// The day by which it was judged: `to.day` of the digest. Default: today (UTC); of a mark that goes back, the day
    /// of the line at the position.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date, example = "2026-11-24"))]
    pub day: Option<Date>,
    /// Whether it may go back. Without, a mark that is further already stays where it is, so that two devices
    /// cannot undo each other's reading. Default false.
    #[serde(default)]
    pub back: bool,
}

impl Body for NewReadMark {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let position: Option<i64> = fields.required("position");
        let (day, back) = (fields.optional("day"), fields.or_default("back"));
        if position.is_some_and(|position| position < 0) {
            fields.complain("position", "is less than 0");
        }
        Some(Self { position: position?, day, back })
    }
}
