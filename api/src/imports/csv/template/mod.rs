//! A spreadsheet to begin with, and its mapping: two rows that are marked as samples, for offices only. They can be
//! imported as they are.

use warp::{Filter, path};

use crate::{
    app::App,
    auth::{self, Reader},
    http::{Answer, Route, get_or_head, query, query::NoQuery, respond, route},
};

/// The spreadsheet.
pub const TEMPLATE: &str = include_str!("template.csv");
/// Its mapping.
pub const TEMPLATE_MAPPING: &str = include_str!("mapping.json");

pub(crate) fn routes(app: &App) -> Vec<Route> {
    let template = path!("v1" / "imports" / "template.csv");
    let mapping = path!("v1" / "imports" / "mapping.json");
    vec![
        route::<__path_get_import_template, _, _>(
            template
                .and(get_or_head())
                .and(auth::reader(app))
                .and(query::<NoQuery>())
                .then(get_import_template),
        ),
        route::<__path_get_import_mapping, _, _>(
            mapping
                .and(get_or_head())
                .and(auth::reader(app))
                .and(query::<NoQuery>())
                .then(get_import_mapping),
        ),
    ]
}

/// Read a spreadsheet to begin with
///
/// A header and two rows that are marked as samples. `accord import csv` reads it by the mapping beside it.
#[utoipa::path(
    get, path = "/v1/imports/template.csv", tag = "imports", security((), ("key" = [])),
    responses((status = 200, description = "The spreadsheet.", content_type = "text/csv", body = String))
)]
async fn get_import_template(_: Reader, _: NoQuery) -> Answer {
    Ok(respond::tagged("text/csv; charset=utf-8", TEMPLATE))
}

/// Read the mapping of that spreadsheet
///
/// Which of its columns is which field of an entry, and how its numbers and dates are written.
#[utoipa::path(
    get, path = "/v1/imports/mapping.json", tag = "imports", security((), ("key" = [])),
    responses((status = 200, description = "The mapping.", content_type = "application/json", body = serde_json::Value))
)]
async fn get_import_mapping(_: Reader, _: NoQuery) -> Answer {
    Ok(respond::tagged("application/json", TEMPLATE_MAPPING))
}
