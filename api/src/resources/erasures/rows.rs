//! The rows of a membership and of its organisation, to be deleted.

use deadpool_postgres::GenericClient;
use uuid::Uuid;

use crate::db;

/// The things that name one of these organisations, and their number. A membership and the contacts of this office
/// do not count, because they are erased too; with no office, no contact counts.
pub(super) async fn naming(
    client: &impl GenericClient,
    organisations: &[Uuid],
    member: Uuid,
    office: Option<Uuid>,
) -> Result<Vec<(String, i64)>, db::Error> {
    let rows = db::rows(
        client,
        "-- erasures::naming
            select kind, count(*) as number
            from (
              select 'pledges' as kind from pledges where donor = any($1)
              union all
              select 'positions' from positions where organisation = any($1)
              union all
              select 'other memberships' from members where organisation = any($1) and id <> $2
              union all
              select 'contacts of other offices' from contacts where organisation = any($1) and office <> $3
              union all
              select 'keys' from keys where organisation = any($1)
              union all
              select 'updates'
              from updates
              cross join jsonb_array_elements(text -> 'ties') as tie
              where tie ->> 'resource' = 'organisations'
                and (tie ->> 'id')::uuid = any($1)
            ) as naming
            group by kind
            order by kind",
        &[&organisations, &member, &office],
    )
    .await?;
    Ok(rows.iter().map(|row| (row.get("kind"), row.get("number"))).collect())
}

/// The releases of these things.
pub(super) async fn releases(client: &impl GenericClient, things: &[Uuid]) -> Result<Vec<Uuid>, db::Error> {
    let rows = db::rows(
        client,
        "-- erasures::releases
            select id
            from releases
            where (release ->> 'thing')::uuid = any($1)
            order by id",
        &[&things],
    )
    .await?;
    Ok(rows.iter().map(|row| row.get("id")).collect())
}

/// The contacts of these organisations.
pub(super) async fn contacts(
    client: &impl GenericClient,
    organisations: &[Uuid],
) -> Result<Vec<Uuid>, db::Error> {
    let sql = "-- erasures::contacts\nselect id from contacts where organisation = any($1)";
    Ok(db::rows(client, sql, &[&organisations]).await?.iter().map(|row| row.get("id")).collect())
}

pub(super) async fn delete_member(client: &impl GenericClient, id: Uuid) -> Result<(), db::Error> {
    db::run(client, "-- erasures::delete_member\ndelete from members where id = $1", &[&id]).await?;
    Ok(())
}

pub(super) async fn delete_releases(client: &impl GenericClient, ids: &[Uuid]) -> Result<(), db::Error> {
    db::run(client, "-- erasures::delete_releases\ndelete from releases where id = any($1)", &[&ids]).await?;
    Ok(())
}

/// Deletes organisations with their identifiers. Nothing may name them.
pub(super) async fn delete_organisations(client: &impl GenericClient, ids: &[Uuid]) -> Result<(), db::Error> {
    let identifiers = "-- erasures::delete_identifiers
        delete from organisation_identifiers
        where organisation = any($1)";
    db::run(client, identifiers, &[&ids]).await?;
    db::run(
        client,
        "-- erasures::delete_organisations\ndelete from organisations where id = any($1)",
        &[&ids],
    )
    .await?;
    Ok(())
}
