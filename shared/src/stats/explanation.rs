//! The inputs of figures, so that anyone can add them up again.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{UsedRate, WhyUnconverted};
use crate::{date::PartialDate, entries::StatedConversion, money::Money, pledges::LeftOut};

/// How figures are calculated, in words.
pub const RULE: &str = "A figure is the sum of `left` over its `inputs` that have no `left_out`. `gross` also includes \
     those left out as `overlap`. `confirmed` and `disputed` are the sums of the inputs marked so. To convert an \
     input, its `left` is divided by the `from` rate and multiplied by the `to` rate, each if present. With \
     `stated`, it is multiplied by `stated.amount` and divided by `amount` instead. The exact results are added, \
     and the sum is rounded once, half to even, to the minor units of the currency (ISO 4217). A rate is dated on \
     the value date, or is the latest of the 7 days before it. Without a rate, an input is `unconverted` and in no \
     converted sum.";

/// Every input of the figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Explanation {
    /// How figures are calculated from their inputs.
    pub rule: String,
    /// Every entry with an amount, of a kind that figures count, including those left out. In the order of
    /// `funds`.
    pub inputs: Vec<Input>,
}

/// The name of a figure.
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

/// One entry and its share in a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Input {
    pub entry: Uuid,
    pub pledge: Uuid,
    pub fund: Uuid,
    /// The figure it belongs to.
    pub figure: FigureName,
    /// As reported.
    pub amount: Money,
    /// Its reversals, without superseded ones.
    pub taken_back: Vec<TakenBack>,
    /// `amount` less its reversals.
    pub left: Money,
    /// Why it is not in the figure; absent if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub left_out: Option<LeftOut>,
    /// The overlap that leaves it out, or that it counts for.
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
    /// Rate of its own currency; absent if that is the base of the series or the requested currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub from: Option<UsedRate>,
    /// Rate of the requested currency; absent if that is the base of the series or its own currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub to: Option<UsedRate>,
    /// The donor's own conversion to the requested currency, used instead of rates.
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
    /// Id of the reversing entry.
    pub reversal: Uuid,
    pub amount: Money,
}
