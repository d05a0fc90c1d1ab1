//! Overlaps in the database.

use deadpool_postgres::GenericClient;
use shared::{
    audience::Audience,
    entries::EntryKind,
    overlaps::{NewOverlap, Overlap},
};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

/// What of an entry says whether it can be the same contribution as another.
pub(crate) struct Facts {
    pub(crate) kind: EntryKind,
    pub(crate) fund: Uuid,
    /// Whether it has an amount that counts, and its place was not taken.
    pub(crate) counts: bool,
    /// The overlap that an entry is in whose place it took.
    pub(crate) inherited: Option<Uuid>,
    /// For whom it is: nobody for whom its pledge is not.
    pub(crate) audience: Audience,
    /// For whom it is as things stand: until an embargo ends, for the offices.
    pub(crate) seen_by: Audience,
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

/// The overlaps that name a pledge's entries, those that were dissolved too.
pub(crate) async fn of_pledge(client: &impl GenericClient, pledge: Uuid) -> Result<Vec<Overlap>, db::Error> {
    let rows = db::rows(
        client,
        "-- overlaps::of_pledge
            select id, office, head
            from \"overlaps\"
            where exists (
              select from entries
              where entries.pledge = $1
                and \"overlaps\".head -> 'entries' ? entries.id::text
            )
            order by id",
        &[&pledge],
    )
    .await?;
    Ok(rows.iter().map(overlap).collect())
}

/// Those of the entries that there are.
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
              greatest(entries.audience, pledges.audience, funds.audience, organisations.audience)::text as audience,
              greatest(
                seen_by(entries.audience, 'entries', entries.id), seen_by(pledges.audience, 'pledges', pledges.id),
                seen_by(funds.audience, 'funds', funds.id),
                seen_by(organisations.audience, 'organisations', organisations.id)
              )::text as seen_by
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
        audience: row.get::<_, &str>("audience").parse().expect("the enum has our words"),
        seen_by: row.get::<_, &str>("seen_by").parse().expect("the enum has our words"),
    };
    Ok(rows.iter().map(facts).collect())
}

pub(crate) async fn insert(client: &impl GenericClient, overlap: &Overlap) -> Result<(), db::Error> {
    let Overlap { id, office, group } = overlap;
    db::run(
        client,
        "-- overlaps::insert
            insert into \"overlaps\" (id, office, audience, head)
            values ($1, $2, $3::text::audience, $4)",
        &[id, office, &group.audience.as_str(), &db::json(group)],
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
            set audience = $2::text::audience, head = $3
            where id = $1",
        &[id, &group.audience.as_str(), &db::json(group)],
    )
    .await?;
    db::run(client, "-- overlaps::release\ndelete from overlap_entries where overlap = $1", &[id]).await?;
    claim(client, *id, group).await
}

/// Takes the entries for an overlap; none for one that was dissolved.
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
