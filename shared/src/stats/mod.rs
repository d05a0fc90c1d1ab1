//! The figures: per fund and in all, what was announced, pledged, authorised, appropriated,
//! committed and disbursed, and how many members there are.

mod explanation;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    entries::StatedConversion,
    funds::FundName,
    money::{Currency, Money},
};

pub use explanation::{Explanation, FigureName, Input, RULE, TakenBack};

/// The figures that a reader may see, as of one instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stats {
    /// Instant of the last change in what this reader may see (RFC 3339, UTC): the figures are the
    /// state as it was known then.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub as_of: jiff::Timestamp,
    /// Position of that change in the reader's feed; the id of the live stream's event.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub position: i64,
    /// Whether the server has lost sight of the ledger, so that there may be newer figures.
    pub stale: bool,
    /// The currency that was asked for, as ISO 4217 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, nullable = false, example = "USD"))]
    pub currency: Option<Currency>,
    /// All funds together.
    pub total: Figures,
    /// Each fund, by name.
    pub funds: Vec<FundFigures>,
    pub members: MemberFigures,
    /// Every rate that a conversion used.
    pub rates: Vec<UsedRate>,
    /// Every conversion that a donor stated and that was used instead of a rate.
    pub stated: Vec<UsedStated>,
    /// Every amount that no rate could convert, and is in no converted figure for that reason.
    pub unconverted: Vec<Unconverted>,
    /// Whether records invented for illustration are in these figures.
    pub sample: bool,
    /// Everything that the figures were made of. Only where `explain=true` was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub explanation: Option<Explanation>,
}

/// One fund's figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FundFigures {
    pub fund: FundName,
    /// What the fund is meant to hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub target: Option<Money>,
    /// Whether the target is an amount a year.
    pub yearly: bool,
    /// Whether records invented for illustration are in this fund's figures.
    pub sample: bool,
    #[serde(flatten)]
    pub figures: Figures,
}

/// One figure per kind of step. Endorsements have no amount. What was announced, pledged,
/// authorised or appropriated is no funding; commitments and disbursements are apart, and neither
/// is in the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figures {
    pub announced: Figure,
    pub pledged: Figure,
    pub authorised: Figure,
    pub appropriated: Figure,
    pub committed: Figure,
    pub disbursed: Figure,
}

/// A figure: what counts, net of reversals and overlaps; the same with what overlaps leave out; and how much
/// of what counts the donor or the recipient confirms or disputes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figure {
    #[serde(flatten)]
    pub net: Sum,
    /// With every report of one contribution that came through several offices.
    pub gross: Sum,
    /// What the donor or the recipient confirms and neither disputes. The rest is as reported.
    pub confirmed: Sum,
    /// What the donor or the recipient disputes.
    pub disputed: Sum,
}

/// A sum of entries net of their reversals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sum {
    /// How many entries are in it, reversals not counted. 0 means not yet reported.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub entries: u32,
    /// The sum in each original currency, by its code.
    pub original: Vec<Money>,
    /// The sum in the currency asked for: each entry converted unrounded at its value date, added,
    /// and rounded once, half to even. Absent where no currency was asked for or nothing converts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub converted: Option<Money>,
    /// How many of the entries could not be converted and are not in `converted`.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub unconverted: u32,
}

/// A rate that a conversion used: `rate` units of `quote` for one of `base` on `date`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsedRate {
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date, example = "2022-03-08"))]
    pub date: jiff::civil::Date,
    #[cfg_attr(feature = "openapi", schema(example = "ecb"))]
    pub series: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "EUR"))]
    pub base: Currency,
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "USD"))]
    pub quote: Currency,
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "1.0892"))]
    pub rate: Decimal,
}

/// A conversion that a donor stated with an entry and that was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsedStated {
    pub entry: Uuid,
    /// The amount as it was reported. What is left of it is converted by `conversion.amount` over this.
    pub amount: Money,
    pub conversion: StatedConversion,
}

/// An amount that no rate could convert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unconverted {
    /// The entry; of an instalment, the pledge whose schedule has it.
    pub entry: Uuid,
    pub amount: Money,
    pub reason: WhyUnconverted,
}

/// Why an amount could not be converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WhyUnconverted {
    /// The value date is known to the month or the year only.
    ValueDateNotExact,
    /// No rate of the series is dated on the value date or at most seven days before it.
    NoRate,
}

/// How many members there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberFigures {
    /// `listed` and `not_named` together.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub total: u32,
    /// Members in the public list, live; not those whose membership has ended.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub listed: u32,
    /// Members that are counted and, by their own wish, not named; as of 06:00 UTC, in whole fives, rounded down.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub not_named: u32,
    /// Fully listed members by category; one with two categories is in both.
    pub by_category: Vec<CategoryCount>,
    /// Whether records invented for illustration are in these figures.
    pub sample: bool,
}

/// How many fully listed members there are in a category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CategoryCount {
    #[cfg_attr(feature = "openapi", schema(example = "cross-border"))]
    pub category: String,
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub count: u32,
}
