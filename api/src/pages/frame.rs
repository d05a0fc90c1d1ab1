//! The framed figure: an HTML document with the number written in, which its script then brings to
//! life. It runs in the sandbox of a partner's frame, in an origin of its own.

use accord_widgets::{
    settings::{Kind, Settings},
    ssr,
};
use askama::Template;
use shared::stats::Stats;

use super::{assets::Assets, format::Formats};

/// Which figure is framed.
pub use accord_widgets::settings::Kind as FrameKind;

/// What a frame's address asks for, as it was written. What is malformed counts as not given.
#[derive(Clone, Debug, Default)]
pub struct FrameSettings {
    pub lang: Option<String>,
    pub theme: Option<String>,
    /// Slug of the fund.
    pub fund: Option<String>,
    /// ISO 4217 code; the stats that are shown must have been asked for in this currency.
    pub currency: Option<String>,
}

/// Sent with every framed figure: what it may load, and that any page may frame it, also one that
/// isolates itself (`Cross-Origin-Embedder-Policy: require-corp`).
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
}

/// A file of the widgets, as a page names it.
pub(super) struct File<'a> {
    pub(super) path: String,
    pub(super) integrity: &'a str,
}

impl<'a> File<'a> {
    /// The path is the server's, with no host.
    pub(super) fn find(assets: &'a Assets, name: &str) -> Option<Self> {
        let integrity = assets.integrity(name)?;
        Some(Self { path: format!("/embed/{}/{name}", assets.version()?), integrity })
    }
}

/// Writes the document. `stats` are those in the currency that the settings name, else in USD.
pub fn frame(kind: FrameKind, stats: &Stats, settings: &FrameSettings, assets: &Assets) -> String {
    let text = |setting: &Option<String>| setting.clone().unwrap_or_default();
    let (lang, theme) = (text(&settings.lang), text(&settings.theme));
    let (fund, currency) = (text(&settings.fund), text(&settings.currency));
    let settings = Settings::read(kind.as_str(), &lang, &theme, &fund, &currency, "");
    let page = Page {
        title: match kind {
            Kind::Fund => settings.locale.words.fund,
            Kind::Members => settings.locale.words.members,
        },
        figure: ssr::write(stats, &settings, &Formats::new(&settings.locale)),
        style: File::find(assets, "accord.css"),
        script: File::find(assets, "frame.js"),
        settings: &settings,
    };
    page.render().expect("the template writes to memory")
}
