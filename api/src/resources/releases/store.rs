//! Releases in the database.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use shared::releases::Release;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

pub(crate) async fn get(client: &impl GenericClient, id: Uuid) -> Result<Option<Release>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- releases::get
            select release
            from releases
            where id = $1",
        &[&id],
    )
    .await?;
    Ok(row.as_ref().map(release))
}

/// The key that a release was requested with.
pub(super) async fn asking_key(client: &impl GenericClient, id: Uuid) -> Result<String, db::Error> {
    let row = db::row(
        client,
        "-- releases::asking_key
            select split_part(actor, ':', 2) as key
            from changes
            where resource = 'releases'
              and id = $1
            order by seq
            limit 1",
        &[&id],
    )
    .await?;
    Ok(row.get("key"))
}

/// The first release that is due by now.
pub(super) async fn due(client: &impl GenericClient, at: Timestamp) -> Result<Option<Release>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- releases::due
            select release
            from releases
            where state = 'agreed'
              and leaves_at <= $1
            order by leaves_at, id
            limit 1",
        &[&at],
    )
    .await?;
    Ok(row.as_ref().map(release))
}

/// Whether a release is due by now.
pub(super) async fn is_due(client: &impl GenericClient) -> Result<bool, db::Error> {
    let sql = "-- releases::is_due
        select exists (select from releases where state = 'agreed' and leaves_at <= clock_timestamp()) as is_due";
    Ok(db::row(client, sql, &[]).await?.get("is_due"))
}

pub(super) async fn put(client: &impl GenericClient, release: &Release) -> Result<(), db::Error> {
    db::run(
        client,
        "-- releases::put
            insert into releases (id, state, leaves_at, release)
            values ($1, $2, $3, $4)
            on conflict on constraint releases_pkey
              do update set state = excluded.state, leaves_at = excluded.leaves_at, release = excluded.release",
        &[&release.id, &release.state.as_str(), &release.leaves_at, &db::json(release)],
    )
    .await?;
    Ok(())
}

fn release(row: &Row) -> Release {
    db::read(row, "release")
}
