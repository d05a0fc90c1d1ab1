//! Erasures in the database.

use deadpool_postgres::GenericClient;
use shared::erasures::{Erasure, NewErasure};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

pub(super) async fn get(client: &impl GenericClient, id: Uuid) -> Result<Option<Erasure>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- erasures::get
            select erasure
            from erasures
            where id = $1",
        &[&id],
    )
    .await?;
    Ok(row.as_ref().map(erasure))
}

pub(super) async fn put(client: &impl GenericClient, erasure: &Erasure) -> Result<(), db::Error> {
    db::run(
        client,
        "-- erasures::put
            insert into erasures (id, state, erasure)
            values ($1, $2, $3)
            on conflict on constraint erasures_pkey
              do update set state = excluded.state, erasure = excluded.erasure",
        &[&erasure.id, &erasure.state.as_str(), &db::json(erasure)],
    )
    .await?;
    Ok(())
}

/// Whether the thing exists, and this office may erase it: its own things and imported ones. The operator, who has
/// no office, may erase everything.
pub(super) async fn may_erase(
    client: &impl GenericClient,
    office: Option<Uuid>,
    asked: &NewErasure,
) -> Result<bool, db::Error> {
    let sql = format!(
        "-- erasures::may_erase
        select exists (
          select from {}
          where id = $1
            and ($2::uuid is null or coalesce(office, $2) = $2)
        ) as may_erase",
        asked.resource.as_str()
    );
    Ok(db::row(client, &sql, &[&asked.thing, &office]).await?.get("may_erase"))
}

fn erasure(row: &Row) -> Erasure {
    db::read(row, "erasure")
}
