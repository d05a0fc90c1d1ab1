//! `GET /v1/lateness`: the progress of each pledge, donor and fund, and overdue amounts. Answered from
//! memory, like the figures.

use bytes::Bytes;
use jiff::civil::Date;
use shared::{lateness::Lateness, money::Currency};
use utoipa::IntoParams;
use uuid::Uuid;
use warp::{Filter, path};

use crate::{
    app::{self, App},
    auth::{self, Reader},
    http::{
        Answer, Parameters, Problem, Query, Route, get_or_head, query, query::documented, respond, route,
    },
    ledger::Question,
    ledger::past::ledger_at,
    live::{Feed, LARGEST, Memo},
    log::read::Moment,
    rest::as_of::AsOf,
};

/// Recent answers, by question and day.
type Kept = Memo<(Question, Date), Bytes>;

pub(crate) fn routes(app: &App) -> Vec<Route> {
    vec![route::<__path_get_lateness, _, _>(
        path!("v1" / "lateness")
            .and(get_or_head())
            .and(auth::reader(app))
            .and(query::<Asked>())
            .and(app::with(app))
            .and(app::with(&Kept::default()))
            .then(get_lateness),
    )]
}

/// The filter of pledges, and the currency.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct LatenessFilter {
    /// Convert to this currency (ISO 4217): entries at their value dates, instalments at their schedule's.
    #[param(value_type = Option<String>, example = "USD")]
    currency: Option<Currency>,
    /// Only pledges to the fund with this slug.
    #[param(example = "international-fund")]
    fund: Option<String>,
    /// Only pledges of the donor with this id.
    donor: Option<Uuid>,
}

/// The filter and the instant.
type Asked = (LatenessFilter, AsOf);

impl Query for LatenessFilter {
    fn names() -> Vec<String> {
        documented::<Self>()
    }

    fn read(parameters: &mut Parameters) -> Self {
        let (currency, donor) = (parameters.optional("currency"), parameters.optional("donor"));
        Self { currency, fund: parameters.text("fund"), donor }
    }
}

/// Read overdue pledges
///
/// The fulfilment ratio, the amount expected by the day, the overdue amount and the projected finish at the
/// pace so far. Each is given per pledge, donor and fund. Source of the measures: the World Bank's tracker of
/// the Cairo Conference pledges for Gaza. With `as_of`, both the ledger and the day are those of that
/// instant.
#[utoipa::path(
    get, path = "/v1/lateness", tag = "lateness", security((), ("key" = [])), params(LatenessFilter, AsOf),
    responses((status = 200, description = "The progress of the pledges that this reader may see.", body = Lateness))
)]
async fn get_lateness(reader: Reader, (filter, as_of): Asked, app: App, kept: Kept) -> Answer {
    let LatenessFilter { currency, fund, donor } = filter;
    let mut question = Question { currency, fund, donor, ..Question::default() };
    let body = match as_of.day() {
        None => {
            question.is_stale = app.live.is_stale();
            current(app.live.feed(reader.audience), &kept, question, app.live.today())
        }
        Some(day) => {
            let client = app.db.reader(&reader).await?;
            let moment = as_of.moment(&client, reader.audience).await?.ok_or_else(Problem::internal)?;
            let ledger = ledger_at(&client, reader.audience, moment.position).await?;
            drop(client);
            let lateness = ledger.lateness(&question, moment.position, moment.at, day);
            lateness.map(|lateness| serde_json::to_vec(&lateness).expect("figures are plain data").into())
        }
    };
    let body = body.ok_or_else(Problem::not_found)?;
    let etag = respond::etag_of(&body);
    Ok(respond::with_etag(respond::json_text(body), &etag))
}

/// The fulfilment of pledges by a day, from memory if possible. `None` if the fund does not exist.
fn current(feed: &Feed, kept: &Kept, question: Question, on: Date) -> Option<Bytes> {
    let key = (question, on);
    kept.get(feed, &key).or_else(|| {
        let (lateness, position) = feed.ask(|ledger, Moment { position, at }| {
            Some((ledger.lateness(&key.0, position, at, on)?, position))
        })?;
        let body = Bytes::from(serde_json::to_vec(&lateness).expect("figures are plain data"));
        if body.len() <= LARGEST {
            kept.keep(feed, key, body.clone(), position);
        }
        Some(body)
    })
}
