//! Whether the process lives, and whether it can work: for whoever starts, stops and balances servers.

use http::{StatusCode, header};
use warp::{Filter, path, reply::Response};

use crate::{
    app::{self, App},
    http::{Answer, Problem, Route, get_or_head, respond, route},
};

pub(crate) fn routes(app: &App) -> Vec<Route> {
    vec![
        route::<__path_check_live, _, _>(path!("health" / "live").and(get_or_head()).then(check_live)),
        route::<__path_check_ready, _, _>(
            path!("health" / "ready").and(get_or_head()).and(app::with(app)).then(check_ready),
        ),
    ]
}

/// Whether the process lives
#[utoipa::path(get, path = "/health/live", tag = "health", responses((status = 200, description = "It lives.")))]
async fn check_live() -> Answer {
    Ok(fine())
}

/// Whether the server can work
///
/// Not while it stops, nor while its database is out of reach; public figures are served all the same.
#[utoipa::path(get, path = "/health/ready", tag = "health", responses((status = 200, description = "It can work.")))]
async fn check_ready(app: App) -> Answer {
    if app.stop.is_cancelled() {
        return Err(Problem::overloaded());
    }
    let client = app.db.own().await?;
    client.simple_query("select 1").await.map_err(crate::db::Error::from)?;
    Ok(fine())
}

/// HEAD and GET are alike to the last header.
fn fine() -> Response {
    respond::with(respond::empty(StatusCode::OK), header::CONTENT_LENGTH, "0")
}
