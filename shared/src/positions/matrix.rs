//! The matrix of countries and calls.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Position, standing};
use crate::calls::Call;

/// Each country's current position on each call, as far as the reader may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Matrix {
    /// The calls, sorted by slug: the columns.
    pub calls: Vec<Call>,
    /// The countries with a position on any of the calls, sorted by code: the rows.
    pub countries: Vec<MatrixCountry>,
}

/// A country's current position on each call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MatrixCountry {
    /// ISO 3166-1 alpha-2, or EU.
    #[cfg_attr(feature = "openapi", schema(example = "GB", pattern = "^[A-Z]{2}$"))]
    pub country: String,
    /// Its current position on each call, in the order of the calls, without calls on which it has none.
    pub positions: Vec<Position>,
}

/// The matrix of these calls and positions; positions on other calls are left out. `positions` with the same
/// date are in recording order.
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
