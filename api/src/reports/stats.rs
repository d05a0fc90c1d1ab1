//! `GET /v1/stats`: the figures, answered from memory and without the database.

use std::sync::Arc;

use bytes::Bytes;
use http::header;
use shared::{audience::Audience, money::Currency, stats::Stats};
use utoipa::IntoParams;
use warp::{Filter, path};

use crate::{
    app::{self, App},
    auth::{self, Reader},
    http::{
        Answer, Parameters, Problem, Query, Route, get_or_head, query, query::documented, respond, route,
    },
    ledger::{Question, past::ledger_at},
    live::{Feed, LARGEST, Memo},
    log::read::Moment,
    rest::as_of::AsOf,
};

/// Short for browsers, a minute for shared caches, and a day while the server is unreachable.
pub(crate) const CACHING: &str =
    "public, max-age=15, s-maxage=60, stale-while-revalidate=300, stale-if-error=86400";

/// Figures as sent.
#[derive(Clone)]
pub(crate) struct Answered {
    pub(crate) stats: Arc<Stats>,
    body: Bytes,
    etag: String,
}

/// Recent answers.
pub(crate) type Kept = Memo<Question, Answered>;

pub(crate) fn routes(app: &App, kept: &Kept) -> Vec<Route> {
    vec![route::<__path_get_stats, _, _>(
        path!("v1" / "stats")
            .and(get_or_head())
            .and(auth::reader(app))
            .and(query::<Asked>())
            .and(app::with(app))
            .and(app::with(kept))
            .then(get_stats),
    )]
}

/// The filter of figures.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct StatsFilter {
    /// Convert to this currency (ISO 4217), each entry by the rate at its value date.
    #[param(value_type = Option<String>, example = "USD")]
    currency: Option<Currency>,
    /// Only this fund, by its slug.
    #[param(example = "international-fund")]
    fund: Option<String>,
    /// Include every input of the figures: each entry, its reversals, why it is left out, and the rates.
    /// Default false.
    explain: Option<bool>,
}

/// The filter and the instant.
type Asked = (StatsFilter, AsOf);

impl Query for StatsFilter {
    fn names() -> Vec<String> {
        documented::<Self>()
    }

    fn read(parameters: &mut Parameters) -> Self {
        let (currency, explain) = (parameters.optional("currency"), parameters.flag("explain"));
        Self { currency, fund: parameters.text("fund"), explain }
    }
}

/// Read the figures
///
/// Amounts announced, pledged, authorised, appropriated, committed and disbursed, per fund and in total, in
/// the original currencies and converted. Also the number of members. Amounts announced, pledged, authorised
/// or appropriated are not funding. Committed and disbursed amounts are separate: neither includes the other.
/// Sources: IATI transaction types; the European Central Bank's reference rates.
#[utoipa::path(
    get, path = "/v1/stats", tag = "stats", security((), ("key" = [])), params(StatsFilter, AsOf),
    responses((status = 200, description = "The figures that this reader may see.", body = Stats))
)]
async fn get_stats(reader: Reader, (filter, as_of): Asked, app: App, kept: Kept) -> Answer {
    let StatsFilter { currency, fund, explain } = filter;
    let explain = explain.unwrap_or_default();
    let mut question = Question { currency, fund, explain, ..Question::default() };
    if as_of.text().is_some() {
        return past(&app, &kept, &reader, question, &as_of).await;
    }
    question.is_stale = app.live.is_stale();
    let feed = app.live.feed(reader.audience);
    let answered = answer(feed, &kept, &question).ok_or_else(Problem::not_found)?;
    let response = respond::with_etag(respond::json_text(answered.body), &answered.etag);
    Ok(match reader.audience {
        Audience::Public => respond::with(response, header::CACHE_CONTROL, CACHING),
        _ => response,
    })
}

/// The figures, from memory if possible. `None` if the fund does not exist.
pub(crate) fn answer(feed: &Feed, kept: &Kept, question: &Question) -> Option<Answered> {
    kept.get(feed, question).or_else(|| {
        let stats = feed.ask(|ledger, Moment { position, at }| ledger.figures(question, position, at))?;
        let position = stats.position;
        Some(keep(feed, kept, question.clone(), stats, position))
    })
}

/// Keeps figures computed at this position of the feed.
fn keep(feed: &Feed, kept: &Kept, question: Question, stats: Stats, position: i64) -> Answered {
    let body = serde_json::to_vec(&stats).expect("figures are plain data");
    let answered = Answered { etag: respond::etag_of(&body), body: body.into(), stats: Arc::new(stats) };
    if answered.body.len() <= LARGEST {
        kept.keep(feed, question, answered.clone(), position);
    }
    answered
}

/// The figures as known at an instant, from the versions valid then.
async fn past(app: &App, kept: &Kept, reader: &Reader, mut question: Question, as_of: &AsOf) -> Answer {
    let feed = app.live.feed(reader.audience);
    let known = feed.position();
    let client = app.db.reader(reader).await?;
    let moment = as_of.moment(&client, reader.audience).await?.ok_or_else(Problem::internal)?;
    question.as_of = Some(moment.position);
    if let Some(answered) = kept.get(feed, &question) {
        return Ok(respond::with_etag(respond::json_text(answered.body), &answered.etag));
    }
    let ledger = ledger_at(&client, reader.audience, moment.position).await?;
    drop(client);
    let stats = ledger.figures(&question, moment.position, moment.at).ok_or_else(Problem::not_found)?;
    let answered = keep(feed, kept, question, stats, known);
    Ok(respond::with_etag(respond::json_text(answered.body), &answered.etag))
}
