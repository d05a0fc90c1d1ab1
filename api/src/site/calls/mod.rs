//! `/calls`: the public view of the alliance's calls to governments and the countries' positions, in the visitor's
//! language.

use askama::Template;
use figures::locale::{CallsPage, LANGUAGES, Words, nearest};
use http::header;
use serde::Deserialize;
use shared::{
    calls::{Call, CallText},
    date::PartialDate,
    evidence::Evidence,
    positions::Position,
};
use utoipa::IntoParams;
use warp::{Filter, path};

use super::page::{POLICY, wanted};
use crate::{
    app::{self, App},
    auth::{self, Reader},
    format::Formats,
    http::{Answer, Route, get_or_head, query::lenient, respond, route},
    resources::positions::matrix::{self, MatrixFilter},
    rest::as_of::AsOf,
};

#[derive(Template)]
#[template(path = "calls.html")]
struct Page<'a> {
    words: &'static Words,
    /// The page's words.
    page: &'static CallsPage,
    calls: Vec<Column<'a>>,
    rows: Vec<Row<'a>>,
    has_samples: bool,
}

/// A call, in the nearest language.
struct Column<'a> {
    call: &'a Call,
    tag: &'a str,
    text: &'a CallText,
    since: Option<Day>,
    until: Option<Day>,
}

/// A country, with one cell per call.
struct Row<'a> {
    country: String,
    cells: Vec<Option<Cell<'a>>>,
}

struct Cell<'a> {
    /// The position's name in the stylesheet.
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

/// The language.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CallsQuery {
    /// Language (BCP 47 tag). Default: the browser's preferred language.
    #[param(example = "ar")]
    lang: Option<String>,
}

pub(super) fn calls_route(app: &App) -> Route {
    route::<__path_get_calls_page, _, _>(
        path!("calls")
            .and(get_or_head())
            .and(auth::public())
            .and(lenient::<CallsQuery>())
            .and(warp::header::optional::<String>("accept-language"))
            .and(app::with(app))
            .then(get_calls_page),
    )
}

/// Show calls and positions
///
/// The page is in the visitor's language, or in English if Accord lacks its words. Each call is in the nearest language.
#[utoipa::path(
    get, path = "/calls", tag = "embed", params(CallsQuery),
    responses((status = 200, description = "The page.", content_type = "text/html"))
)]
async fn get_calls_page(visitor: Reader, asked: CallsQuery, accepted: Option<String>, app: App) -> Answer {
    let matrix = matrix::find(&app, &visitor, &MatrixFilter::default(), &AsOf::default()).await?;
    let wanted = wanted(&asked.lang.unwrap_or_default(), &accepted.unwrap_or_default());
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let words = nearest(wanted.iter().copied());
    let formats = Formats::of(words.default_tag);
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
    let page = Page { words, page: &words.pages.calls, calls, rows, has_samples };
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
    let class = format!("{:?}", said.standing).to_lowercase();
    Cell {
        word: words.standing(&class),
        class,
        date: day(said.date),
        sample: said.sample,
        evidence: &said.evidence,
    }
}
