//! What figures were made of, so that anybody can add them up again.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{UsedRate, WhyUnconverted};
use crate::{date::PartialDate, entries::StatedConversion, money::Money, pledges::LeftOut};

/// How figures are made, in words.
pub const RULE: &str = "A figure is the sum of what is `left` of its `inputs` that are not `left_out`. `gross` has those \
     with `left_out` overlap too. `confirmed` and `disputed` are the inputs that say so. To convert, an input's \
     `left` is divided by the rate in `from` and multiplied by that in `to`, where there is one, or multiplied by \
     `stated.amount` over `amount`; the exact results are added, and the sum is rounded once, half to even, to the \
     minor units of the currency (ISO 4217). A rate is of the value date, or the latest of the 7 days before it; \
     without one an input is `unconverted` and in no converted sum.";

/// Everything that the figures were made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Explanation {
    /// How figures are made of their inputs.
    pub rule: String,
    /// Every entry with an amount of a kind that figures are made of, also those that are left out. In the
    /// order of funds, as in `funds`.
    pub inputs: Vec<Input>,
}

/// Which figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FigureName {
    Announced,
    Pledged,
    Authorised,
    Appropriated,
    Committed,
    Disbursed,
}

/// One entry, as far as a figure is made of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Input {
    pub entry: Uuid,
    pub pledge: Uuid,
    pub fund: Uuid,
    /// The figure it belongs to.
    pub figure: FigureName,
    /// As it was reported.
    pub amount: Money,
    /// The reversals that stand.
    pub taken_back: Vec<TakenBack>,
    /// What is left.
    pub left: Money,
    /// Why it is not in the figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub left_out: Option<LeftOut>,
    /// The overlap that leaves it out, or by which it counts for others.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub overlap: Option<Uuid>,
    /// Whether the donor or the recipient confirms it and neither disputes it.
    pub confirmed: bool,
    /// Whether the donor or the recipient disputes it.
    pub disputed: bool,
    /// The date that fixes the exchange rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub value_date: Option<PartialDate>,
    /// The rate of its own currency; absent where that is the base of the series, or the one asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub from: Option<UsedRate>,
    /// The rate of the currency asked for; absent where that is the base of the series, or its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub to: Option<UsedRate>,
    /// The donor's own conversion to the currency asked for, used instead of rates.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub stated: Option<StatedConversion>,
    /// Why it could not be converted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub unconverted: Option<WhyUnconverted>,
}

/// A reversal of an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TakenBack {
    /// The entry that is the reversal.
    pub reversal: Uuid,
    pub amount: Money,
}
