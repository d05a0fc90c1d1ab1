//! The digest by e-mail, at 08:00 in each office's time zone. An e-mail leaves the server, and anyone with
//! access to the mailbox can read it. So it names public things only, and just counts the rest. It is sent at
//! least once: a server that stops before it recorded the mail server's reply sends the mail again, with the
//! same `Message-ID`.

mod keys;
mod letter;
mod links;
mod off;
mod store;

use std::time::{Duration, Instant};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use shared::{
    audience::Audience,
    digest::{Digest, Point, Staff},
};

use self::store::Reader;
use super::{Asked, at_instant, at_position, compose, currency, is_empty};
use crate::{
    app::App,
    db,
    log::{between, feed},
    mailer::Mailer,
    proof,
    resources::people::{marks, staff},
    timer,
};

pub(crate) use keys::{tell_now, tell_of_keys};
pub(crate) use links::Links;
pub(crate) use off::routes;

/// The hour of sending.
const HOUR: i8 = 8;
const LOOK: Duration = Duration::from_secs(30);

/// The mail server, and the links that turn off a digest.
#[derive(Clone)]
pub(crate) struct Post {
    pub(crate) mailer: Mailer,
    pub(crate) links: Links,
}

/// Sends due digests at intervals, until the server stops.
pub(crate) async fn send_daily(app: App, post: Option<Post>) {
    let Some(post) = post else {
        tracing::info!("no mail server was given: no digests are sent by e-mail");
        return;
    };
    timer::every(LOOK, &app.stop, "the digests wait", || send_now(&app, &post)).await;
}

async fn send_now(app: &App, post: &Post) -> Result<(), db::Error> {
    let now = store::now(&app.db.own().await?).await?;
    send_due(app, post, now).await
}

/// Sends digests that are due at an instant and not sent yet, one after another.
pub(crate) async fn send_due(app: &App, post: &Post, now: Timestamp) -> Result<(), db::Error> {
    let readers = store::readers(&app.db.own().await?).await?;
    let (begun, since) = (Instant::now(), now);
    for reader in readers {
        // A mail server may be slow with each one.
        let now = since + begun.elapsed();
        let Some(zone) = TimeZone::get(&reader.time_zone).ok() else { continue };
        let Some(day) = due(&zone, reader.made_at, now) else { continue };
        if !store::claim(&app.db.own().await?, reader.person, day, now).await? {
            continue;
        }
        // A failed mail is tried again later, and does not delay the others.
        if let Err(error) = tell(app, post, &reader, &zone, day, now).await {
            tracing::warn!(%error, person = %reader.person, "a digest waits");
        }
    }
    Ok(())
}

/// The day whose digest is due at an instant. A digest is due from the hour of sending until the end of the
/// day, but not on the day when the person was added.
fn due(zone: &TimeZone, made_at: Timestamp, now: Timestamp) -> Option<Date> {
    let day = now.to_zoned(zone.clone()).date();
    let hour = day.at(HOUR, 0, 0, 0).to_zoned(zone.clone()).ok()?;
    (now >= hour.timestamp() && made_at.to_zoned(zone.clone()).date() < day).then_some(day)
}

async fn tell(
    app: &App,
    post: &Post,
    reader: &Reader,
    zone: &TimeZone,
    day: Date,
    now: Timestamp,
) -> Result<(), db::Error> {
    let told = moved(app, reader, zone, day).await?;
    let client = async || app.db.own().await;
    if is_empty(&told.public.groups) && is_empty(&told.offices.groups) && told.staff == Staff::default() {
        return store::done(&client().await?, reader.person, day, now, None).await;
    }
    let position = told.offices.to.position;
    let letter = letter::write(app, post, reader, day, &told);
    // No database connection is held while the mail server is slow.
    match post.mailer.send(letter).await {
        Ok(()) => store::done(&client().await?, reader.person, day, now, Some(position)).await,
        Err(trouble) => {
            tracing::warn!(trouble, person = %reader.person, "a digest was not sent; it will be tried again");
            store::failed(&client().await?, reader.person, day, &trouble).await
        }
    }
}

/// The changes, as the public and as offices see them, and the office's own people and keys.
struct Moved {
    public: Digest,
    offices: Digest,
    staff: Staff,
}

