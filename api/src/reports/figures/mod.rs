//! `GET /v1/figures/{figure}`: one figure in one object, for pages. Widgets, frames and badges are made of the same.

mod calls;
mod clock;
mod donors;
mod fund;
mod members;
mod updates;

use http::header;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use shared::{
    audience::Audience,
    fields::{NO_COUNTRY, is_country},
    figures::{FigureFacts, FigureKind},
    languages::is_tag,
    money::Currency,
};
use utoipa::IntoParams;
use warp::{Filter, path};

use crate::{
    app::{self, App},
    auth::{self, Reader},
    http::{
        Answer, Parameters, Problem, Query, Route, get_or_head, query, query::documented, respond, route,
    },
    ledger::past::ledger_at,
    ledger::{Ledger, Question},
    log::read::{self, Moment},
    reports::stats,
    rest::as_of::{AsOf, AsOfParameter},
};

/// As long as the name of a category can be.
const LONGEST_CATEGORY: usize = 60;

pub(crate) fn routes(app: &App) -> Vec<Route> {
    vec![route::<__path_get_figure, _, _>(
        path!("v1" / "figures" / FigureKind)
            .and(get_or_head())
            .and(auth::reader(app))
            .and(query::<(FigureFilter, AsOf)>())
            .and(app::with(app))
            .then(get_figure),
    )]
}

/// Of what, and how it is said. What a figure has no use for changes nothing of it.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct FigureFilter {
    /// Slug of the fund. Default: of `fund` the first by name that has a target, of `clock` the first that says for
    /// how many people it is; of `donors` and `updates` all.
    #[param(example = "international-fund")]
    fund: Option<String>,
    /// Only this country (ISO 3166-1 alpha-2, or EU): members that work there, updates about it, where it stands.
    #[param(example = "GB")]
    country: Option<String>,
    /// Only members in this category, of those that are listed with their categories.
    #[param(example = "cross-border", max_length = 60)]
    category: Option<String>,
    /// The currency (ISO 4217) of sums, each entry converted by the rate at its value date. Default USD.
    #[param(value_type = Option<String>, example = "USD")]
    currency: Option<Currency>,
    /// BCP 47 tag of the language of texts, or the nearest there is. Default en.
    #[param(example = "ar")]
    lang: Option<String>,
}

/// What is asked of a figure, but as of when.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Asked {
    pub(crate) figure: FigureKind,
    pub(crate) fund: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) category: Option<String>,
    pub(crate) currency: Currency,
    pub(crate) lang: String,
}

impl Query for FigureFilter {
    fn names() -> Vec<String> {
        documented::<Self>()
    }

    fn read(parameters: &mut Parameters) -> Self {
        let (country, category) = (parameters.text("country"), parameters.text("category"));
        if country.as_deref().is_some_and(|country| !is_country(country)) {
            parameters.complain("country", NO_COUNTRY);
        }
        if category.as_ref().is_some_and(|category| category.len() > LONGEST_CATEGORY) {
            parameters.complain("category", &format!("is longer than {LONGEST_CATEGORY} characters"));
        }
        let lang = parameters.text("lang");
        if lang.as_deref().is_some_and(|tag| !is_tag(tag)) {
            parameters.complain("lang", "is not a language tag of BCP 47, such as en or pt-BR");
        }
        let (fund, currency) = (parameters.text("fund"), parameters.optional("currency"));
        Self { fund, country, category, currency, lang }
    }
}

/// Read a figure
///
/// One figure in one object, from which it can be shown: texts in one language, sums in one currency. For the
/// caller's own audience; without a key, for everybody, and then caches may keep it.
#[utoipa::path(
    get, path = "/v1/figures/{figure}", tag = "figures", security((), ("key" = [])),
    params(("figure" = FigureKind, Path, description = "Which figure."), FigureFilter, AsOfParameter),
    responses((status = 200, description = "The figure, as far as this reader may see.", body = FigureFacts))
)]
async fn get_figure(
    figure: FigureKind,
    reader: Reader,
    (filter, as_of): (FigureFilter, AsOf),
    app: App,
) -> Answer {
    let FigureFilter { fund, country, category, currency, lang } = filter;
    let (currency, lang) = (currency.unwrap_or(Currency::USD), lang.unwrap_or_else(|| "en".to_owned()));
    let asked = Asked { figure, fund, country, category, currency, lang };
    let response = respond::json(&facts(&app, &reader, &asked, &as_of).await?);
    // Titles and names may be taken back, and are kept by nobody; sums and counts are.
    let is_kept = !matches!(figure, FigureKind::Donors | FigureKind::Updates | FigureKind::Calls);
    Ok(match (reader.audience, as_of.text()) {
        (Audience::Public, None) if is_kept => respond::with(response, header::CACHE_CONTROL, stats::CACHING),
        _ => response,
    })
}

