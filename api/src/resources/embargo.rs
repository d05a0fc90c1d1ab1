//! Ends embargoes by the database's clock, even if no server was running at their time. The first server to
//! look shows each thing to its audience, in one write.

use std::time::Duration;

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use shared::resource::{Resource, Thing};

use crate::{
    app::App,
    db::{self, Db},
    log::Write,
    proof::Author,
    resources::views,
    timer,
};

/// The interval between looks: well within the two seconds that an embargo may be late.
const LOOK: Duration = Duration::from_millis(500);

/// Ends each embargo at its time, until the server stops.
pub(crate) async fn open_in_time(app: App) {
    timer::every(LOOK, &app.stop, "an embargo that is over waits", || open_due(&app.db)).await;
}

/// Ends the embargoes that are over.
pub(crate) async fn open_due(db: &Db) -> Result<(), db::Error> {
    let mut connection = db.own().await?;
    if !is_due(&connection).await? {
        return Ok(());
    }
    // Nothing new is written to the log; things are only shown.
    let mut write = Write::on(&mut connection, Author::operator("timer:embargo")).await?.showing_only();
    let open = take(&write.tx, write.at).await?;
    views::refresh(&mut write, open).await?;
    write.commit().await?;
    Ok(())
}

/// The instant when an embargoed thing becomes visible.
pub(crate) async fn of(client: &impl GenericClient, thing: Thing) -> Result<Option<Timestamp>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- embargo::of
            select opens_at
            from embargoes
            where resource = $1
              and id = $2",
        &[&thing.resource, &thing.id],
    )
    .await?;
    Ok(row.map(|row| row.get("opens_at")))
}

async fn is_due(client: &impl GenericClient) -> Result<bool, db::Error> {
    let sql = "-- embargo::is_due
        select exists (select from embargoes where opens_at <= clock_timestamp()) as is_due";
    Ok(db::row(client, sql, &[]).await?.get("is_due"))
}

/// Removes the embargoes that are over, earliest first.
async fn take(client: &impl GenericClient, at: Timestamp) -> Result<Vec<Thing>, db::Error> {
    let rows = db::rows(
        client,
        "-- embargo::take
            with over as (
              delete from embargoes
              where opens_at <= $1
              returning resource, id, opens_at
            )
            select resource, id
            from over
            order by opens_at, resource, id",
        &[&at],
    )
    .await?;
    Ok(rows.iter().map(|row| row.get::<_, Resource>("resource").with(row.get("id"))).collect())
}
