//! Where every country stands on every call.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Position, standing};
use crate::calls::Call;

/// Where each country stands on each call, as far as its reader may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Matrix {
    /// The calls, by slug: the columns.
    pub calls: Vec<Call>,
    /// The countries that have a position on one of them, by code: the rows.
    pub countries: Vec<MatrixCountry>,
}

/// Where a country stands on each call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MatrixCountry {
    /// ISO 3166-1 alpha-2, or EU.
    #[cfg_attr(feature = "openapi", schema(example = "GB", pattern = "^[A-Z]{2}$"))]
    pub country: String,
    /// The position that is its standing now, of each call on which it has one, in the order of the calls.
    pub positions: Vec<Position>,
}

/// The matrix of these calls and positions; positions on other calls are left out. `positions` are in the order in
/// which they were recorded, as far as their dates are the same.
pub fn matrix(calls: Vec<Call>, positions: &[Position]) -> Matrix {
    let mut by_country: BTreeMap<&str, Vec<&Position>> = BTreeMap::new();
    for position in positions {
        by_country.entry(&position.said.country).or_default().push(position);
    }
    let row = |(country, of_country): (&str, Vec<&Position>)| {
        let on =
            |call: &Call| standing(of_country.iter().copied().filter(|position| position.call == call.id));
        let positions = calls.iter().filter_map(on).cloned().collect();
        MatrixCountry { country: country.to_owned(), positions }
    };
    let countries = by_country.into_iter().map(row).filter(|row| !row.positions.is_empty()).collect();
    Matrix { calls, countries }
}
