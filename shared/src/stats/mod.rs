//! Figures per fund and in total: amounts announced, pledged, authorised, appropriated, committed and
//! disbursed, and the number of members.

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
    /// Instant of the last change that this reader may see (RFC 3339, UTC). The figures show the state known
    /// then.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub as_of: jiff::Timestamp,
    /// Position of that change in the reader's feed; the id of the live-stream event.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub position: i64,
    /// Whether the server has lost its connection to the ledger, so that newer figures may exist.
    pub stale: bool,
    /// The requested currency (ISO 4217 code).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, nullable = false, example = "USD"))]
    pub currency: Option<Currency>,
    /// All funds together.
    pub total: Figures,
    /// Each fund, sorted by name.
    pub funds: Vec<FundFigures>,
    pub members: MemberFigures,
    /// Every rate that a conversion used.
    pub rates: Vec<UsedRate>,
    /// Every conversion stated by a donor and used instead of a rate.
    pub stated: Vec<UsedStated>,
    /// Every amount that no rate could convert. It is in no converted figure.
    pub unconverted: Vec<Unconverted>,
    /// Whether these figures include records invented for illustration.
    pub sample: bool,
    /// Every input of the figures. Present only with `explain=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub explanation: Option<Explanation>,
}

/// One fund's figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FundFigures {
    pub fund: FundName,
    /// Target amount of the fund.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub target: Option<Money>,
    /// Whether the target is an amount per year.
    pub yearly: bool,
    /// Whether this fund's figures include records invented for illustration.
    pub sample: bool,
    #[serde(flatten)]
    pub figures: Figures,
}

/// One figure per kind of step. Endorsements have no amount. Amounts announced, pledged, authorised or
/// appropriated are not funding. Commitments and disbursements are separate: neither includes the other.
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

/// A figure: the sum net of reversals and overlaps, the gross sum, and the sums that the donor or the
/// recipient confirms or disputes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figure {
    #[serde(flatten)]
    pub net: Sum,
    /// The net sum plus the entries that an overlap leaves out.
    pub gross: Sum,
    /// The counted entries that the donor or the recipient confirms and neither disputes. The rest is as
    /// reported.
    pub confirmed: Sum,
    /// The counted entries that the donor or the recipient disputes.
    pub disputed: Sum,
}

/// A sum of entries net of their reversals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sum {
    /// Number of entries in the sum, not counting reversals. 0 means not yet reported.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub entries: u32,
    /// The sum in each original currency, sorted by currency code.
    pub original: Vec<Money>,
    /// The sum in the requested currency. Each entry is converted at its value date without rounding; their
    /// sum is rounded once, half to even. Absent if no currency was requested or no entry converts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub converted: Option<Money>,
    /// Number of entries that could not be converted and are not in `converted`.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub unconverted: u32,
    /// Why the sum was left out, though its entries convert: `too_large`. Then `unconverted` counts all entries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, example = "too_large"))]
    pub why: Option<WhyUnconverted>,
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

/// A conversion stated by a donor with an entry, and used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsedStated {
    pub entry: Uuid,
    /// The amount as reported. To convert what is left of it, multiply by `conversion.amount` and divide by
    /// this.
    pub amount: Money,
    pub conversion: StatedConversion,
}

/// An amount that no rate could convert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unconverted {
    /// Id of the entry. For an instalment, id of the pledge it belongs to.
    pub entry: Uuid,
    pub amount: Money,
    pub reason: WhyUnconverted,
}

/// Why an amount could not be converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WhyUnconverted {
    /// The value date is known only to the month or the year.
    ValueDateNotExact,
    /// The series has no rate dated on the value date or up to seven days before it.
    NoRate,
    /// The converted sum has more digits than an amount can hold. Only whole sums have this reason.
    TooLarge,
}

/// Number of members.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberFigures {
    /// `listed` plus `not_named`.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub total: u32,
    /// Members in the public list now, without ended memberships.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub listed: u32,
    /// Members that are counted but, at their own wish, not named. As of 06:00 UTC, rounded down to a
    /// multiple of five.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub not_named: u32,
    /// Fully listed members by category. A member with two categories counts in both.
    pub by_category: Vec<CategoryCount>,
    /// Whether these figures include records invented for illustration.
    pub sample: bool,
}

/// Number of fully listed members in a category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CategoryCount {
    #[cfg_attr(feature = "openapi", schema(example = "cross-border"))]
    pub category: String,
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub count: u32,
}
