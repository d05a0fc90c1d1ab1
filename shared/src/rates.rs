//! Rates: units of a quote currency for one unit of the base on a day, from a named publisher.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::money::Currency;

/// The rates that one series published for one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RateDay {
    pub id: Uuid,
    /// The series: `ecb` is the European Central Bank's euro foreign exchange reference rates.
    #[cfg_attr(feature = "openapi", schema(example = "ecb"))]
    pub series: String,
    /// One unit of this currency (ISO 4217) …
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "EUR"))]
    pub base: Currency,
    /// The day the rates are of (ISO 8601).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date, example = "2022-03-08"))]
    pub date: jiff::civil::Date,
    /// … is this many units of each quote currency, as decimal strings.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, String>, example = json!({"USD": "1.0892"})))]
    pub rates: BTreeMap<Currency, Decimal>,
}

/// How many days before a value date a rate may be dated (product.md, invariant 6).
pub const OLDEST_RATE_DAYS: i64 = 7;
