//! `/digest/off/…`: turns a digest off. Programs that scan mail follow links, so this link only shows a page
//! with a button, and the button turns the digest off. Mailboxes with their own button post there too (RFC
//! 8058).

use askama::Template;
use figures::locale::{Words, nearest};
use http::header;
use warp::{Filter, path, reply::Response};

use super::{Links, store};
use crate::{
    app::{self, App},
    http::{Answer, Problem, Route, get_or_head, respond, route},
};

const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

pub(crate) fn routes(app: &App, links: &Links) -> Vec<Route> {
    let off = path!("digest" / "off" / String);
    vec![
        route::<__path_get_digest_off, _, _>(
            off.and(get_or_head()).and(app::with(app)).and(app::with(links)).then(get_digest_off),
        ),
        route::<__path_turn_digest_off, _, _>(
            off.and(warp::post()).and(app::with(app)).and(app::with(links)).then(turn_digest_off),
        ),
    ]
}

#[derive(Template)]
#[template(path = "digest_off.html")]
struct Page {
    words: &'static Words,
    is_off: bool,
}

/// Ask whether to turn a digest off
///
/// A page with one button. Nothing is turned off by reading it.
#[utoipa::path(
    get, path = "/digest/off/{token}", tag = "digest",
    params(("token" = String, Path, description = "The token from the e-mail.")),
    responses((status = 200, description = "The page.", content_type = "text/html"))
)]
async fn get_digest_off(token: String, app: App, links: Links) -> Answer {
    let person = links.person(&token).ok_or_else(Problem::not_found)?;
    let language = store::language(&app.db.own().await?, person).await?.ok_or_else(Problem::not_found)?;
    Ok(page(&language, false))
}

/// Turn a digest off
///
/// Immediate, by the link alone, whatever body is sent (RFC 8058).
#[utoipa::path(
    post, path = "/digest/off/{token}", tag = "digest",
    params(("token" = String, Path, description = "The token from the e-mail.")),
    responses((status = 200, description = "A page that confirms that the digest is off.", content_type = "text/html"))
)]
async fn turn_digest_off(token: String, app: App, links: Links) -> Answer {
    let person = links.person(&token).ok_or_else(Problem::not_found)?;
    let language = store::turn_off(&app.db.own().await?, person).await?.ok_or_else(Problem::not_found)?;
    Ok(page(&language, true))
}

fn page(language: &str, is_off: bool) -> Response {
    let html = Page { words: nearest([language]), is_off }.render().expect("the template writes to memory");
    let response = respond::tagged("text/html; charset=utf-8", html);
    let response = respond::with(response, header::CONTENT_SECURITY_POLICY, POLICY);
    respond::with(response, header::CACHE_CONTROL, "private, no-store")
}
