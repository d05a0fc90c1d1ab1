//! The alliance's offices, each with its time zone and currency.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    fields::{Body, Fields},
    money::Currency,
};

/// An office of the alliance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Office {
    pub id: Uuid,
    #[serde(flatten)]
    pub head: NewOffice,
}

/// An office as clients send it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewOffice {
    /// Short unique name for paths and commands: lower-case letters, digits and hyphens.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "london", pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", max_length = 60)
    )]
    pub slug: String,
    #[cfg_attr(feature = "openapi", schema(example = "London", max_length = 200))]
    pub name: String,
    /// IANA time zone (tz database) of the office's dates and times.
    #[cfg_attr(feature = "openapi", schema(example = "Europe/London"))]
    pub time_zone: String,
    /// Currency of the sums that the office reads (ISO 4217 code). Default `EUR`.
    #[serde(default = "usual_currency")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "GBP", pattern = "^[A-Z]{3}$"))]
    pub currency: Currency,
}

/// The base of the European Central Bank's rates, which needs the fewest conversions.
fn usual_currency() -> Currency {
    Currency::EUR
}

impl Body for NewOffice {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let slug = slug(fields);
        let name = fields.text("name", 200);
        let time_zone = fields.text("time_zone", 60);
        let currency = fields.optional("currency").unwrap_or_else(usual_currency);
        Some(Self { slug: slug?, name: name?, time_zone: time_zone?, currency })
    }
}

/// Reads the field `slug`: lower-case letters and digits, separated by single hyphens.
pub(crate) fn slug(fields: &mut Fields<'_>) -> Option<String> {
    let slug = fields.text("slug", 60)?;
    let plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    if slug.split('-').all(plain) {
        return Some(slug);
    }
    fields.complain(
        "slug",
        "must be lower-case letters and digits separated by single hyphens, such as new-york",
    );
    None
}
