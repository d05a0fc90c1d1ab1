//! oEmbed 1.0 (oembed.com): a frame's address, pasted into WordPress, Ghost or Drupal, becomes the figure.

use askama::Template;
use figures::settings::Settings;
use http::header;
use jiff::Timestamp;
use serde::Deserialize;
use shared::{embed::OEmbed, problem::ProblemDocument};
use utoipa::IntoParams;
use warp::Filter;

use super::frame;
use crate::site::{figure::Figure, parts::Site, settings::FigureQuery};
use crate::{
    app,
    auth::{self, Reader},
    http::{
        Answer, Problem, Route, get_or_head,
        query::{lenient, read_leniently},
        respond, route,
    },
};

const WIDTH: u32 = 600;
/// WordPress makes no frame lower than this.
const LOWEST: u32 = 200;
/// How long an answer may be cached, in seconds: a frame's address never changes, only its content.
const AGE: u32 = 3600;

/// A frame and nothing around it. With a quotation beside it, WordPress would hide the frame until a message
/// arrives.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<iframe src="{{ address }}" title="{{ title }}" width="{{ width }}" height="{{ height }}" frameborder="0" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"></iframe>"#
)]
struct Frame<'a> {
    address: &'a str,
    title: &'a str,
    width: u32,
    height: u32,
}

/// The parameters of oEmbed.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OEmbedQuery {
    /// Address of a frame on this server.
    #[param(value_type = String, example = "https://accord.example/embed/fund?lang=en")]
    url: Option<String>,
    /// Must be `json`. Default `json`.
    #[param(example = "json")]
    format: Option<String>,
    /// Maximum width of the frame, in pixels. Default 600.
    #[param(value_type = Option<u32>, example = 600)]
    maxwidth: Option<String>,
    /// Maximum height of the frame, in pixels; at least 200. Default: the height that the figure needs.
    #[param(value_type = Option<u32>, example = 400)]
    maxheight: Option<String>,
}

pub(in crate::site) fn oembed_route(site: &Site) -> Route {
    route::<__path_get_oembed, _, _>(
        warp::path!("oembed")
            .and(get_or_head())
            .and(auth::public())
            .and(lenient::<OEmbedQuery>())
            .and(app::with(site))
            .then(get_oembed),
    )
}

/// Read how to embed a figure
///
/// oEmbed 1.0, of type `rich`: a frame. Other parameters are ignored, because consumers send their own.
#[utoipa::path(
    get, path = "/oembed", tag = "embed", params(OEmbedQuery),
    responses(
        (status = 200, description = "The frame.", body = OEmbed),
        (
            status = 501, description = "Only JSON is supported.",
            body = ProblemDocument, content_type = "application/problem+json"
        )
    )
)]
async fn get_oembed(visitor: Reader, asked: OEmbedQuery, site: Site) -> Answer {
    if !["", "json"].contains(&asked.format.unwrap_or_default().as_str()) {
        return Err(Problem::not_implemented("Request it with format=json."));
    }
    let public_url = &site.app.public_url;
    let settings = framed(public_url, &asked.url.unwrap_or_default(), site.app.live.now());
    let settings = settings.ok_or_else(Problem::not_found)?;
    let address = frame::address(&settings, public_url);
    let props = Figure::find(&site, &visitor, settings).await?.props();
    let at_most = |most: Option<String>, usual: u32| {
        most.and_then(|most| most.parse().ok()).unwrap_or(usual).min(usual)
    };
    let width = at_most(asked.maxwidth, WIDTH);
    let height = at_most(asked.maxheight, frame::height(&props, width)).max(LOWEST);
    let title = props.label;
    let html = Frame { address: &address, title: &title, width, height }.to_string();
    let answer = OEmbed {
        version: "1.0".to_owned(),
        kind: "rich".to_owned(),
        title,
        provider_name: "Accord".to_owned(),
        provider_url: site.app.public_url.clone(),
        cache_age: AGE,
        html,
        width,
        height,
    };
    Ok(respond::with(respond::json(&answer), header::CACHE_CONTROL, &format!("public, max-age={AGE}")))
}

/// The settings in the address of one of this server's frames.
fn framed(public_url: &str, address: &str, now: Timestamp) -> Option<Settings> {
    let path = address.split('#').next()?.strip_prefix(public_url)?.strip_prefix("/embed/")?;
    let (name, query) = path.split_once('?').unwrap_or((path, ""));
    Some(read_leniently::<FigureQuery>(query).settings(name.parse().ok()?, public_url, now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_servers_frame_addresses_are_known() {
        let ours = "https://accord.example";
        let known = |address: &str| framed(ours, address, Timestamp::UNIX_EPOCH).is_some();
        for address in ["/embed/fund", "/embed/members?lang=ar&x=y", "/embed/fund?fund=a#?secret=b"] {
            assert!(known(&format!("{ours}{address}")), "{address}");
        }
        for address in
            ["", "/embed/fund/", "/embed/nothing", "/embed", "/", ".evil.example/embed/fund", "@x/embed/fund"]
        {
            assert!(!known(&format!("{ours}{address}")), "{address}");
        }
        assert!(!known("http://accord.example/embed/fund") && !known("/embed/fund"));
    }
}
