//! Rates: units of a quote currency for one unit of the base on a day, from a named publisher.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::money::Currency;

/// The latest rates that one series published for one day. A correction is a new revision; `as_of` still
/// converts with the rates known at that time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RateDay {
    pub id: Uuid,
    /// The series: `ecb` is the European Central Bank's euro foreign exchange reference rates.
    #[cfg_attr(feature = "openapi", schema(example = "ecb"))]
    pub series: String,
    /// Base currency (ISO 4217): `rates` are for one unit of it.
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "EUR"))]
    pub base: Currency,
    /// The day of the rates (ISO 8601).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date, example = "2022-03-08"))]
    pub date: jiff::civil::Date,
    /// Units of each quote currency for one unit of the base, as decimal strings.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, String>, example = json!({"USD": "1.0892"})))]
    pub rates: BTreeMap<Currency, Decimal>,
    /// Revision of the day's rates: 1 when first published, 2 after the first correction, and so on.
    #[serde(default = "first")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 1))]
    pub revision: i32,
}

/// Rates stored before there were revisions are the first revision.
fn first() -> i32 {
    1
}

/// How many days before a value date a rate may be dated.
pub const OLDEST_RATE_DAYS: i64 = 7;
