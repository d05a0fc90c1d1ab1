//! `GET /v1/calls/matrix`: every country's standing on every call, derived only from the calls and positions
//! that the reader may see.

use serde_json::{Value, json};
use shared::{
    audience::Audience,
    fields::{NO_COUNTRY, is_country},
    positions::{Matrix, matrix},
};
use utoipa::IntoParams;
use warp::{Filter, path};

use crate::resources::calls::LIST;
use crate::{
    app::{self, App},
    auth::{self, Reader},
    http::{Answer, Parameters, Problem, Query, Route, get_or_head, query, query::documented, respond},
    log::read,
    resources::positions,
    rest::{as_of::AsOf, list},
};

pub(crate) fn route(app: &App) -> Route {
    crate::http::route::<__path_get_matrix, _, _>(
        path!("v1" / "calls" / "matrix")
            .and(get_or_head())
            .and(auth::reader(app))
            .and(query::<(MatrixFilter, AsOf)>())
            .and(app::with(app))
            .then(get_matrix),
    )
}

/// The filter of countries and calls.
#[derive(Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct MatrixFilter {
    /// Only this country (ISO 3166-1 alpha-2, or EU).
    #[param(example = "GB")]
    pub(crate) country: Option<String>,
    /// Only the call with this slug.
    #[param(example = "civil-society")]
    pub(crate) call: Option<String>,
}

impl Query for MatrixFilter {
    fn names() -> Vec<String> {
        documented::<Self>()
    }

    fn read(parameters: &mut Parameters) -> Self {
        let (country, call) = (parameters.text("country"), parameters.text("call"));
        if country.as_deref().is_some_and(|country| !is_country(country)) {
            parameters.complain("country", NO_COUNTRY);
        }
        Self { country, call }
    }
}

/// Read every country's standing
///
/// Each country's current standing on each call, with its date and evidence. A country without a position
/// that this reader may see has no row. The list of positions, filtered by country, is the history.
#[utoipa::path(
    get, path = "/v1/calls/matrix", tag = "calls", security((), ("key" = [])), params(MatrixFilter, AsOf),
    responses((status = 200, description = "The calls, and each country's standing on them.", body = Matrix))
)]
async fn get_matrix(reader: Reader, (filter, as_of): (MatrixFilter, AsOf), app: App) -> Answer {
    Ok(respond::json(&find(&app, &reader, &filter, &as_of).await?))
}

/// The matrix as a reader sees it.
pub(crate) async fn find(
    app: &App,
    reader: &Reader,
    filter: &MatrixFilter,
    as_of: &AsOf,
) -> Result<Matrix, Problem> {
    let mut client = app.db.reader(reader).await?;
    let as_of = as_of.moment(&client, reader.audience).await?.map(|moment| moment.position);
    let tx = read::snapshot(&mut client).await?;
    within(&tx, reader.audience, filter, as_of).await
}

/// The matrix as an audience sees it, within a transaction: as of a position of its feed, or now.
pub(crate) async fn within(
    tx: &deadpool_postgres::Transaction<'_>,
    audience: Audience,
    filter: &MatrixFilter,
    as_of: Option<i64>,
) -> Result<Matrix, Problem> {
    let query = |matching| read::Query { audience, matching, conditions: &[], as_of };
    let of_call = filter.call.as_ref().map_or(Value::Null, |slug| json!({"slug": slug}));
    let of_country = filter.country.as_ref().map_or(Value::Null, |country| json!({"country": country}));
    let calls = list::all(tx, LIST, &query(&of_call), None).await?;
    let positions = list::all(tx, positions::LIST, &query(&of_country), None).await?;
    Ok(matrix(calls, &positions))
}
