//! A spreadsheet template and its mapping, with two sample rows for offices only. It can be imported
//! unchanged.

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

/// Read the spreadsheet template
///
/// A header and two sample rows. `accord import csv` reads it with its mapping.
#[utoipa::path(
    get, path = "/v1/imports/template.csv", tag = "imports", security((), ("key" = [])),
    responses((status = 200, description = "The spreadsheet.", content_type = "text/csv", body = String))
)]
async fn get_import_template(_: Reader, _: NoQuery) -> Answer {
    Ok(respond::tagged("text/csv; charset=utf-8", TEMPLATE))
}

/// Read the template's mapping
///
/// The entry field of each column, and the format of numbers and dates.
#[utoipa::path(
    get, path = "/v1/imports/mapping.json", tag = "imports", security((), ("key" = [])),
    responses((status = 200, description = "The mapping.", content_type = "application/json", body = serde_json::Value))
)]
async fn get_import_mapping(_: Reader, _: NoQuery) -> Answer {
    Ok(respond::tagged("application/json", TEMPLATE_MAPPING))
}
