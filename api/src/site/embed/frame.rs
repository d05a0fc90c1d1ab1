//! The framed figure: an HTML document that contains the number, which a script then keeps up to date. It runs in
//! the sandbox of a partner's frame, with an origin of its own.

use askama::Template;
use figures::{figure::FigureProps, settings::Settings};

use crate::site::{
    assets::{Assets, File},
    figure::Figure,
    settings,
};

/// The least height of a partner's frame, in pixels.
const LOWEST: u32 = 400;

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

/// Writes the document. `public_url` is the server's public address.
pub(in crate::site) fn frame(figure: &Figure, assets: &Assets, public_url: &str) -> String {
    let label = figure.props().label;
    let page = Page {
        title: &label,
        figure: figure.html(),
        style: File::find(assets, "accord.css"),
        script: File::find(assets, "frame.js"),
        settings: &figure.settings,
        oembed: oembed_address(&figure.settings, public_url),
    };
    page.render().expect("the template writes to memory")
}

/// The address of the frame with these settings; it begins with `server`.
pub(in crate::site) fn address(settings: &Settings, server: &str) -> String {
    format!("{server}/embed/{}?{}", settings.kind.as_str(), settings::query(settings))
}

/// The oEmbed address for that frame.
fn oembed_address(settings: &Settings, server: &str) -> String {
    let frame = address(settings, server);
    let query = serde_urlencoded::to_string([("url", frame.as_str()), ("format", "json")]);
    format!("{server}/oembed?{}", query.expect("texts can be written"))
}

/// The height in pixels that shows the whole figure at this width: a frame cannot grow on a page that does not
/// listen to its messages.
pub(in crate::site) fn height(props: &FigureProps, width: u32) -> u32 {
    let bars = props.bars.as_ref().map_or(0, |bars| bars.bars.len() as u32);
    // A figure in a narrow column has more lines; Arabic has larger ones.
    let lines = props.rows.iter().map(|row| row.facts.len() + usize::from(row.late.is_some()));
    let rows: usize = lines.map(|lines| 40 + 22 * lines).sum();
    let height = 270 + 42 * bars + u32::try_from(rows).unwrap_or(0) + if width < 400 { 60 } else { 0 };
    let is_arabic = props.setting.locale.words.language == "ar";
    (if is_arabic { height * 115 / 100 } else { height }).max(LOWEST)
}
