//! Memberships in the database.

use deadpool_postgres::GenericClient;
use serde::Serialize;
use shared::members::NewMember;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

/// A membership as it is kept: what is shown of it depends on the reader.
#[derive(Serialize)]
pub(crate) struct Stored {
    pub(crate) id: Uuid,
    #[serde(flatten)]
    pub(crate) head: NewMember,
}

pub(crate) async fn get(client: &impl GenericClient, id: Uuid) -> Result<Option<Stored>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- members::get
            select id, head
            from members
            where id = $1",
        &[&id],
    )
    .await?;
    Ok(row.as_ref().map(member))
}

pub(crate) async fn of_organisation(
    client: &impl GenericClient,
    organisation: Uuid,
) -> Result<Option<Stored>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- members::of_organisation
            select id, head
            from members
            where organisation = $1",
        &[&organisation],
    )
    .await?;
    Ok(row.as_ref().map(member))
}

pub(crate) async fn insert(client: &impl GenericClient, member: &Stored) -> Result<(), db::Error> {
    let Stored { id, head } = member;
    db::run(
        client,
        "-- members::insert
            insert into members (id, organisation, listing, head)
            values ($1, $2, $3, $4)",
        &[id, &head.organisation, &head.listing.as_str(), &db::json(head)],
    )
    .await?;
    Ok(())
}

pub(crate) async fn update(client: &impl GenericClient, member: &Stored) -> Result<(), db::Error> {
    let Stored { id, head } = member;
    db::run(
        client,
        "-- members::update
            update members
            set organisation = $2, listing = $3, head = $4
            where id = $1",
        &[id, &head.organisation, &head.listing.as_str(), &db::json(head)],
    )
    .await?;
    Ok(())
}

/// How many members are counted and in no list.
pub(super) async fn count_only(client: &impl GenericClient) -> Result<i64, db::Error> {
    let row = db::row(
        client,
        "-- members::count_only
            select count(*) as members
            from members
            where listing = 'count_only'",
        &[],
    )
    .await?;
    Ok(row.get("members"))
}

fn member(row: &Row) -> Stored {
    Stored { id: row.get("id"), head: db::read(row, "head") }
}
