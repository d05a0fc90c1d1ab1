//! Funds in the database.

use deadpool_postgres::GenericClient;
use shared::funds::Fund;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

pub(crate) async fn get(client: &impl GenericClient, id: Uuid) -> Result<Option<Fund>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- funds::get
            select id, office, head
            from funds
            where id = $1",
        &[&id],
    )
    .await?;
    Ok(row.as_ref().map(fund))
}

pub(crate) async fn by_slug(client: &impl GenericClient, slug: &str) -> Result<Option<Fund>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- funds::by_slug
            select id, office, head
            from funds
            where slug = $1",
        &[&slug],
    )
    .await?;
    Ok(row.as_ref().map(fund))
}

pub(crate) async fn insert(client: &impl GenericClient, fund: &Fund) -> Result<(), db::Error> {
    let Fund { id, office, head } = fund;
    db::run(
        client,
        "-- funds::insert
            insert into funds (id, office, slug, audience, head)
            values ($1, $2, $3, $4, $5)",
        &[id, office, &head.slug, &head.audience, &db::json(head)],
    )
    .await?;
    Ok(())
}

pub(crate) async fn update(client: &impl GenericClient, fund: &Fund) -> Result<(), db::Error> {
    let Fund { id, head, .. } = fund;
    db::run(
        client,
        "-- funds::update
            update funds
            set slug = $2, audience = $3, head = $4
            where id = $1",
        &[id, &head.slug, &head.audience, &db::json(head)],
    )
    .await?;
    Ok(())
}

fn fund(row: &Row) -> Fund {
    Fund { id: row.get("id"), office: row.get("office"), head: db::read(row, "head") }
}