/// Changes since the read mark or the last mail, whichever is later; at first, since the person was added.
async fn moved(app: &App, reader: &Reader, zone: &TimeZone, day: Date) -> Result<Moved, db::Error> {
    let client = app.db.own().await?;
    let date = |at: Timestamp| at.to_zoned(zone.clone()).date();
    let mark = marks::read_mark(&client, reader.office, Some(reader.person)).await?;
    let told = reader.told.map(|(position, at)| (position, at, date(at)));
    // The mark's position decides, not the time of marking: a late mark covers only the lines up to its position.
    let heard = reader.told.map(|(_, at)| at).or_else(|| mark.is_none().then_some(reader.made_at));
    let marks = mark.map(|mark| (mark.position, mark.read_at, mark.day)).into_iter().chain(told);
    let from = match marks.max() {
        Some((position, at, day)) => Point { position, at: Some(at), day: Some(day) },
        None => {
            let made = at_instant(&client, Audience::Office, reader.made_at).await?;
            let made = made.unwrap_or(Point { position: 0, at: None, day: None });
            Point { day: Some(date(reader.made_at)), ..made }
        }
    };
    let position = feed::heads(&client).await?[Audience::Office as usize].max(from.position);
    let to = Point { day: Some(day), ..at_position(&client, Audience::Office, position).await? };
    let asked = Asked {
        audience: Audience::Office,
        from,
        to,
        currency: currency(&client, reader.office, position).await?,
        office: None,
        except: None,
        language: &reader.language,
    };
    // Read with the public's database role, which sees nothing else.
    let outside = app.db.reader(&proof::Reader::anyone()).await?;
    // The public feed's position at the last mail, or when the offices' feed was at the read mark. An embargo that
    // ended in between is news to the public, but not a line of the offices' feed.
    let line = between::instant(&client, Audience::Office, from.position).await?;
    let mut begins = 0;
    for at in line.into_iter().chain(heard) {
        let point = at_instant(&outside, Audience::Public, at).await?;
        begins = begins.max(point.map_or(0, |point| point.position));
    }
    let ends = feed::heads(&client).await?[Audience::Public as usize].max(begins);
    let public = Asked {
        audience: Audience::Public,
        from: Point { position: begins, ..from },
        to: Point { position: ends, ..to },
        ..asked
    };
    let staff = staff::added(&client, reader.office, from.at, None).await?;
    Ok(Moved { public: compose(&outside, &public).await?, offices: compose(&client, &asked).await?, staff })
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, tz::TimeZone};

    use super::due;

    #[test]
    fn a_digest_is_due_from_eight_to_midnight_local_time() {
        let made_at: Timestamp = "2026-01-01T12:00:00Z".parse().expect("an instant");
        for (zone, now, day) in [
            // London's clocks go forward on 29 March 2026 and back on 25 October.
            ("Europe/London", "2026-03-28T07:59:59Z", None),
            ("Europe/London", "2026-03-28T08:00:00Z", Some("2026-03-28")),
            ("Europe/London", "2026-03-29T06:59:59Z", None),
            ("Europe/London", "2026-03-29T07:00:00Z", Some("2026-03-29")),
            ("Europe/London", "2026-03-29T22:59:59Z", Some("2026-03-29")),
            ("Europe/London", "2026-03-29T23:00:00Z", None),
            ("Europe/London", "2026-10-25T07:59:59Z", None),
            ("Europe/London", "2026-10-25T08:00:00Z", Some("2026-10-25")),
            ("America/New_York", "2026-11-01T12:59:59Z", None),
            ("America/New_York", "2026-11-01T13:00:00Z", Some("2026-11-01")),
            ("Asia/Jerusalem", "2026-03-27T05:00:00Z", Some("2026-03-27")),
            // On the day when they were added, and on the next.
            ("Europe/London", "2026-01-01T13:00:00Z", None),
            ("Europe/London", "2026-01-02T08:00:00Z", Some("2026-01-02")),
        ] {
            let zone_of = TimeZone::get(zone).expect("a zone");
            let found = due(&zone_of, made_at, now.parse().expect("an instant"));
            assert_eq!(found.map(|day| day.to_string()).as_deref(), day, "{zone} {now}");
        }
    }
}
