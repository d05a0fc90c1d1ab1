//! `/embed`: chooses a figure and writes the snippets that a partner pastes, with a preview. The form works
//! without a script and without an account; its script only saves a click.

pub(in crate::site) mod files;
mod pasted;

use askama::Template;
use figures::{
    locale::{LANGUAGES, SnippetsPage, Words, nearest},
    settings::Kind,
};
use http::header;
use serde::Deserialize;
use shared::stats::{CategoryCount, Stats};
use utoipa::IntoParams;
use warp::{Filter, path};

use self::{
    files::{SCRIPT, STYLE},
    pasted::{Element, Frame, Image},
};
use super::{badge, frame, partner::origin};
use crate::site::{
    assets::File,
    figure::Figure,
    page::wanted,
    parts::Site,
    settings::{self, FigureQuery},
};
use crate::{
    app,
    auth::{self, Reader},
    http::{
        Answer, Route, get_or_head,
        query::{lenient, raw},
        respond, route,
    },
};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The greatest width of a frame in pixels, by size. The default is the middle one.
const SIZES: [(&str, u32); 3] = [("small", 320), ("medium", 480), ("large", 720)];
const THEMES: [&str; 3] = ["auto", "light", "dark"];

#[derive(Template)]
#[template(path = "builder.html")]
struct Page<'a> {
    words: &'static Words,
    /// The page's words.
    page: &'static SnippetsPage,
    /// The page's languages, with their addresses.
    languages: Vec<(&'static Words, String)>,
    script: &'static File<'static>,
    style: &'static File<'static>,
    figures: Vec<Choice<'a>>,
    funds: Vec<Choice<'a>>,
    tongues: Vec<Choice<'a>>,
    themes: Vec<Choice<'a>>,
    sizes: Vec<Choice<'a>>,
    currency: &'a str,
    country: &'a str,
    categories: Vec<Choice<'a>>,
    /// The day that the figure is pinned to; empty if it is live.
    as_of: &'a str,
    /// The last day that a figure can be pinned to.
    yesterday: String,
    /// The frame, by its path on this server.
    preview: String,
    badge: String,
    frame: String,
    /// The address to paste into an editor with oEmbed.
    address: String,
    element: Option<String>,
    /// The hash of the element's script, as browsers check it.
    integrity: Option<&'a str>,
    /// Scheme and host of the server, as policies name them.
    host: &'a str,
}

/// An option, and whether it is selected.
struct Choice<'a> {
    value: &'a str,
    text: &'a str,
    is_chosen: bool,
}

/// The figure, its size, and the language of the page.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct BuilderQuery {
    /// `fund`, `members`, `donors`, `updates`, `calls` or `clock`. Default `fund`.
    #[param(example = "members")]
    figure: Option<String>,
    /// `small`, `medium` or `large`. Default `medium`.
    #[param(example = "medium")]
    size: Option<String>,
    /// Language of the page itself (BCP 47). Default: the browser's preferred language.
    #[param(example = "fr")]
    page: Option<String>,
}

pub(in crate::site) fn builder_route(site: &Site) -> Route {
    route::<__path_get_builder, _, _>(
        path!("embed")
            .and(get_or_head())
            .and(auth::public())
            .and(lenient::<BuilderQuery>())
            .and(lenient::<FigureQuery>())
            .and(raw())
            .and(warp::header::optional::<String>("accept-language"))
            .and(app::with(site))
            .then(get_builder),
    )
}

/// Choose a figure for a page
///
/// A page that writes the snippet to paste: a badge, a frame, an address for oEmbed, or an element. The page is in the
/// visitor's language, or in English if Accord lacks its words.
#[utoipa::path(
    get, path = "/embed", tag = "embed", params(BuilderQuery, FigureQuery),
    responses((status = 200, description = "The page.", content_type = "text/html"))
)]
async fn get_builder(
    visitor: Reader,
    chosen: BuilderQuery,
    asked: FigureQuery,
    query: String,
    accepted: Option<String>,
    site: Site,
) -> Answer {
    let wanted = wanted(&chosen.page.unwrap_or_default(), &accepted.unwrap_or_default());
    let words = nearest(wanted.iter().map(String::as_str));
    let kind = chosen.figure.unwrap_or_default().parse().unwrap_or(Kind::Fund);
    let tongue = asked.lang.filter(|lang| !lang.is_empty()).unwrap_or_else(|| words.language.to_owned());
    let size = SIZES.into_iter().find(|(name, _)| chosen.size.as_deref() == Some(name)).unwrap_or(SIZES[1]);
    let asked = FigureQuery { lang: Some(tongue.clone()), ..asked };
    let settings = asked.settings(kind, &site.app.public_url, site.app.live.now());
    let figure = Figure::find(&site, &visitor, settings).await?;
    let stats = site.stats()?;
    let html = page(&site, &figure, &stats, words, &query, &tongue, size)
        .render()
        .expect("the template writes to memory");
    let response = respond::tagged("text/html; charset=utf-8", html);
    let response = respond::with(response, header::CONTENT_SECURITY_POLICY, POLICY);
    Ok(respond::with(response, header::VARY, "accept-language"))
}

