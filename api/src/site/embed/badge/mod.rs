//! `/badge/{figure}.{format}`: a figure in one line, as a picture, as text or as data. It suits e-mail, Markdown
//! and sites that allow no frames. It needs no script and sets no cookie.

mod line;
mod pieces;
mod png;

use std::str::FromStr;

use figures::{figure::FigureProps, settings::Kind};
use shared::embed::Badge;
use utoipa::IntoParams;
use warp::{Filter, path};

use crate::site::{
    figure::{self, Figure},
    parts::Site,
};
use crate::{
    app,
    auth::{self, Reader},
    http::{Answer, Problem, Route, get_or_head, respond, route},
    rest::as_of::AsOf,
};

use line::{Line, breaks};
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

/// The settings in a badge's address.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the fields are the parameters' documentation; `figure::settings` reads them")]
struct BadgeParameters {
    /// Language (BCP 47). Default: English, also for a language without words.
    #[param(example = "ar")]
    lang: Option<String>,
    /// `light` or `dark`. Default `light`.
    #[param(example = "dark")]
    theme: Option<String>,
    /// Slug of the fund. Default for `fund`: the first fund with a target. Default for `clock`: the first
    /// that says how many people it is for. Default for `donors` and `updates`: all funds.
    #[param(example = "international-fund")]
    fund: Option<String>,
    /// For `members`, `updates` and `calls`: only this country (ISO 3166-1 alpha-2, or EU). Default: all.
    #[param(example = "GB")]
    country: Option<String>,
    /// For `members`: slug of a category. Default: all.
    #[param(example = "dialogue")]
    category: Option<String>,
    /// Currency to convert to (ISO 4217). Default USD.
    #[param(example = "EUR")]
    currency: Option<String>,
    /// The number as it was known at this instant (RFC 3339), or at the end of this day (ISO 8601, UTC).
    /// Default: now. Only this parameter is refused if malformed, because the number would be wrong.
    #[param(example = "2026-11-24T10:05:00Z")]
    as_of: Option<String>,
}

pub(in crate::site) fn badge_route(site: &Site, fonts: &Fonts) -> Route {
    let query = warp::query::raw().or(warp::any().map(String::new)).unify();
    route::<__path_get_badge, _, _>(
        path!("badge" / Named)
            .and(get_or_head())
            .and(auth::public())
            .and(query)
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
        BadgeParameters
    ),
    responses((status = 200, description = "The badge.", content(
        ("image/svg+xml"), ("image/png"), ("text/plain"), (Badge = "application/json")
    )))
)]
async fn get_badge(
    Named(kind, form): Named,
    visitor: Reader,
    query: String,
    site: Site,
    fonts: Fonts,
) -> Answer {
    let as_of = Some(figure::setting(&query, "as_of")).filter(|text| !text.is_empty());
    let settings = figure::settings(kind, &query, &site.app.public_url);
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

/// The badge's whole text, in one line.
fn said(props: &FigureProps) -> String {
    let FigureProps { label, number, stamp, .. } = props;
    let colon = props.setting.locale.words.colon;
    let said = format!(
        "{label}{colon}{}{} ({}{}{}){}",
        number.shown,
        unit(props),
        stamp.before,
        stamp.shown,
        stamp.after,
        sample(props)
    );
    // A name may contain any character, but the line must stay one line and valid XML.
    said.replace(breaks, " ")
}

/// The unit of a count. An amount already contains its unit.
fn unit(props: &FigureProps) -> String {
    let separates = |c: char| c.is_whitespace() || ".,'’٬".contains(c);
    let is_count = props.number.shown.chars().all(|c| c.is_numeric() || separates(c));
    let words = props.setting.locale.words;
    let sentence = props.sentence.strip_suffix(words.stop).unwrap_or(&props.sentence);
    if is_count && !sentence.is_empty() { format!(" {sentence}") } else { String::new() }
}

/// The note on invented records.
fn sample(props: &FigureProps) -> String {
    if props.is_sample { format!(" · {}", props.setting.locale.words.sample) } else { String::new() }
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
