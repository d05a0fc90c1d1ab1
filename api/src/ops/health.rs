//! Whether the process is alive and ready, for supervisors and load balancers.

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

/// Check whether the process is alive
#[utoipa::path(get, path = "/health/live", tag = "health", responses((status = 200, description = "The process is alive.")))]
async fn check_live() -> Answer {
    Ok(fine())
}

/// Check whether the server is ready
///
/// Not ready while it stops or one of its database roles gets no connection. Public figures are served all the same.
#[utoipa::path(get, path = "/health/ready", tag = "health", responses((status = 200, description = "The server is ready.")))]
async fn check_ready(app: App) -> Answer {
    if app.stop.is_cancelled() {
        return Err(Problem::overloaded());
    }
    if let Err(error) = app.db.check().await {
        tracing::warn!(%error, "not ready");
        return Err(Problem::overloaded());
    }
    Ok(fine())
}

/// HEAD and GET send the same headers.
fn fine() -> Response {
    respond::with(respond::empty(StatusCode::OK), header::CONTENT_LENGTH, "0")
}
