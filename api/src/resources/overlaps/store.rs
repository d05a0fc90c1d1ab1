//! Overlaps in the database.

use deadpool_postgres::GenericClient;
use shared::{
    audience::Visibility,
    entries::EntryKind,
    overlaps::{NewOverlap, Overlap},
};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

/// The facts that decide if an entry can be the same contribution as another.
pub(crate) struct Facts {
    pub(crate) kind: EntryKind,
    pub(crate) fund: Uuid,
    /// Whether it has an amount that counts and is not superseded.
    pub(crate) counts: bool,
    /// The overlap of the entry that it supersedes.
    pub(crate) inherited: Option<Uuid>,
    /// No wider than its pledge's.
    pub(crate) visibility: Visibility,
}

pub(crate) async fn get(client: &impl GenericClient, id: Uuid) -> Result<Option<Overlap>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- overlaps::get
            select id, office, head
            from \"overlaps\"
            where id = $1",
        &[&id],
    )
    .await?;
    Ok(row.as_ref().map(overlap))
}

/// The facts of those entries that exist.
pub(crate) async fn facts(client: &impl GenericClient, entries: &[Uuid]) -> Result<Vec<Facts>, db::Error> {
    let rows = db::rows(
        client,
        "-- overlaps::facts
            with recursive before as (
              select id as entry, supersedes from entries where id = any($1)
              union
              select before.entry, entries.supersedes
              from before
              join entries on entries.id = before.supersedes
            )
            select entries.step -> 'kind' as kind, pledges.fund,
              entries.amount is not null and entries.counting = 'full'
                and not exists (select from entries as later where later.supersedes = entries.id) as counts,
              (
                select overlap
                from before
                join overlap_entries on overlap_entries.entry = before.supersedes
                where before.entry = entries.id
                limit 1
              ) as inherited,
              greatest(entries.audience, pledges.audience, funds.audience, organisations.audience) as audience,
              greatest(
                audience_now(entries.audience, 'entries', entries.id), audience_now(pledges.audience, 'pledges', pledges.id),
                audience_now(funds.audience, 'funds', funds.id),
                audience_now(organisations.audience, 'organisations', organisations.id)
              ) as now
            from entries
            join pledges on pledges.id = entries.pledge
            join funds on funds.id = pledges.fund
            join organisations on organisations.id = pledges.donor
            where entries.id = any($1)",
        &[&entries],
    )
    .await?;
    let facts = |row: &Row| Facts {
        kind: db::read(row, "kind"),
        fund: row.get("fund"),
        counts: row.get("counts"),
        inherited: row.get("inherited"),
        visibility: Visibility { audience: row.get("audience"), now: row.get("now") },
    };
    Ok(rows.iter().map(facts).collect())
}

pub(crate) async fn insert(client: &impl GenericClient, overlap: &Overlap) -> Result<(), db::Error> {
    let Overlap { id, office, group } = overlap;
    db::run(
        client,
        "-- overlaps::insert
            insert into \"overlaps\" (id, office, audience, head)
            values ($1, $2, $3, $4)",
        &[id, office, &group.audience, &db::json(group)],
    )
    .await?;
    claim(client, *id, group).await
}

pub(crate) async fn update(client: &impl GenericClient, overlap: &Overlap) -> Result<(), db::Error> {
    let Overlap { id, group, .. } = overlap;
    db::run(
        client,
        "-- overlaps::update
            update \"overlaps\"
            set audience = $2, head = $3
            where id = $1",
        &[id, &group.audience, &db::json(group)],
    )
    .await?;
    db::run(client, "-- overlaps::release\ndelete from overlap_entries where overlap = $1", &[id]).await?;
    claim(client, *id, group).await
}

/// Claims the entries for an overlap; none for a dissolved one.
async fn claim(client: &impl GenericClient, id: Uuid, group: &NewOverlap) -> Result<(), db::Error> {
    let entries: &[Uuid] = if group.dissolved { &[] } else { &group.entries };
    db::run(
        client,
        "-- overlaps::claim
            insert into overlap_entries (entry, overlap)
            select entry, $2
            from unnest($1::uuid[]) as entry",
        &[&entries, &id],
    )
    .await?;
    Ok(())
}

fn overlap(row: &Row) -> Overlap {
    Overlap { id: row.get("id"), office: row.get("office"), group: db::read(row, "head") }
}
