//! Offices in the database.

use deadpool_postgres::GenericClient;
use shared::offices::{NewOffice, Office};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

pub(crate) async fn slugs(client: &impl GenericClient) -> Result<Vec<String>, db::Error> {
    let rows = db::rows(
        client,
        "-- offices::slugs
            select slug
            from offices
            order by slug",
        &[],
    )
    .await?;
    Ok(rows.iter().map(|row| row.get("slug")).collect())
}

pub(crate) async fn get(client: &impl GenericClient, id: Uuid) -> Result<Option<Office>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- offices::get
            select id, slug, name, time_zone, currency
            from offices
            where id = $1",
        &[&id],
    )
    .await?;
    Ok(row.as_ref().map(office))
}

pub(crate) async fn by_slug(client: &impl GenericClient, slug: &str) -> Result<Option<Office>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- offices::by_slug
            select id, slug, name, time_zone, currency
            from offices
            where slug = $1",
        &[&slug],
    )
    .await?;
    Ok(row.as_ref().map(office))
}

pub(crate) async fn insert(client: &impl GenericClient, office: &Office) -> Result<(), db::Error> {
    let Office { id, head } = office;
    db::run(
        client,
        "-- offices::insert
            insert into offices (id, slug, name, time_zone, currency)
            values ($1, $2, $3, $4, $5)",
        &[id, &head.slug, &head.name, &head.time_zone, &head.currency.code()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn update(client: &impl GenericClient, office: &Office) -> Result<(), db::Error> {
    let Office { id, head } = office;
    db::run(
        client,
        "-- offices::update
            update offices
            set slug = $2, name = $3, time_zone = $4, currency = $5
            where id = $1",
        &[id, &head.slug, &head.name, &head.time_zone, &head.currency.code()],
    )
    .await?;
    Ok(())
}

fn office(row: &Row) -> Office {
    let currency = row.get::<_, &str>("currency").parse().expect("the column holds what `code` wrote");
    let (slug, name, time_zone) = (row.get("slug"), row.get("name"), row.get("time_zone"));
    let head = NewOffice { slug, name, time_zone, currency };
    Office { id: row.get("id"), head }
}
