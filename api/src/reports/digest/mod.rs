//! `GET /v1/digest`: what moved since somebody last looked, and up to where they have read. The same goes out by
//! e-mail each morning (`mail`).

mod compose;
mod group;
pub(crate) mod mail;
mod names;

use deadpool_postgres::Object;
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use shared::{
    audience::Audience,
    digest::{Digest, NewReadMark, Point, ReadMark},
    money::Currency,
    people::Role,
    resource::Resource,
};
use utoipa::IntoParams;
use uuid::Uuid;
use warp::{Filter, path};

use crate::{
    app::{self, App},
    auth::{self, Colleague},
    db,
    http::{
        Answer, Parameters, Problem, Query, Route, body, get_or_head, query, query::documented, respond,
        route,
    },
    ledger::past::PASTS,
    log::{between, feed, read},
    resources::people::marks,
    rest::as_of::{AsOf, AsOfParameter},
};

pub(crate) use compose::{Asked, compose, is_empty};

/// Whoever reads it is of an office.
const AUDIENCE: Audience = Audience::Office;
/// How many days are told to whom no mark says more.
const USUAL_DAYS: i64 = 7;

pub(crate) fn routes(app: &App) -> Vec<Route> {
    let mut routes = vec![
        route::<__path_get_digest, _, _>(
            path!("v1" / "digest")
                .and(get_or_head())
                .and(auth::colleague(app))
                .and(query::<(DigestFilter, AsOf)>())
                .and(app::with(app))
                .then(get_digest),
        ),
        route::<__path_mark_read, _, _>(
            path!("v1" / "digest" / "mark")
                .and(warp::put())
                .and(auth::colleague(app))
                .and(body::put::<NewReadMark>())
                .and(app::with(app))
                .then(mark_read),
        ),
    ];
    routes.extend(mail::routes(app));
    routes
}

/// Since when, and whose doing.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct DigestFilter {
    /// After this position of the feed, after this instant (RFC 3339), or from this day on (ISO 8601, UTC). Default:
    /// the read mark, else the seven days before.
    #[param(value_type = Option<String>, example = "42")]
    since: Option<Since>,
    /// Only what the office with this id did, as far as the things say.
    office: Option<Uuid>,
    /// Without what the key's own office did. Default false.
    others: Option<bool>,
}

/// Since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Since {
    Position(i64),
    Instant(Timestamp),
}

impl Query for DigestFilter {
    fn names() -> Vec<String> {
        documented::<Self>()
    }

    fn read(parameters: &mut Parameters) -> Self {
        let since = parameters.text("since").and_then(|text| {
            let since = since(&text);
            if since.is_none() {
                parameters
                    .complain("since", "is no position, no instant such as 2026-11-24T10:05:00Z, and no day");
            }
            since
        });
        Self { since, office: parameters.optional("office"), others: parameters.flag("others") }
    }
}

fn since(text: &str) -> Option<Since> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().map(Since::Position);
    }
    if text.len() == 10 {
        let day = text.parse::<Date>().ok().filter(|day| day.year() > 0)?.to_zoned(TimeZone::UTC).ok()?;
        return Some(Since::Instant(day.timestamp()));
    }
    // PostgreSQL counts no further back than the first year.
    let instant: Timestamp = text.parse().ok()?;
    (instant.to_zoned(TimeZone::UTC).year() > 0).then_some(Since::Instant(instant))
}

/// Read what moved
///
/// Since the read mark of whoever asks, or since whenever is asked for: what is new, raised, cut, slipped, disputed,
/// confirmed and withdrawn, each thing once with its net change, and what it comes to in the office's currency at the
/// rates of the value dates. What could not be converted is listed and not counted. With `as_of` it ends there, also
/// as to what is late; with `since` besides, it is the same whenever it is asked.
#[utoipa::path(
    get, path = "/v1/digest", tag = "digest", security(("key" = [])), params(DigestFilter, AsOfParameter),
    responses((status = 200, description = "What moved.", body = Digest))
)]
async fn get_digest(caller: Colleague, (filter, as_of): (DigestFilter, AsOf), app: App) -> Answer {
    // What somebody has read no role knows that reads for offices.
    let mark = match filter.since {
        Some(_) => None,
        None => marks::read_mark(&*app.db.beside(&caller).await?, caller.office, caller.person).await?,
    };
    let client = app.db.reader(&caller.reader()).await?;
    let to = end(&client, &as_of).await?;
    let from = beginning(&client, filter.since, mark, &to).await?;
    let asked = Asked {
        audience: AUDIENCE,
        from,
        to,
        currency: currency(&client, caller.office, to.position).await?,
        office: filter.office,
        except: filter.others.unwrap_or_default().then_some(caller.office),
        language: "en",
    };
    // As many at once as pasts are read: it may be a whole ledger.
    let turn = tokio::time::timeout(std::time::Duration::from_secs(1), PASTS.acquire()).await;
    let _turn = turn.map_err(|_| Problem::overloaded())?;
    Ok(respond::json(&compose(&client, &asked).await?))
}

