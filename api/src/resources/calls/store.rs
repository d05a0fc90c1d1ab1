//! Calls in the database.

use deadpool_postgres::GenericClient;
use shared::calls::Call;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

pub(crate) async fn get(client: &impl GenericClient, id: Uuid) -> Result<Option<Call>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- calls::get
            select id, office, head
            from calls
            where id = $1",
        &[&id],
    )
    .await?;
    Ok(row.as_ref().map(call))
}

pub(crate) async fn insert(client: &impl GenericClient, call: &Call) -> Result<(), db::Error> {
    let Call { id, office, head } = call;
    db::run(
        client,
        "-- calls::insert
            insert into calls (id, slug, office, audience, head)
            values ($1, $2, $3, $4, $5)",
        &[id, &head.slug, office, &head.audience, &db::json(head)],
    )
    .await?;
    Ok(())
}

pub(crate) async fn update(client: &impl GenericClient, call: &Call) -> Result<(), db::Error> {
    let Call { id, head, .. } = call;
    db::run(
        client,
        "-- calls::update
            update calls
            set slug = $2, audience = $3, head = $4
            where id = $1",
        &[id, &head.slug, &head.audience, &db::json(head)],
    )
    .await?;
    Ok(())
}

fn call(row: &Row) -> Call {
    Call { id: row.get("id"), office: row.get("office"), head: db::read(row, "head") }
}
