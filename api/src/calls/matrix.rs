//! `GET /v1/calls/matrix`: where every country stands on every call, made of the calls and positions that its
//! reader sees, and of nothing else.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use shared::{
    fields::{NO_COUNTRY, is_country},
    positions::{Matrix, matrix},
};
use tokio_postgres::IsolationLevel;
use utoipa::IntoParams;
use warp::{Filter, path};

use super::LIST;
use crate::{
    app::{self, App},
    auth::{self, Reader},
    db,
    http::{
        Answer, Parameters, Problem, Query, Route,
        as_of::{AsOf, AsOfParameter},
        get_or_head, query,
        query::documented,
        respond,
    },
    log::{List, read},
    positions,
};

pub(super) fn route(app: &App) -> Route {
    crate::http::route::<__path_get_matrix, _, _>(
        path!("v1" / "calls" / "matrix")
            .and(get_or_head())
            .and(auth::reader(app))
            .and(query::<(MatrixFilter, AsOf)>())
            .and(app::with(app))
            .then(get_matrix),
    )
}

/// Which countries and calls.
#[derive(Default, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct MatrixFilter {
    /// Only this country (ISO 3166-1 alpha-2, or EU).
    #[param(example = "GB")]
    country: Option<String>,
    /// Only the call with this slug.
    #[param(example = "civil-society")]
    call: Option<String>,
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

/// Read where every country stands
///
/// Each country's standing now on each call, with its date and evidence. A country without a position that this
/// reader may see is in no row; the history of a standing is the list of positions of the call and country.
#[utoipa::path(
    get, path = "/v1/calls/matrix", tag = "calls", security((), ("key" = [])), params(MatrixFilter, AsOfParameter),
    responses((status = 200, description = "The calls, and where each country stands on them.", body = Matrix))
)]
async fn get_matrix(reader: Reader, (filter, as_of): (MatrixFilter, AsOf), app: App) -> Answer {
    Ok(respond::json(&find(&app, &reader, &filter, &as_of).await?))
}

/// The matrix that a reader sees.
pub(crate) async fn find(
    app: &App,
    reader: &Reader,
    filter: &MatrixFilter,
    as_of: &AsOf,
) -> Result<Matrix, Problem> {
    let mut client = app.db.reader(reader).await?;
    let as_of = as_of.moment(&client, reader.audience).await?.map(|moment| moment.position);
    // Both lists at one moment: between them, a call could be narrowed.
    let snapshot = client.build_transaction().read_only(true).isolation_level(IsolationLevel::RepeatableRead);
    let tx = snapshot.start().await.map_err(db::Error::from)?;
    let query = |matching| read::Query { audience: reader.audience, matching, conditions: &[], as_of };
    let of_call = filter.call.as_ref().map_or(Value::Null, |slug| json!({"slug": slug}));
    let of_country = filter.country.as_ref().map_or(Value::Null, |country| json!({"country": country}));
    let calls = all(&tx, LIST, &query(&of_call)).await?;
    let positions = all(&tx, positions::LIST, &query(&of_country)).await?;
    Ok(matrix(calls, &positions))
}

/// Everything of a list, in its order.
async fn all<T: DeserializeOwned>(
    tx: &deadpool_postgres::Transaction<'_>,
    list: List,
    query: &read::Query<'_>,
) -> Result<Vec<T>, Problem> {
    let versions = read::page(tx, list, query, None, i64::MAX).await?;
    let document = |version: &crate::log::Version| serde_json::from_str(&version.document);
    versions.iter().map(document).collect::<Result<_, _>>().map_err(|_| Problem::internal())
}
