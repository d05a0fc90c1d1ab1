//! Organisations in the database.

use deadpool_postgres::GenericClient;
use shared::organisations::Organisation;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

pub(crate) async fn get(client: &impl GenericClient, id: Uuid) -> Result<Option<Organisation>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- organisations::get
            select id, office, merged_into, head
            from organisations
            where id = $1",
        &[&id],
    )
    .await?;
    Ok(row.as_ref().map(organisation))
}

pub(crate) async fn by_identifier(
    client: &impl GenericClient,
    identifier: &str,
) -> Result<Option<Organisation>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- organisations::by_identifier
            select organisations.id, organisations.office, organisations.merged_into, organisations.head
            from organisation_identifiers
            join organisations on organisations.id = organisation_identifiers.organisation
            where organisation_identifiers.identifier = $1",
        &[&identifier],
    )
    .await?;
    Ok(row.as_ref().map(organisation))
}

/// The organisations merged into this one.
pub(crate) async fn merged_into(
    client: &impl GenericClient,
    id: Uuid,
) -> Result<Vec<Organisation>, db::Error> {
    let rows = db::rows(
        client,
        "-- organisations::merged_into
            select id, office, merged_into, head
            from organisations
            where merged_into = $1
            order by id",
        &[&id],
    )
    .await?;
    Ok(rows.iter().map(organisation).collect())
}

/// At most two organisations with a name, or remaining ones whose merged organisation had it; those without an
/// identifier come first.
pub(crate) async fn by_name(client: &impl GenericClient, name: &str) -> Result<Vec<Organisation>, db::Error> {
    let rows = db::rows(
        client,
        "-- organisations::by_name
            select id, office, merged_into, head
            from organisations
            where id in (select coalesce(merged_into, id) from organisations where head ->> 'name' = $1)
            order by head -> 'identifiers' = '[]' desc, id
            limit 2",
        &[&name],
    )
    .await?;
    Ok(rows.iter().map(organisation).collect())
}

pub(crate) async fn insert(
    client: &impl GenericClient,
    organisation: &Organisation,
) -> Result<(), db::Error> {
    let Organisation { id, office, head, .. } = organisation;
    db::run(
        client,
        "-- organisations::insert
            insert into organisations (id, office, audience, head)
            values ($1, $2, $3, $4)",
        &[id, office, &head.audience, &db::json(head)],
    )
    .await?;
    identify(client, organisation).await
}

pub(crate) async fn update(
    client: &impl GenericClient,
    organisation: &Organisation,
) -> Result<(), db::Error> {
    let Organisation { id, merged_into, head, .. } = organisation;
    db::run(
        client,
        "-- organisations::update
            update organisations
            set audience = $2, head = $3, merged_into = $4
            where id = $1",
        &[id, &head.audience, &db::json(head), merged_into],
    )
    .await?;
    db::run(
        client,
        "-- organisations::forget_identifiers
            delete from organisation_identifiers
            where organisation = $1",
        &[id],
    )
    .await?;
    identify(client, organisation).await
}

async fn identify(client: &impl GenericClient, organisation: &Organisation) -> Result<(), db::Error> {
    db::run(
        client,
        "-- organisations::identify
            insert into organisation_identifiers (identifier, organisation)
            select distinct identifier, $1::uuid
            from unnest($2::text[]) as identifier",
        &[&organisation.id, &organisation.head.identifiers],
    )
    .await?;
    Ok(())
}

fn organisation(row: &Row) -> Organisation {
    Organisation {
        id: row.get("id"),
        office: row.get("office"),
        merged_into: row.get("merged_into"),
        head: db::read(row, "head"),
    }
}
