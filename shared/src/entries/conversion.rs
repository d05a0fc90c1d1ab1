//! A conversion stated by the donor or a register, stored beside the reported amount.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    fields::{Body, Fields},
    money::Money,
};

/// The source of a stated conversion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StatedBy {
    /// The donor: totals in this currency use the conversion, and list it.
    Donor,
    /// The register that the entry was read from: the conversion is stored, but never used in a total.
    #[default]
    Register,
}

/// A conversion stated with the amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatedConversion {
    /// The amount in the other currency.
    pub amount: Money,
    /// The stated rate: units of the original currency for one unit of this one, as a decimal string. For the
    /// record only: totals use the two amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "0.915"))]
    pub rate: Option<Decimal>,
    /// Its source.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub by: StatedBy,
}

impl Body for StatedConversion {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let amount: Option<Money> = fields.required("amount");
        if amount.is_some_and(|amount| amount.amount() <= Decimal::ZERO) {
            fields.complain("amount", "must be more than zero");
        }
        let rate = fields.decimal("rate");
        if rate.is_some_and(|rate| rate <= Decimal::ZERO) {
            fields.complain("rate", "must be more than zero");
        }
        let by = fields.required("by");
        Some(Self { amount: amount?, rate, by: by? })
    }
}
