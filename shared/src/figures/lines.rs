//! Figures that are counts and lists: members, donors, updates and calls.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    date::PartialDate, money::Money, positions::PositionStanding, stats::CategoryCount, updates::UpdateKind,
};

/// Number of members. With a country or category filter, only fully listed members count, because a filter
/// could single out any other member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberFacts {
    /// Includes members that are not named.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 160))]
    pub total: u32,
    /// Members that are counted but, at their own wish, not named. As of 06:00 UTC, rounded down to a
    /// multiple of five. 0 with a filter.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, multiple_of = 5, example = 5))]
    pub not_named: u32,
    /// Fully listed members by category. A member with two categories counts in both.
    pub by_category: Vec<CategoryCount>,
}

/// Donors, with their sums and overdue amounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DonorFacts {
    /// Name of the requested fund; absent if all funds are included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(nullable = false, example = "International Fund for Israeli-Palestinian Peace")
    )]
    pub fund: Option<String>,
    /// Number of donors that pledged, committed, disbursed or planned an amount.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 2))]
    pub total: u32,
    /// The first ten donors, sorted by amount committed, then by amount pledged, then by name.
    #[cfg_attr(feature = "openapi", schema(max_items = 10))]
    pub donors: Vec<DonorLine>,
}

/// One donor's sums, net of reversals and overlaps, in the requested currency. If no rate converts a sum but
/// all of it is in one currency, it is as reported. A sum is absent if nothing was reported, or if no rate
/// converts one of its amounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DonorLine {
    /// In the language nearest to the requested one.
    #[cfg_attr(feature = "openapi", schema(example = "Government of the United Kingdom"))]
    pub name: String,
    /// BCP 47 language tag of `name`; `und` if it is not known.
    #[cfg_attr(feature = "openapi", schema(example = "en"))]
    pub lang: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub pledged: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub committed: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub disbursed: Option<Money>,
    /// Amount that its schedules say should have been disbursed by that day, less the amount disbursed.
    /// Absent if nothing is overdue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub overdue: Option<Money>,
}

/// The latest updates of the alliance's offices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateFacts {
    /// Name of the requested fund; absent if all funds are included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(nullable = false, example = "International Fund for Israeli-Palestinian Peace")
    )]
    pub fund: Option<String>,
    /// Number of published updates.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 7))]
    pub total: u32,
    /// The five updates published last, newest first.
    #[cfg_attr(feature = "openapi", schema(max_items = 5))]
    pub updates: Vec<UpdateLine>,
}

/// One update.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateLine {
    pub id: Uuid,
    pub kind: UpdateKind,
    /// In the language nearest to the requested one.
    #[cfg_attr(feature = "openapi", schema(example = "Met the committee"))]
    pub title: String,
    /// BCP 47 language tag of `title`.
    #[cfg_attr(feature = "openapi", schema(example = "en"))]
    pub lang: String,
    /// When it happened, as exactly as known, or the local day on which an event starts. Absent if not
    /// stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub date: Option<PartialDate>,
    /// The day on which it was posted (UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date, example = "2026-11-24"))]
    pub posted_on: jiff::civil::Date,
    /// Name of the office that posted it.
    #[cfg_attr(feature = "openapi", schema(example = "London"))]
    pub office: String,
}

/// Countries' standings on the alliance's calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallFacts {
    /// The calls, sorted by slug: the columns.
    pub calls: Vec<CallLine>,
    /// The countries with a position on any of the calls, sorted by code: the rows.
    pub countries: Vec<CallCountry>,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallLine {
    #[cfg_attr(feature = "openapi", schema(example = "civil-society"))]
    pub slug: String,
    /// In the language nearest to the requested one.
    #[cfg_attr(feature = "openapi", schema(example = "Ceasefire and release of hostages"))]
    pub title: String,
    /// BCP 47 language tag of `title`.
    #[cfg_attr(feature = "openapi", schema(example = "en"))]
    pub lang: String,
}

/// A country's standing on each call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallCountry {
    /// ISO 3166-1 alpha-2, or EU.
    #[cfg_attr(feature = "openapi", schema(example = "GB", pattern = "^[A-Z]{2}$"))]
    pub country: String,
    /// Its current standing on each call, in the order of the calls; null if it has none.
    pub standings: Vec<Option<PositionStanding>>,
}
