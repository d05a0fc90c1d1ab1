//! Rates: units of a quote currency for one unit of the base on a day, from a named publisher.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::money::Currency;

/// The rates that one series published for one day, as it published them last. A correction is a new
/// revision: what was converted before it can still be converted as it was, by `as_of`.
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
    /// How often the day's rates were published: 1 as at first, 2 after the first correction, and so on.
    #[serde(default = "first")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 1))]
    pub revision: i32,
}

/// Days that were read before rates had revisions have the first one.
fn first() -> i32 {
    1
}

/// How many days before a value date a rate may be dated (product.md, invariant 6).
pub const OLDEST_RATE_DAYS: i64 = 7;
