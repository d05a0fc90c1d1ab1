//! The framed figure: an HTML document that contains the number, which a script then keeps up to date. It runs in
//! the sandbox of a partner's frame, with an origin of its own.

use askama::Template;
use figures::settings::Settings;

use super::oembed;
use crate::site::{
    assets::Assets,
    figure::{self, Figure},
};

/// Sent with every framed figure: it limits what the frame may load. Any page may frame it, even one with
/// `Cross-Origin-Embedder-Policy: require-corp`.
pub const FRAME_HEADERS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
         img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *",
    ),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "cross-origin"),
    ("referrer-policy", "no-referrer"),
    (
        "permissions-policy",
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), fullscreen=(), \
         geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), \
         screen-wake-lock=(), serial=(), storage-access=(), usb=()",
    ),
    ("x-content-type-options", "nosniff"),
];

/// Sent with every file of the widgets: scripts of any origin may read them.
pub const ASSET_HEADERS: [(&str, &str); 4] = [
    ("access-control-allow-origin", "*"),
    ("cross-origin-resource-policy", "cross-origin"),
    ("cache-control", "public, max-age=31536000, immutable"),
    ("x-content-type-options", "nosniff"),
];

#[derive(Template)]
#[template(path = "frame.html")]
struct Page<'a> {
    title: &'a str,
    settings: &'a Settings,
    /// The figure, as HTML.
    figure: String,
    style: Option<File<'a>>,
    script: Option<File<'a>>,
    /// The oEmbed address, for programs that know only the page's address (oEmbed 1.0, 4).
    oembed: String,
}

/// A file of the widgets, as a page names it.
pub(in crate::site) struct File<'a> {
    pub(in crate::site) path: String,
    pub(in crate::site) integrity: &'a str,
}

impl<'a> File<'a> {
    /// Finds a file. Its path has no host, because the page is on the same server.
    pub(in crate::site) fn find(assets: &'a Assets, name: &str) -> Option<Self> {
        let integrity = assets.integrity(name)?;
        Some(Self { path: format!("/embed/{}/{name}", assets.version()?), integrity })
    }
}

/// Writes the document. `public_url` is the server's public address.
pub(in crate::site) fn frame(figure: &Figure, assets: &Assets, public_url: &str) -> String {
    let label = figure.props().label;
    let page = Page {
        title: &label,
        figure: figure.html(),
        style: File::find(assets, "accord.css"),
        script: File::find(assets, "frame.js"),
        settings: &figure.settings,
        oembed: oembed::address(public_url, &figure.settings),
    };
    page.render().expect("the template writes to memory")
}
