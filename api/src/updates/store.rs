//! Updates in the database.

use deadpool_postgres::GenericClient;
use shared::updates::Update;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

pub(crate) async fn get(client: &impl GenericClient, id: Uuid) -> Result<Option<Update>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- updates::get
            select id, office, posted_at, text
            from updates
            where id = $1",
        &[&id],
    )
    .await?;
    Ok(row.as_ref().map(update_of))
}

pub(crate) async fn insert(client: &impl GenericClient, update: &Update) -> Result<(), db::Error> {
    let Update { id, office, posted_at, text } = update;
    db::run(
        client,
        "-- updates::insert
            insert into updates (id, posted_at, office, audience, text)
            values ($1, $2, $3, $4::text::audience, $5)",
        &[id, posted_at, office, &text.audience.as_str(), &db::json(text)],
    )
    .await?;
    Ok(())
}

pub(crate) async fn update(client: &impl GenericClient, update: &Update) -> Result<(), db::Error> {
    let Update { id, text, .. } = update;
    db::run(
        client,
        "-- updates::update
            update updates
            set audience = $2::text::audience, text = $3
            where id = $1",
        &[id, &text.audience.as_str(), &db::json(text)],
    )
    .await?;
    Ok(())
}

fn update_of(row: &Row) -> Update {
    Update {
        id: row.get("id"),
        office: row.get("office"),
        posted_at: row.get("posted_at"),
        text: db::read(row, "text"),
    }
}
