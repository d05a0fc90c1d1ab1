//! `/badge/{figure}.{format}`: a figure in one line, as a picture, as text or as data. It suits e-mail, Markdown
//! and sites that allow no frames. It needs no script and sets no cookie.

mod line;
mod pieces;
mod png;

use std::str::FromStr;

use figures::{figure::FigureProps, settings::Kind};
use shared::embed::Badge;
use warp::{Filter, path};

use crate::site::{figure::Figure, parts::Site, settings::FigureQuery};
use crate::{
    app,
    auth::{self, Reader},
    http::{Answer, Problem, Route, get_or_head, query::lenient, respond, route},
    rest::as_of::AsOf,
};

use line::{Line, said};
pub use png::Fonts;

/// Sent with every badge. Any page may show it, even an isolated page, and the badge may load nothing. Caches keep
/// the last number for a day if the server is unreachable.
const HEADERS: [(&str, &str); 5] = [
    ("access-control-allow-origin", "*"),
    ("cache-control", "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400"),
    ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'"),
    ("cross-origin-resource-policy", "cross-origin"),
    ("x-content-type-options", "nosniff"),
];

/// The format of a badge.
#[derive(Clone, Copy)]
enum Form {
    Svg,
    Png,
    Txt,
    Json,
}

/// `fund.svg`: a known figure in a known format.
struct Named(Kind, Form);

impl FromStr for Named {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        let (figure, form) = name.rsplit_once('.').ok_or(())?;
        let form = match form {
            "svg" => Form::Svg,
            "png" => Form::Png,
            "txt" => Form::Txt,
            "json" => Form::Json,
            _ => return Err(()),
        };
        Ok(Self(figure.parse().map_err(|_| ())?, form))
    }
}

pub(in crate::site) fn badge_route(site: &Site, fonts: &Fonts) -> Route {
    route::<__path_get_badge, _, _>(
        path!("badge" / Named)
            .and(get_or_head())
            .and(auth::public())
            .and(lenient::<FigureQuery>())
            .and(app::with(site))
            .and(app::with(fonts))
            .then(get_badge),
    )
}

/// Show a figure as a badge
///
/// The label, the number with its unit, and its instant; as `svg`, `png`, `txt` (one line) or `json`.
#[utoipa::path(
    get, path = "/badge/{figure}.{format}", tag = "embed",
    params(
        ("figure" = String, Path, description = "`fund`, `members`, `donors`, `updates`, `calls` or `clock`.", example = "fund"),
        ("format" = String, Path, description = "`svg`, `png`, `txt` or `json`.", example = "svg"),
        FigureQuery
    ),
    responses((status = 200, description = "The badge.", content(
        ("image/svg+xml"), ("image/png"), ("text/plain"), (Badge = "application/json")
    )))
)]
async fn get_badge(
    Named(kind, form): Named,
    visitor: Reader,
    asked: FigureQuery,
    site: Site,
    fonts: Fonts,
) -> Answer {
    let settings = asked.settings(kind, &site.app.public_url, site.app.live.now());
    let as_of = asked.as_of.filter(|text| !text.is_empty());
    if AsOf::of(as_of)?.text().is_some() && settings.as_of.is_empty() {
        return Err(Problem::bad_parameter("as_of", "must not be in the future"));
    }
    let figure = Figure::find(&site, &visitor, settings).await?;
    let props = figure.props();
    let response = match form {
        Form::Svg => respond::tagged("image/svg+xml", line::svg(&props)),
        Form::Png => respond::tagged("image/png", fonts.draw(Line::of(&props)).await?),
        Form::Txt => respond::tagged("text/plain; charset=utf-8", said(&props) + "\n"),
        Form::Json => respond::json(&badge(&figure, props)),
    };
    Ok(respond::with_all(response, &HEADERS))
}

/// The current length of a badge's line, in pixels.
pub(in crate::site) fn width(props: &FigureProps) -> u32 {
    Line::of(props).width
}

fn badge(figure: &Figure, props: FigureProps) -> Badge {
    let (number, currency) = figure.number().unzip();
    let locale = &props.setting.locale;
    Badge {
        label: props.label,
        value: props.number.shown,
        number,
        currency: currency.flatten(),
        sentence: Some(props.sentence).filter(|sentence| !sentence.is_empty()),
        as_of: props.stamp.instant,
        stale: props.stamp.is_stale,
        sample: props.is_sample,
        source_url: props.setting.source.clone(),
        lang: locale.tag.clone(),
        dir: locale.words.dir().to_owned(),
    }
}
