//! Contacts in the database: the only table that office readers read beside their feed.

use deadpool_postgres::GenericClient;
use shared::contacts::Contact;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

pub(super) async fn list(
    client: &impl GenericClient,
    organisation: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Contact>, db::Error> {
    let rows = db::rows(
        client,
        "-- contacts::list
            select id, organisation, office, made_at, changed_at, head
            from contacts
            where organisation = $1
              and ($2::uuid is null or id > $2)
            order by id
            limit $3",
        &[&organisation, &after, &limit],
    )
    .await?;
    Ok(rows.iter().map(contact).collect())
}

pub(super) async fn count(client: &impl GenericClient, organisation: Uuid) -> Result<i64, db::Error> {
    let row = db::row(
        client,
        "-- contacts::count
            select count(*) as total
            from contacts
            where organisation = $1",
        &[&organisation],
    )
    .await?;
    Ok(row.get("total"))
}

pub(super) async fn get(client: &impl GenericClient, id: Uuid) -> Result<Option<Contact>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- contacts::get
            select id, organisation, office, made_at, changed_at, head
            from contacts
            where id = $1",
        &[&id],
    )
    .await?;
    Ok(row.as_ref().map(contact))
}

pub(super) async fn insert(client: &impl GenericClient, contact: &Contact) -> Result<(), db::Error> {
    let Contact { id, organisation, office, made_at, changed_at, head } = contact;
    db::run(
        client,
        "-- contacts::insert
            insert into contacts (id, organisation, office, made_at, changed_at, head)
            values ($1, $2, $3, $4, $5, $6)",
        &[id, organisation, office, made_at, changed_at, &db::json(head)],
    )
    .await?;
    Ok(())
}

pub(super) async fn update(client: &impl GenericClient, contact: &Contact) -> Result<(), db::Error> {
    db::run(
        client,
        "-- contacts::update
            update contacts
            set changed_at = $2, head = $3
            where id = $1",
        &[&contact.id, &contact.changed_at, &db::json(&contact.head)],
    )
    .await?;
    Ok(())
}

/// Moves the contacts of a merged organisation to the remaining one.
pub(crate) async fn follow(client: &impl GenericClient, merged: Uuid, into: Uuid) -> Result<(), db::Error> {
    db::run(
        client,
        "-- contacts::follow
            update contacts
            set organisation = $2
            where organisation = $1",
        &[&merged, &into],
    )
    .await?;
    Ok(())
}

pub(crate) async fn delete(client: &impl GenericClient, id: Uuid) -> Result<(), db::Error> {
    db::run(
        client,
        "-- contacts::delete
            delete from contacts
            where id = $1",
        &[&id],
    )
    .await?;
    Ok(())
}

fn contact(row: &Row) -> Contact {
    Contact {
        id: row.get("id"),
        organisation: row.get("organisation"),
        office: row.get("office"),
        made_at: row.get("made_at"),
        changed_at: row.get("changed_at"),
        head: db::read(row, "head"),
    }
}
