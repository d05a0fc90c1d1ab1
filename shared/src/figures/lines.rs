//! Figures that are counts and lists: members, donors, updates and calls.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    date::PartialDate, money::Money, positions::PositionStanding, stats::CategoryCount, updates::UpdateKind,
};

/// How many members there are. Narrowed by a country or a category, those alone are counted that are listed with
/// everything: what a filter tells of anybody else could single them out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberFacts {
    /// Includes members that are not named.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 160))]
    pub total: u32,
    /// Members that are counted and, by their own wish, not named; as of 06:00 UTC, in whole fives, rounded down.
    /// None where a filter was given.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, multiple_of = 5, example = 5))]
    pub not_named: u32,
    /// Fully listed members by category; one with two categories is in both.
    pub by_category: Vec<CategoryCount>,
}

/// Who gives, and who is late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DonorFacts {
    /// Name of the fund that was asked for; absent where it is all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(nullable = false, example = "International Fund for Israeli-Palestinian Peace")
    )]
    pub fund: Option<String>,
    /// How many donors pledged, committed, disbursed or planned an amount.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 2))]
    pub total: u32,
    /// The first ten of them: those who committed most, then those who pledged most, then by name.
    #[cfg_attr(feature = "openapi", schema(max_items = 10))]
    pub donors: Vec<DonorLine>,
}

/// One donor's sums, net of reversals and overlaps: in the currency asked for, or as they were reported, where that
/// is in one currency and no rate converts it. A sum is absent where nothing was reported, or where an amount is
/// converted by no rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DonorLine {
    /// In the language that is nearest to the one asked for.
    #[cfg_attr(feature = "openapi", schema(example = "Government of the United Kingdom"))]
    pub name: String,
    /// BCP 47 language tag of `name`; `und` where it is not known.
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
    /// What its schedules say should have been disbursed by the day, less what was. Absent where that is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub overdue: Option<Money>,
}

/// What the alliance's offices tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateFacts {
    /// Name of the fund that was asked for; absent where it is all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(nullable = false, example = "International Fund for Israeli-Palestinian Peace")
    )]
    pub fund: Option<String>,
    /// How many updates are published.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 7))]
    pub total: u32,
    /// The five that were published last, the newest first.
    #[cfg_attr(feature = "openapi", schema(max_items = 5))]
    pub updates: Vec<UpdateLine>,
}

/// One update.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateLine {
    pub id: Uuid,
    pub kind: UpdateKind,
    /// In the language that is nearest to the one asked for.
    #[cfg_attr(feature = "openapi", schema(example = "Met the committee"))]
    pub title: String,
    /// BCP 47 language tag of `title`.
    #[cfg_attr(feature = "openapi", schema(example = "en"))]
    pub lang: String,
    /// When it happened, as exactly as it is known, or the day on which an event starts there. Absent where it is not
    /// said.
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

/// Where countries stand on what the alliance asks of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallFacts {
    /// The calls, by slug: the columns.
    pub calls: Vec<CallLine>,
    /// The countries that have a position on one of them, by code: the rows.
    pub countries: Vec<CallCountry>,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallLine {
    #[cfg_attr(feature = "openapi", schema(example = "civil-society"))]
    pub slug: String,
    /// In the language that is nearest to the one asked for.
    #[cfg_attr(feature = "openapi", schema(example = "Ceasefire and release of hostages"))]
    pub title: String,
    /// BCP 47 language tag of `title`.
    #[cfg_attr(feature = "openapi", schema(example = "en"))]
    pub lang: String,
}

/// Where a country stands on each call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallCountry {
    /// ISO 3166-1 alpha-2, or EU.
    #[cfg_attr(feature = "openapi", schema(example = "GB", pattern = "^[A-Z]{2}$"))]
    pub country: String,
    /// Its standing now on each call, in the order of the calls; null where it has none.
    pub standings: Vec<Option<PositionStanding>>,
}
