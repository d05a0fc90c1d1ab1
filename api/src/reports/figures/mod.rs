//! `GET /v1/figures/{figure}`: one figure in one object, for pages. Widgets, frames and badges use the same.

mod calls;
mod clock;
mod donors;
mod fund;
mod members;
mod updates;

use http::header;
use jiff::civil::Date;
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
    live::Memo,
    log::read::{self, Moment},
    reports::stats,
    rest::as_of::AsOf,
};

/// The most characters in the name of a category.
const LONGEST_CATEGORY: usize = 60;

/// Recent figures, by day, and by position for past figures.
pub(crate) type Kept = Memo<(Asked, Date, Option<i64>), FigureFacts>;

pub(crate) fn routes(app: &App, kept: &Kept) -> Vec<Route> {
    vec![route::<__path_get_figure, _, _>(
        path!("v1" / "figures" / FigureKind)
            .and(get_or_head())
            .and(auth::reader(app))
            .and(query::<(FigureFilter, AsOf)>())
            .and(app::with(app))
            .and(app::with(kept))
            .then(get_figure),
    )]
}

/// The filters and the form of a figure. A parameter that a figure does not use has no effect.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct FigureFilter {
    /// Slug of the fund. Default for `fund`: the first fund by name that has a target. Default for `clock`:
    /// the first that says how many people it is for. Default for `donors` and `updates`: all funds.
    #[param(example = "international-fund")]
    fund: Option<String>,
    /// Only this country (ISO 3166-1 alpha-2, or EU): members that work there, updates about it, its
    /// standings.
    #[param(example = "GB")]
    country: Option<String>,
    /// Only members in this category, among those listed with their categories.
    #[param(example = "cross-border", max_length = 60)]
    category: Option<String>,
    /// The currency (ISO 4217) of sums, each entry converted by the rate at its value date. Default USD.
    #[param(value_type = Option<String>, example = "USD")]
    currency: Option<Currency>,
    /// Language of the texts (BCP 47 tag); the nearest existing language is used. Default en.
    #[param(example = "ar")]
    lang: Option<String>,
}

/// A request for a figure, without its instant.
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
            parameters.complain("category", &format!("must be at most {LONGEST_CATEGORY} characters long"));
        }
        let lang = parameters.text("lang");
        if lang.as_deref().is_some_and(|tag| !is_tag(tag)) {
            parameters.complain("lang", "must be a BCP 47 language tag, such as en or pt-BR");
        }
        let (fund, currency) = (parameters.text("fund"), parameters.optional("currency"));
        Self { fund, country, category, currency, lang }
    }
}

/// Read a figure
///
/// One figure in one object, ready to show: texts in one language, sums in one currency. With a key, the
/// figure is for the caller's audience. Without a key it is public and may be cached.
#[utoipa::path(
    get, path = "/v1/figures/{figure}", tag = "figures", security((), ("key" = [])),
    params(("figure" = FigureKind, Path, description = "The kind of figure."), FigureFilter, AsOf),
    responses((status = 200, description = "The figure, as far as this reader may see it.", body = FigureFacts))
)]
async fn get_figure(
    figure: FigureKind,
    reader: Reader,
    (filter, as_of): (FigureFilter, AsOf),
    app: App,
    kept: Kept,
) -> Answer {
    let FigureFilter { fund, country, category, currency, lang } = filter;
    let (currency, lang) = (currency.unwrap_or(Currency::USD), lang.unwrap_or_else(|| "en".to_owned()));
    let asked = Asked { figure, fund, country, category, currency, lang };
    let response = respond::json(&facts(&app, &kept, &reader, &asked, &as_of).await?);
    // Titles and names may be retracted, so they are not cached; sums and counts are.
    let is_kept = !matches!(figure, FigureKind::Donors | FigureKind::Updates | FigureKind::Calls);
    Ok(match (reader.audience, as_of.text()) {
        (Audience::Public, None) if is_kept => respond::with(response, header::CACHE_CONTROL, stats::CACHING),
        _ => response,
    })
}

/// A figure as a reader sees it, now or as of an instant. Not found if the fund does not exist.
pub(crate) async fn facts(
    app: &App,
    kept: &Kept,
    reader: &Reader,
    asked: &Asked,
    as_of: &AsOf,
) -> Result<FigureFacts, Problem> {
    let feed = app.live.feed(reader.audience);
    if let Some(day) = as_of.day() {
        return past(app, kept, reader, asked, as_of, day).await;
    }
    let today = app.live.today();
    let key = (asked.clone(), today, None);
    // While the database is unreachable, the earlier figure is shown.
    let facts = match kept.get(feed, &key) {
        Some(facts) => facts,
        None => {
            let facts = match asked.figure {
                FigureKind::Updates | FigureKind::Calls => of_views(app, reader, asked, as_of).await?,
                _ => {
                    let figure = feed.ask(|ledger, moment| figure(ledger, asked, moment, today));
                    figure.ok_or_else(Problem::not_found)?
                }
            };
            kept.keep(feed, key, facts.clone(), facts.position);
            facts
        }
    };
    Ok(FigureFacts { stale: app.live.is_stale(), ..facts })
}

/// A figure as known at an instant of a day.
async fn past(
    app: &App,
    kept: &Kept,
    reader: &Reader,
    asked: &Asked,
    as_of: &AsOf,
    day: Date,
) -> Result<FigureFacts, Problem> {
    if matches!(asked.figure, FigureKind::Updates | FigureKind::Calls) {
        return of_views(app, reader, asked, as_of).await;
    }
    let feed = app.live.feed(reader.audience);
    // Retracted items also leave the past, so a past figure is cached no longer than a current one.
    let known = feed.position();
    let client = app.db.reader(reader).await?;
    let moment = as_of.moment(&client, reader.audience).await?.ok_or_else(Problem::internal)?;
    let key = (asked.clone(), day, Some(moment.position));
    if let Some(facts) = kept.get(feed, &key) {
        return Ok(facts);
    }
    let ledger = ledger_at(&client, reader.audience, moment.position).await?;
    drop(client);
    let facts = figure(&ledger, asked, moment, day).ok_or_else(Problem::not_found)?;
    kept.keep(feed, key, facts.clone(), known);
    Ok(facts)
}

/// A figure derived from the ledger, on a day. `None` if the fund does not exist.
fn figure(ledger: &Ledger, asked: &Asked, moment: Moment, on: Date) -> Option<FigureFacts> {
    let mut facts = FigureFacts::new(asked.figure, moment.position, moment.at);
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

/// A figure derived from the reader's lists.
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