/// Mark as read
///
/// Up to a position of the offices' feed, for the person whose key it is; by a program's key, for all programs of the
/// office, which takes an editor's.
#[utoipa::path(
    put, path = "/v1/digest/mark", tag = "digest", security(("key" = [])), request_body = NewReadMark,
    responses((status = 200, description = "The mark as it is now.", body = ReadMark))
)]
async fn mark_read(caller: Colleague, new: NewReadMark, app: App) -> Answer {
    if caller.person.is_none() && caller.role < Role::Editor {
        return Err(Problem::forbidden("A program that only reads marks nothing: nothing was written."));
    }
    let client = app.db.beside(&caller).await?;
    if new.position > feed::heads(&*client).await?[AUDIENCE as usize] {
        return Err(Problem::invalid_field("/position", "is beyond the last line of the feed"));
    }
    let today = day(Timestamp::now());
    if new.day.is_some_and(|day| day > today) {
        return Err(Problem::invalid_field("/day", "is still to come"));
    }
    let line = between::instant(&*client, AUDIENCE, new.position).await?.filter(|_| new.back);
    let judged = new.day.or(line.map(day)).unwrap_or(today);
    Ok(respond::json(&marks::mark_read(&*client, caller.office, caller.person, &new, judged).await?))
}

/// Where a digest ends: at the end of the feed, or where that was then.
async fn end(client: &Object, as_of: &AsOf) -> Result<Point, Problem> {
    if let (Some(moment), Some(day)) = (as_of.moment(client, AUDIENCE).await?, as_of.day()) {
        let at = Some(moment.at).filter(|_| moment.position > 0);
        return Ok(Point { position: moment.position, at, day: Some(day) });
    }
    let position = feed::heads(client).await?[AUDIENCE as usize];
    let at = between::instant(client, AUDIENCE, position).await?;
    Ok(Point { position, at, day: Some(day(Timestamp::now())) })
}

/// Where a digest begins.
async fn beginning(
    client: &Object,
    since: Option<Since>,
    mark: Option<ReadMark>,
    to: &Point,
) -> Result<Point, Problem> {
    let from = match since {
        Some(Since::Position(position)) => at_position(client, AUDIENCE, position).await?,
        Some(Since::Instant(instant)) => at_instant(client, AUDIENCE, instant)
            .await?
            .ok_or_else(|| Problem::bad_parameter("since", "is still to come"))?,
        None => match mark {
            Some(ReadMark { position, read_at, day }) => {
                Point { position, at: Some(read_at), day: Some(day) }
            }
            None => {
                let end = to.day.and_then(|day| day.checked_sub(USUAL_DAYS.days()).ok());
                let first = end.and_then(|day| day.to_zoned(TimeZone::UTC).ok()).map(|day| day.timestamp());
                let first = first.unwrap_or(Timestamp::MIN);
                at_instant(client, AUDIENCE, first).await?.ok_or_else(Problem::internal)?
            }
        },
    };
    if from.position <= to.position && from.day <= to.day {
        return Ok(from);
    }
    match since {
        Some(_) => Err(Problem::bad_parameter("since", "is after the end")),
        // What was read after that instant had been read by then as far as it is told.
        None => Ok(*to),
    }
}

/// A position of a feed.
pub(crate) async fn at_position(
    client: &Object,
    audience: Audience,
    position: i64,
) -> Result<Point, db::Error> {
    let at = between::instant(client, audience, position).await?;
    Ok(Point { position, at, day: at.map(day) })
}

/// Where a feed was at an instant; none where that is still to come.
pub(crate) async fn at_instant(
    client: &Object,
    audience: Audience,
    instant: Timestamp,
) -> Result<Option<Point>, db::Error> {
    let moment = read::moment(client, audience, instant).await?;
    Ok(moment.map(|moment| Point { position: moment.position, at: Some(instant), day: Some(day(instant)) }))
}

/// The currency of an office, as it was at a position of the offices' feed.
pub(crate) async fn currency(client: &Object, office: Uuid, position: i64) -> Result<Currency, db::Error> {
    let known = between::versions(client, AUDIENCE, Resource::Offices, &[office], position).await?;
    let document = known.get(&office).and_then(|line| line.document.as_deref()).unwrap_or_default();
    let currency = serde_json::from_str::<serde_json::Value>(document).ok();
    let currency = currency.and_then(|document| document["currency"].as_str()?.parse().ok());
    Ok(currency.unwrap_or(Currency::EUR))
}

fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

#[cfg(test)]
mod tests {
    use super::{Since, since};

    #[test]
    fn since_is_a_position_an_instant_or_the_beginning_of_a_day() {
        let instant = |text: &str| Some(Since::Instant(text.parse().expect("an instant")));
        for (text, read) in [
            ("0", Some(Since::Position(0))),
            ("42", Some(Since::Position(42))),
            ("2026-11-24", instant("2026-11-24T00:00:00Z")),
            ("2026-11-24T10:05:00+02:00", instant("2026-11-24T08:05:00Z")),
            ("99999999999999999999", None),
            ("-1", None),
            ("", None),
            ("yesterday", None),
        ] {
            assert_eq!(since(text), read, "{text}");
        }
    }
}
