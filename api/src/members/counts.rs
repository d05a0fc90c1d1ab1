//! How many members are counted and not named: published once a day, so that nobody can tell from the
//! minute in which the number moves who it was that came (trust.md, 5.4).

use std::time::Duration;

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde_json::{Value, json};
use shared::audience::Audience;
use tokio::time::MissedTickBehavior;
use uuid::Uuid;

use super::store;
use crate::{
    app::App,
    db::{self, Db},
    log::{Author, Write},
};

/// The one count there is.
const ID: Uuid = Uuid::from_u128(1);
/// A smaller difference waits for the next day (trust.md, 5.4).
const BATCH: u64 = 3;
/// The hour of the day, UTC.
const HOUR: i8 = 6;

/// Publishes the count at its hour each day, until the server stops.
pub(crate) async fn publish_daily(app: App) {
    let mut looks = tokio::time::interval(Duration::from_secs(30));
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let publish = async {
        loop {
            looks.tick().await;
            if let Err(error) = publish_due(&app.db).await {
                tracing::warn!(%error, "the count of members waits");
            }
        }
    };
    tokio::select! {
        () = app.stop.cancelled() => {}
        () = publish => {}
    }
}

/// Publishes the count if it was not published since its last hour.
pub(crate) async fn publish_due(db: &Db) -> Result<(), db::Error> {
    let row = db::row(
        &db.own().await?,
        "-- members::published
            select now() as now,
              (select max(at) from changes where resource = 'member_counts' and id = $1) as published",
        &[&ID],
    )
    .await?;
    let published: Option<Timestamp> = row.get("published");
    if published.is_none_or(|published| published < last_hour(row.get("now"))) {
        publish(db).await?;
    }
    Ok(())
}

/// Publishes the count as it is now, if it differs from the published one by enough that no single member
/// can be told from it.
pub(crate) async fn publish(db: &Db) -> Result<(), db::Error> {
    let mut connection = db.own().await?;
    let author = Author::operator("timer:member-counts");
    let mut write = Write::on(&mut connection, author).await?;
    let (counted, published) = (store::count_only(&write.tx).await?, published(&write).await?);
    let moves = published.is_none_or(|published| counted.abs_diff(published) >= BATCH);
    let counts = json!({"not_named": if moves { counted } else { published.unwrap_or(counted) }});
    write.append("member_counts", ID, Audience::Public, &counts).await?;
    write.show("member_counts", ID, "", |_| Some(counts.clone())).await?;
    write.commit().await?;
    Ok(())
}

/// Shows the count that was published last as it was published.
pub(crate) async fn show_published(write: &mut Write<'_>) -> Result<(), db::Error> {
    let row = db::row_or_none(
        &write.tx,
        "-- members::published_state
        select state
        from changes
        where resource = 'member_counts'
          and id = $1
        order by seq desc
        limit 1",
        &[&ID],
    )
    .await?;
    let Some(row) = row else { return Ok(()) };
    let counts: Value = row.get("state");
    write.show("member_counts", ID, "", |_| Some(counts.clone())).await
}

/// The count that everybody sees; none before the first.
async fn published(write: &Write<'_>) -> Result<Option<i64>, db::Error> {
    let row = db::row_or_none(
        &write.tx,
        "-- members::published_count
        select (document ->> 'not_named')::bigint as not_named
        from views
        where audience = 'public'
          and resource = 'member_counts'
          and id = $1
          and to_position is null",
        &[&ID],
    )
    .await?;
    Ok(row.map(|row| row.get("not_named")))
}

fn last_hour(now: Timestamp) -> Timestamp {
    let now = now.to_zoned(TimeZone::UTC);
    let today = now.date().at(HOUR, 0, 0, 0);
    let last = if now.datetime() >= today { today } else { today.saturating_sub(1.day()) };
    last.to_zoned(TimeZone::UTC).expect("UTC has every hour").timestamp()
}

#[cfg(test)]
mod tests {
    use super::last_hour;

    #[test]
    fn the_last_hour_is_today_from_six_on_and_yesterday_before() {
        for (now, last) in [
            ("2026-03-01T05:59:59Z", "2026-02-28T06:00:00Z"),
            ("2026-03-01T06:00:00Z", "2026-03-01T06:00:00Z"),
            ("2026-03-01T23:00:00Z", "2026-03-01T06:00:00Z"),
        ] {
            assert_eq!(last_hour(now.parse().expect("an instant")).to_string(), last);
        }
    }
}