/// A figure as a reader sees it, now or as of an instant. Not found where there is no such fund.
pub(crate) async fn facts(
    app: &App,
    reader: &Reader,
    asked: &Asked,
    as_of: &AsOf,
) -> Result<FigureFacts, Problem> {
    let feed = app.live.feed(reader.audience);
    if let Some(day) = as_of.day() {
        return past(app, reader, asked, as_of, day).await;
    }
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let key = (asked.clone(), today, None);
    // While the database is away, what was shown before is shown.
    let facts = match feed.kept_figure(&key) {
        Some(kept) => kept,
        None => {
            let facts = match asked.figure {
                FigureKind::Updates | FigureKind::Calls => of_views(app, reader, asked, as_of).await?,
                _ => feed.figure(asked, today).ok_or_else(Problem::not_found)?,
            };
            feed.keep_figure(key, &facts, facts.position);
            facts
        }
    };
    Ok(FigureFacts { stale: app.live.is_stale(), ..facts })
}

/// A figure as it was known at an instant of a day.
async fn past(
    app: &App,
    reader: &Reader,
    asked: &Asked,
    as_of: &AsOf,
    day: Date,
) -> Result<FigureFacts, Problem> {
    if matches!(asked.figure, FigureKind::Updates | FigureKind::Calls) {
        return of_views(app, reader, asked, as_of).await;
    }
    let feed = app.live.feed(reader.audience);
    // What is taken back is gone from the past too, so that is kept no longer than the present.
    let known = feed.position();
    let client = app.db.reader(reader).await?;
    let Moment { position, at } =
        as_of.moment(&client, reader.audience).await?.ok_or_else(Problem::internal)?;
    let key = (asked.clone(), day, Some(position));
    if let Some(kept) = feed.kept_figure(&key) {
        return Ok(kept);
    }
    let ledger = ledger_at(&client, reader.audience, position).await?;
    drop(client);
    let facts = figure(&ledger, asked, position, at, day).ok_or_else(Problem::not_found)?;
    feed.keep_figure(key, &facts, known);
    Ok(facts)
}

/// A figure that is made of the ledger, on a day. `None` where there is no such fund.
pub(crate) fn figure(
    ledger: &Ledger,
    asked: &Asked,
    position: i64,
    as_of: Timestamp,
    on: Date,
) -> Option<FigureFacts> {
    let mut facts = FigureFacts::new(asked.figure, position, as_of);
    let (currency, fund) = (Some(asked.currency), asked.fund.clone());
    let question = Question { currency, fund, ..Question::default() };
    match asked.figure {
        FigureKind::Fund => fund::show(&mut facts, ledger, &question)?,
        FigureKind::Members => members::show(&mut facts, ledger, asked),
        FigureKind::Donors => donors::show(&mut facts, ledger, &question, &asked.lang, on)?,
        FigureKind::Clock => clock::show(&mut facts, ledger, question, &asked.lang, on)?,
        FigureKind::Updates | FigureKind::Calls => {}
    }
    Some(facts)
}

/// A figure that is made of what the reader's lists have.
async fn of_views(app: &App, reader: &Reader, asked: &Asked, as_of: &AsOf) -> Result<FigureFacts, Problem> {
    let mut client = app.db.reader(reader).await?;
    let moment = as_of.moment(&client, reader.audience).await?;
    let tx = read::snapshot(&mut client).await?;
    let seen = (reader.audience, moment.map(|moment| moment.position));
    let Moment { position, at } = match moment {
        Some(moment) => moment,
        None => read::head(&tx, reader.audience).await?,
    };
    let mut facts = FigureFacts::new(asked.figure, position, at);
    match asked.figure {
        FigureKind::Calls => calls::show(&mut facts, &tx, seen, asked).await?,
        _ => updates::show(&mut facts, app, &tx, seen, asked).await?,
    }
    Ok(facts)
}
