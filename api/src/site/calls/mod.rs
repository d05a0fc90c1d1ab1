//! `/calls`: what the alliance asks of governments and where they stand, as the public sees it, in five languages.

mod words;

use askama::Template;
use http::header;
use shared::{
    calls::{Call, CallText},
    date::PartialDate,
    evidence::Evidence,
    positions::Position,
};
use utoipa::IntoParams;
use warp::{Filter, path};

use self::words::{LANGUAGES, Words};
use super::{figure, home::POLICY};
use crate::format::Formats;
use crate::{
    app::{self, App},
    auth::{self, Reader},
    http::{Answer, Route, get_or_head, respond, route},
    resources::positions::matrix::{self, MatrixFilter},
    rest::as_of::AsOf,
};

#[derive(Template)]
#[template(path = "calls.html")]
struct Page<'a> {
    words: &'static Words,
    calls: Vec<Column<'a>>,
    rows: Vec<Row<'a>>,
    has_samples: bool,
}

/// A call, in the language that is nearest to what was asked for.
struct Column<'a> {
    call: &'a Call,
    tag: &'a str,
    text: &'a CallText,
    since: Option<Day>,
    until: Option<Day>,
}

/// A country, with a cell for each call.
struct Row<'a> {
    country: String,
    cells: Vec<Option<Cell<'a>>>,
}

struct Cell<'a> {
    /// Names the standing for the stylesheet.
    class: String,
    word: &'static str,
    date: Day,
    sample: bool,
    evidence: &'a [Evidence],
}

/// A date for machines, and for readers.
struct Day {
    iso: String,
    text: String,
}

/// In which language.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the field is the parameter's documentation")]
struct CallsParameters {
    /// Language (BCP 47 tag). Default: the browser's preferred language.
    #[param(example = "ar")]
    lang: Option<String>,
}

pub(super) fn calls_route(app: &App) -> Route {
    let query = warp::query::raw().or(warp::any().map(String::new)).unify();
    route::<__path_get_calls_page, _, _>(
        path!("calls")
            .and(get_or_head())
            .and(auth::public())
            .and(query)
            .and(warp::header::optional::<String>("accept-language"))
            .and(app::with(app))
            .then(get_calls_page),
    )
}

/// Show calls and positions
///
/// A page in English, French, German, Hebrew or Arabic, with each call in the nearest language.
#[utoipa::path(
    get, path = "/calls", tag = "embed", params(CallsParameters),
    responses((status = 200, description = "The page.", content_type = "text/html"))
)]
async fn get_calls_page(visitor: Reader, query: String, accepted: Option<String>, app: App) -> Answer {
    let matrix = matrix::find(&app, &visitor, &MatrixFilter::default(), &AsOf::default()).await?;
    let wanted = wanted(&figure::setting(&query, "lang"), &accepted.unwrap_or_default());
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let words = words(&wanted);
    let formats = Formats::of(words.locale);
    let day = |date: PartialDate| Day { iso: date.to_string(), text: formats.date(date) };
    let calls: Vec<_> = matrix.calls.iter().filter_map(|call| column(call, &wanted, &day)).collect();
    let rows = matrix.countries.iter().map(|row| {
        let on = |column: &Column<'_>| {
            let position = row.positions.iter().find(|position| position.call == column.call.id);
            position.map(|position| cell(position, words, &day))
        };
        Row { country: formats.country(&row.country), cells: calls.iter().map(on).collect() }
    });
    let mut rows: Vec<Row<'_>> = rows.collect();
    rows.sort_by(|one, other| one.country.cmp(&other.country));
    let mut positions = matrix.countries.iter().flat_map(|row| &row.positions);
    let has_samples =
        positions.any(|position| position.said.sample) || matrix.calls.iter().any(|call| call.head.sample);
    let page = Page { words, calls, rows, has_samples };
    let html = page.render().expect("the template writes to memory");
    let response = respond::tagged("text/html; charset=utf-8", html);
    let response = respond::with(response, header::CONTENT_SECURITY_POLICY, POLICY);
    Ok(respond::with(response, header::VARY, "accept-language"))
}

fn column<'a>(call: &'a Call, wanted: &[&str], day: &impl Fn(PartialDate) -> Day) -> Option<Column<'a>> {
    let (tag, text) = call.head.texts.pick(wanted)?;
    let (since, until) = (call.head.asked_since.map(day), call.head.closed_on.map(day));
    Some(Column { call, tag, text, since, until })
}

fn cell<'a>(position: &'a Position, words: &Words, day: &impl Fn(PartialDate) -> Day) -> Cell<'a> {
    let said = &position.said;
    Cell {
        class: format!("{:?}", said.standing).to_lowercase(),
        word: words.standing(said.standing),
        date: day(said.date),
        sample: said.sample,
        evidence: &said.evidence,
    }
}

/// The languages that are asked for, the dearest first: by the address, then by the browser (RFC 9110, 12.5.4).
pub(super) fn wanted(named: &str, accepted: &str) -> Vec<String> {
    let named = Some(named.to_owned());
    let mut ranges: Vec<(f32, &str)> = accepted.split(',').filter_map(range).collect();
    ranges.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    named.into_iter().chain(ranges.into_iter().map(|(_, tag)| tag.to_owned())).collect()
}

/// The weight and tag of a range of `Accept-Language`; none where it is refused.
fn range(range: &str) -> Option<(f32, &str)> {
    let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
    let weight =
        parameters.trim().strip_prefix("q=").map_or(Some(1.0), |weight| weight.trim().parse().ok())?;
    (weight > 0.0).then_some((weight, tag.trim()))
}

/// The words of the first language that there is.
fn words(wanted: &[&str]) -> &'static Words {
    let language = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let known = |tag: &&str| LANGUAGES.into_iter().find(|words| words.tag == language(tag));
    wanted.iter().find_map(known).unwrap_or(LANGUAGES[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_decides_the_language_before_the_browser_and_the_browser_by_weight() {
        let chosen = |named: &str, accepted: &str| {
            let wanted = wanted(named, accepted);
            words(&wanted.iter().map(String::as_str).collect::<Vec<_>>()).tag
        };
        assert_eq!(chosen("", ""), "en");
        assert_eq!(chosen("he", "fr"), "he");
        assert_eq!(chosen("tlh", "pt-BR, de-AT;q=0.7, fr;q=0.8, ar;q=0"), "fr");
        assert_eq!(chosen("AR-ps", "*"), "ar");
        assert_eq!(chosen("", "de;q=x, ar;q=0.1"), "ar");
    }
}
