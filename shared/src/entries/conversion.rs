//! A conversion that somebody else made and stated, kept beside the amount that was reported.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    fields::{Body, Fields},
    money::Money,
};

/// Who stated a conversion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StatedBy {
    /// The donor: totals in this currency use it, and name it.
    Donor,
    /// A register that the entry was read from: kept, and never used in a total.
    #[default]
    Register,
}

/// A conversion that was stated with the amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatedConversion {
    /// The amount in the other currency.
    pub amount: Money,
    /// The rate that was stated: units of the original currency for one of this one, as a decimal string. For
    /// the record only: a total takes the two amounts themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "0.915"))]
    pub rate: Option<Decimal>,
    /// Who stated it.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub by: StatedBy,
}

impl Body for StatedConversion {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let amount: Option<Money> = fields.required("amount");
        if amount.is_some_and(|amount| amount.amount() <= Decimal::ZERO) {
            fields.complain("amount", "is not more than zero");
        }
        let rate = fields.decimal("rate");
        if rate.is_some_and(|rate| rate <= Decimal::ZERO) {
            fields.complain("rate", "is not more than zero");
        }
        let by = fields.required("by");
        Some(Self { amount: amount?, rate, by: by? })
    }
}
