//! Pages that the server writes: the public page, the calls, the framed figures, and a page that imitates a
//! partner's site.

pub mod assets;
mod calls;
pub mod embed;
mod figure;
mod home;
mod page;
mod parts;
mod settings;

use figures::settings::Kind;
use http::header;
use shared::{embed::Versions, problem::ProblemDocument};
use warp::{Filter, path};

pub use parts::Site;

use self::{
    embed::{
        badge::{self, Fonts},
        frame::{self, ASSET_HEADERS, FRAME_HEADERS},
        oembed, snippets,
    },
    figure::Figure,
    settings::FigureQuery,
};
use crate::{
    app,
    auth::{self, Reader},
    http::{Answer, Problem, Route, get_or_head, query::lenient, respond, route},
};

/// `fonts` are for PNG badges.
pub(crate) fn routes(site: &Site, fonts: &Fonts) -> Vec<Route> {
    vec![
        route::<home::__path_get_home, _, _>(
            warp::path::end()
                .and(get_or_head())
                .and(auth::public())
                .and(app::with(site))
                .then(home::get_home),
        ),
        calls::calls_route(&site.app),
        badge::badge_route(site, fonts),
        oembed::oembed_route(site),
        snippets::builder_route(site),
        route::<__path_get_widget_versions, _, _>(
            path!("embed" / "versions.json")
                .and(get_or_head())
                .and(app::with(site))
                .then(get_widget_versions),
        ),
        route::<__path_get_frame, _, _>(
            path!("embed" / Kind)
                .and(get_or_head())
                .and(auth::public())
                .and(lenient::<FigureQuery>())
                .and(app::with(site))
                .then(get_frame),
        ),
        route::<__path_get_widget_file, _, _>(
            path!("embed" / String / String)
                .and(get_or_head())
                .and(warp::header::optional::<String>("accept-encoding"))
                .and(app::with(site))
                .then(get_widget_file),
        ),
    ]
}

/// Show a figure in a frame
///
/// A page to embed in a partner's frame. It contains the number, and stays live if scripts run.
#[utoipa::path(
    get, path = "/embed/{figure}", tag = "embed",
    params(
        ("figure" = String, Path, description = "`fund`, `members`, `donors`, `updates`, `calls` or `clock`.", example = "fund"),
        FigureQuery
    ),
    responses((status = 200, description = "The page.", content_type = "text/html"))
)]
async fn get_frame(kind: Kind, visitor: Reader, asked: FigureQuery, site: Site) -> Answer {
    let figure = Figure::find(&site, &visitor, asked.settings(kind, "", site.app.live.now())).await?;
    let html = frame::frame(&figure, &site.assets, &site.app.public_url);
    let response = respond::tagged("text/html; charset=utf-8", html);
    // Titles and names may be retracted, so caches must revalidate these figures before each use.
    let is_kept = !matches!(kind, Kind::Donors | Kind::Updates | Kind::Calls);
    let caching = if is_kept { "public, max-age=15" } else { "no-cache" };
    let response = respond::with(response, header::CACHE_CONTROL, caching);
    Ok(respond::with_all(response, &FRAME_HEADERS))
}

/// List the widget versions
///
/// Each version is kept for at least two years after it was current. Its files never change.
#[utoipa::path(
    get, path = "/embed/versions.json", tag = "embed",
    responses((status = 200, description = "The versions.", body = Versions))
)]
async fn get_widget_versions(site: Site) -> Answer {
    let response = respond::json(&site.assets.versions());
    Ok(respond::with(response, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
}

/// Read a widget file
///
/// The bytes at a path never change; a version's `integrity.json` lists its hashes. A version with a harmful
/// flaw is withdrawn. Pages that pinned it then show the text in their own tag.
#[utoipa::path(
    get, path = "/embed/{version}/{file}", tag = "embed",
    params(("version" = String, Path), ("file" = String, Path, example = "accord.js")),
    responses(
        (status = 200, description = "The file.", content(
            ("text/javascript"), ("text/css"), ("application/wasm"), ("application/json")
        )),
        (
            status = 410, description = "The version is withdrawn.", body = ProblemDocument,
            content_type = "application/problem+json"
        )
    )
)]
async fn get_widget_file(version: String, file: String, accepted: Option<String>, site: Site) -> Answer {
    if let Some(why) = site.assets.withdrawn(&version) {
        return Err(Problem::withdrawn(why));
    }
    let path = format!("{version}/{file}");
    let asset =
        site.assets.get(&path).or_else(|| snippets::files::find(&path)).ok_or_else(Problem::not_found)?;
    let takes_brotli = accepted.is_some_and(|codings| codings.split(',').any(|coding| coding.trim() == "br"));
    // Compressed during the build, better than would be possible during a request.
    let response = match asset.brotli.as_ref().filter(|_| takes_brotli) {
        Some(packed) => {
            let response = respond::tagged(asset.content_type, packed.clone());
            respond::with(response, header::CONTENT_ENCODING, "br")
        }
        None => respond::tagged(asset.content_type, asset.bytes.clone()),
    };
    let response = respond::with(response, header::VARY, "accept-encoding");
    Ok(respond::with_all(response, &ASSET_HEADERS))
}
