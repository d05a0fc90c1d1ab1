//! `GET /v1/digest`: changes since a person last looked, and the mark of how far they have read. The same
//! digest is e-mailed each morning (`mail`).

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
    resources::people::{marks, staff},
    rest::as_of::AsOf,
};

pub(crate) use compose::{Asked, compose, is_empty};

/// Only offices read digests.
const AUDIENCE: Audience = Audience::Office;
/// The days covered if there is no read mark.
const USUAL_DAYS: i64 = 7;

pub(crate) fn routes(app: &App, links: &mail::Links) -> Vec<Route> {
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
    routes.extend(mail::routes(app, links));
    routes
}

/// The start of a digest, and the office behind the changes.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct DigestFilter {
    /// Changes after this position of the feed, after this instant (RFC 3339), or from this day on (ISO 8601,
    /// UTC). Default: the read mark; without one, the last seven days.
    #[param(value_type = Option<String>, example = "42")]
    since: Option<Since>,
    /// Only changes by the office with this id, as far as the things say.
    office: Option<Uuid>,
    /// Leave out changes by the key's own office. Default false.
    others: Option<bool>,
}

/// The start of a digest.
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
                    .complain("since", "must be a position, an instant such as 2026-11-24T10:05:00Z, or a day such as 2026-11-24");
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
    // PostgreSQL's instants begin with year 1.
    let instant: Timestamp = text.parse().ok()?;
    (instant.to_zoned(TimeZone::UTC).year() > 0).then_some(Since::Instant(instant))
}

/// Read the digest
///
/// Changes since the caller's read mark, or since the requested point: things that are new, raised, cut,
/// slipped, disputed, confirmed or withdrawn. Each thing has its net change. `staff` reports the office's own new people
/// and keys. Sums are in the office's
/// currency, at the rates of the value dates. Amounts that could not be converted are listed and not counted.
/// With `as_of` the digest ends at that instant, and lateness is judged then. With both `since` and `as_of`,
/// the digest is always the same.
#[utoipa::path(
    get, path = "/v1/digest", tag = "digest", security(("key" = [])), params(DigestFilter, AsOf),
    responses((status = 200, description = "The digest.", body = Digest))
)]
async fn get_digest(caller: Colleague, (filter, as_of): (DigestFilter, AsOf), app: App) -> Answer {
    // The database role that reads for offices may not see read marks.
    let mark = match filter.since {
        Some(_) => None,
        None => marks::read_mark(&*app.db.beside(&caller).await?, caller.office, caller.person).await?,
    };
    let client = app.db.reader(&caller.reader()).await?;
    let to = end(&client, &as_of, app.live.today()).await?;
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
    // Limited like reads of the past, because it may read a whole ledger.
    let turn = tokio::time::timeout(std::time::Duration::from_secs(1), PASTS.acquire()).await;
    let turn_of_past = turn.map_err(|_| Problem::overloaded())?;
    let mut digest = compose(&client, &asked).await?;
    // A mark says when it was set, which may be after the reading: people and keys go by the feed's own instants.
    let since = match filter.since {
        Some(_) => from.at,
        None => between::instant(&client, AUDIENCE, from.position).await?,
    };
    let until = as_of.day().and(to.at);
    drop((turn_of_past, client));
    digest.staff = staff::added(&*app.db.beside(&caller).await?, caller.office, since, until).await?;
    Ok(respond::json(&digest))
}

/// Mark as read
///
/// Marks the offices' feed as read up to a position, for the key's person. A program key marks it for all
/// programs of the office, and must be at least an editor's.
#[utoipa::path(
    put, path = "/v1/digest/mark", tag = "digest", security(("key" = [])), request_body = NewReadMark,
    responses((status = 200, description = "The mark as it is now.", body = ReadMark))
)]
async fn mark_read(caller: Colleague, new: NewReadMark, app: App) -> Answer {
    if caller.person.is_none() && caller.role < Role::Editor {
        return Err(Problem::forbidden(
            "A program's reader key cannot mark anything as read: nothing was written.",
        ));
    }
    let client = app.db.beside(&caller).await?;
    if new.position > feed::heads(&*client).await?[AUDIENCE as usize] {
        return Err(Problem::invalid_field("/position", "must not be beyond the last line of the feed"));
    }
    let today = app.live.today();
    if new.day.is_some_and(|day| day > today) {
        return Err(Problem::invalid_field("/day", "must not be in the future"));
    }
    let line = between::instant(&*client, AUDIENCE, new.position).await?.filter(|_| new.back);
    let judged = new.day.or(line.map(day)).unwrap_or(today);
    Ok(respond::json(&marks::mark_read(&*client, caller.office, caller.person, &new, judged).await?))
}

/// The end of a digest: the end of the feed, now or as of an instant.
async fn end(client: &Object, as_of: &AsOf, today: Date) -> Result<Point, Problem> {
    if let (Some(moment), Some(day)) = (as_of.moment(client, AUDIENCE).await?, as_of.day()) {
        let at = Some(moment.at).filter(|_| moment.position > 0);
        return Ok(Point { position: moment.position, at, day: Some(day) });
    }
    let position = feed::heads(client).await?[AUDIENCE as usize];
    let at = between::instant(client, AUDIENCE, position).await?;
    Ok(Point { position, at, day: Some(today) })
}

/// The start of a digest.
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
            .ok_or_else(|| Problem::bad_parameter("since", "must not be in the future"))?,
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
        Some(_) => Err(Problem::bad_parameter("since", "must not be after the end")),
        // A mark set after that instant covers everything before it.
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

/// The position of a feed at an instant; `None` if that is in the future.
pub(crate) async fn at_instant(
    client: &Object,
    audience: Audience,
    instant: Timestamp,
) -> Result<Option<Point>, db::Error> {
    let moment = read::moment(client, audience, instant).await?;
    Ok(moment.map(|moment| Point { position: moment.position, at: Some(instant), day: Some(day(instant)) }))
}

/// The currency of an office, as of a position of the offices' feed.
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
    fn since_is_a_position_an_instant_or_a_day() {
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