fn page<'a>(
    site: &'a Site,
    figure: &'a Figure,
    stats: &'a Stats,
    words: &'static Words,
    query: &str,
    tongue: &str,
    size: (&'static str, u32),
) -> Page<'a> {
    let settings = &figure.settings;
    let server = settings.server.as_str();
    let (asked, props) = (settings::query(settings), figure.props());
    let (height, width) = (frame::height(&props, size.1), badge::width(&props));
    let label = props.label;
    let address = frame::address(settings, server);
    let frame = Frame { address: &address, title: &label, height, width: size.1 };
    let script = File::find(&site.assets, "accord.js");
    let element = script.as_ref().map(|script| Element { settings, label: &label, script }.to_string());
    let chosen = |value: &'a str, text: &'a str, is_chosen: bool| Choice { value, text, is_chosen };
    let funds = stats.funds.iter().map(|fund| {
        let slug = fund.fund.slug.as_str();
        chosen(slug, &fund.fund.name, settings.fund == slug)
    });
    let categories = stats.members.by_category.iter().map(|CategoryCount { category, .. }| {
        chosen(category, words.category(category).unwrap_or(category), settings.category == *category)
    });
    let yesterday = site.app.live.today().yesterday();
    let is_tongue = |words: &Words| tongue.split('-').next() == Some(words.language);
    let page = &words.pages.snippets;
    Page {
        words,
        page,
        languages: LANGUAGES.iter().map(|other| (*other, in_language(query, other.language))).collect(),
        script: &SCRIPT.file,
        style: &STYLE.file,
        figures: Kind::ALL
            .into_iter()
            .zip(page.figures)
            .map(|(kind, name)| chosen(kind.as_str(), name, kind == settings.kind))
            .collect(),
        funds: std::iter::once(chosen("", page.no_fund, settings.fund.is_empty())).chain(funds).collect(),
        tongues: LANGUAGES
            .iter()
            .map(|other| chosen(other.language, other.pages.name, is_tongue(other)))
            .collect(),
        themes: choices(&THEMES, &page.themes, settings.theme.as_str()),
        sizes: choices(&SIZES.map(|(name, _)| name), &page.sizes, size.0),
        currency: &settings.currency,
        country: &settings.country,
        categories: std::iter::once(chosen("", page.all, settings.category.is_empty()))
            .chain(categories)
            .collect(),
        as_of: &settings.as_of,
        yesterday: yesterday.expect("there was a day before this one").to_string(),
        preview: pasted::Preview { path: &address[server.len()..], of: frame }.to_string(),
        badge: Image { settings, label: &label, query: &asked, width }.to_string(),
        frame: frame.to_string(),
        element,
        integrity: site.assets.integrity("accord.js"),
        host: origin(&site.app.public_url),
        address,
    }
}

fn choices<const N: usize>(
    values: &[&'static str; N],
    texts: &[&'static str; N],
    chosen: &str,
) -> Vec<Choice<'static>> {
    let pairs = values.iter().zip(texts);
    pairs.map(|(value, text)| Choice { value, text, is_chosen: *value == chosen }).collect()
}

/// The same page in another language.
fn in_language(query: &str, tag: &str) -> String {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    let kept = pairs.into_iter().filter(|(name, _)| name != "page");
    let all: Vec<_> = kept.chain([("page".to_owned(), tag.to_owned())]).collect();
    format!("/embed?{}", serde_urlencoded::to_string(all).expect("texts can be written"))
}
