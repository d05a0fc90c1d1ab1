//! The documentation: the OpenAPI document, a page to browse it without other hosts, and a page that explains
//! how figures are counted.

use std::{str::FromStr, sync::Arc};

use askama::Template;
use bytes::Bytes;
use http::header;
use utoipa_swagger_ui::{Config, SwaggerFile};
use warp::{Filter, path, reply::Response};

use crate::{
    app::{self, App},
    auth::{self, Reader},
    http::{Answer, Problem, Route, get_or_head, query, query::NoQuery, respond, route},
};

/// Swagger UI writes styles into its elements; scripts come only from this server.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// `document` is the OpenAPI document as JSON.
pub(crate) fn routes(app: &App, document: &Bytes) -> Vec<Route> {
    vec![
        route::<__path_get_openapi, _, _>(
            path!("v1" / "openapi.json")
                .and(get_or_head())
                .and(auth::reader(app))
                .and(query::<NoQuery>())
                .and(app::with(document))
                .then(get_openapi),
        ),
        route::<__path_get_docs, _, _>(path!("docs").and(get_or_head()).then(get_docs)),
        route::<__path_get_counting, _, _>(path!("docs" / "counting").and(get_or_head()).then(get_counting)),
        route::<__path_get_docs_file, _, _>(path!("docs" / File).and(get_or_head()).then(get_docs_file)),
    ]
}

/// Read this document
#[utoipa::path(
    get, path = "/v1/openapi.json", tag = "docs", security((), ("key" = [])),
    responses((status = 200, description = "The OpenAPI 3.1 document of this server.", content_type = "application/json", body = serde_json::Value))
)]
async fn get_openapi(_: Reader, _: NoQuery, document: Bytes) -> Answer {
    Ok(respond::tagged("application/json", document))
}

/// Browse this document
#[utoipa::path(
    get, path = "/docs", tag = "docs",
    responses((status = 200, description = "A page to browse and try the API.", content_type = "text/html"))
)]
async fn get_docs() -> Answer {
    let file = find("index.html").ok_or_else(Problem::not_found)?;
    // The page refers to neighbouring files, but is served without a trailing slash.
    let html = String::from_utf8_lossy(&file.bytes)
        .replace("\"./", "\"/docs/")
        .replace("\"index.css", "\"/docs/index.css");
    Ok(page(html))
}

/// Read how figures are counted
#[utoipa::path(
    get, path = "/docs/counting", tag = "docs",
    responses((status = 200, description = "The counting rules, in words.", content_type = "text/html"))
)]
async fn get_counting() -> Answer {
    Ok(page(Counting.render().expect("the template writes to memory")))
}

/// Read a file of the documentation page
#[utoipa::path(
    get, path = "/docs/{file}", tag = "docs", params(("file" = String, Path, example = "swagger-ui.css")),
    responses((status = 200, description = "The file.", content(
        ("text/javascript"), ("text/css"), ("text/html"), ("image/png"), ("application/json"), ("text/plain")
    )))
)]
async fn get_docs_file(File(name): File) -> Answer {
    let file = find(&name).ok_or_else(Problem::not_found)?;
    let response = respond::tagged(content_type(&name), file.bytes.into_owned());
    let response =
        if file.gzpipped { respond::with(response, header::CONTENT_ENCODING, "gzip") } else { response };
    Ok(respond::with(response, header::CONTENT_SECURITY_POLICY, POLICY))
}

#[derive(Template)]
#[template(path = "counting.html")]
struct Counting;

fn page(html: String) -> Response {
    let response = respond::tagged("text/html; charset=utf-8", html);
    respond::with(response, header::CONTENT_SECURITY_POLICY, POLICY)
}

/// The name of a Swagger UI file.
struct File(String);

impl FromStr for File {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        find(name).map(|_| Self(name.to_owned())).ok_or(())
    }
}

fn find(name: &str) -> Option<SwaggerFile<'static>> {
    let config = Config::from("/v1/openapi.json").display_request_duration(true);
    utoipa_swagger_ui::serve(name, Arc::new(config)).ok().flatten()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "png" => "image/png",
        "json" | "map" => "application/json",
        _ => "text/plain; charset=utf-8",
    }
}
