//! Checks that the tables and the log say the same, and that the columns copied from a document for searching
//! agree with that document.

use anyhow::Result;
use deadpool_postgres::Transaction;
use shared::resource::Resource;
use uuid::Uuid;

use super::Broken;
use crate::db;

/// Names the first row on which the log and its table disagree.
pub(super) async fn check(tx: &Transaction<'_>) -> Result<()> {
    for (resource, states) in TABLES {
        // The log's first lines lack the offices' currency, which was added later.
        let since = if resource == Resource::Offices { r#"'{"currency": "EUR"}' || "# } else { "" };
        let sql = format!(
            "-- verify::tables
            with last as (
              select distinct on (id) id, {since}state as state
              from changes
              where resource = $1
              order by id, seq desc
            ), logged as (
              -- An erased thing has no row and no state.
              select id, state from last where state is not null
            ), kept as (
              {states}
            )
            select coalesce(logged.id, kept.id) as id
            from logged
            full join kept on kept.id = logged.id
            where logged.state - '{{made_at,posted_at}}'::text[] is distinct from
                kept.state - '{{made_at,posted_at}}'::text[]
              or coalesce(logged.state ->> 'made_at', logged.state ->> 'posted_at')::timestamptz is distinct from
                coalesce(kept.state ->> 'made_at', kept.state ->> 'posted_at')::timestamptz
              or kept.is_coherent is not true
            order by 1
            limit 1"
        );
        first(tx, resource.into(), &sql).await?;
    }
    first(tx, Resource::Rates.into(), RATES).await?;
    first(tx, "embargoes", EMBARGOES).await
}

async fn first(tx: &Transaction<'_>, table: &str, sql: &str) -> Result<()> {
    match db::row_or_none(tx, sql, &[&table]).await? {
        None => Ok(()),
        Some(row) => {
            let record = format!("{table}, {}", row.get::<_, Uuid>("id"));
            Err(Broken { record, what: "the table and the log disagree".to_owned() }.into())
        }
    }
}

/// Every table whose full states are in the log: the state of each row, and whether its copied columns agree with
/// it. Instants are compared by value, not by text.
const TABLES: [(Resource, &str); 14] = [
    (
        Resource::Offices,
        "select id, jsonb_build_object('id', id, 'slug', slug, 'name', name, 'time_zone', time_zone,
             'currency', currency) as state,
           true as is_coherent
         from offices",
    ),
    (
        Resource::Organisations,
        "select id, head || jsonb_build_object('id', id)
             || jsonb_strip_nulls(jsonb_build_object('office', office, 'merged_into', merged_into)) as state,
           head ->> 'audience' = audience::text and array(
             select distinct jsonb_array_elements_text(head -> 'identifiers') order by 1
           ) = array(
             select identifier from organisation_identifiers where organisation = organisations.id order by 1
           ) as is_coherent
         from organisations",
    ),
    (
        Resource::Funds,
        "select id, head || jsonb_build_object('id', id)
             || case when office is null then '{}' else jsonb_build_object('office', office) end as state,
           (head ->> 'slug', head ->> 'audience') = (slug, audience::text) as is_coherent
         from funds",
    ),
    (
        Resource::Pledges,
        "select id, jsonb_build_object('id', id, 'made_at', made_at, 'office', office, 'audience', audience,
             'sample', sample, 'fund', fund, 'donor', donor, 'title', title)
             || case when visible_from is null then '{}' else jsonb_build_object('visible_from', visible_from) end
             as state,
           true as is_coherent
         from pledges",
    ),
    (
        Resource::Entries,
        "select id, step || jsonb_build_object('id', id, 'made_at', made_at, 'pledge', pledge)
             || case when office is null then '{}' else jsonb_build_object('office', office) end
             || case when register is null then '{}' else jsonb_build_object('provenance',
               jsonb_build_object('register', register, 'record', record, 'data', provenance)) end as state,
           (kind, audience::text, counting, earliest::text)
             is not distinct from (step ->> 'kind', step ->> 'audience', step ->> 'counting',
               left((step ->> 'date') || '-01-01', 10))
           and (currency, value_date, reverses::text, follows::text, supersedes::text)
             is not distinct from (step #>> '{amount,currency}', step ->> 'value_date', step ->> 'reverses',
               step ->> 'follows', step ->> 'supersedes')
           and amount is not distinct from case
             when step #>> '{amount,amount}' ~ '^[0-9]+([.][0-9]+)?$' then (step #>> '{amount,amount}')::numeric
           end
           and (register is not null or (record is null and provenance is null)) as is_coherent
         from entries",
    ),
    (
        Resource::Schedules,
        "select pledge as id, plan || jsonb_build_object('pledge', pledge, 'office', office) as state,
           plan ->> 'audience' = audience::text as is_coherent
         from schedules",
    ),
    (
        Resource::Confirmations,
        "select id, word || jsonb_build_object('id', id, 'made_at', made_at, 'pledge', pledge, 'office', office)
             as state,
           (word ->> 'audience', word ->> 'entry') = (audience::text, entry::text) as is_coherent
         from confirmations",
    ),
    (
        Resource::Overlaps,
        "select id, head || jsonb_build_object('id', id, 'office', office) as state,
           head ->> 'audience' = audience::text and array(
             select entry::text from overlap_entries where overlap = \"overlaps\".id order by 1
           ) = array(
             select jsonb_array_elements_text(head -> 'entries')
             where head ->> 'dissolved' = 'false'
             order by 1
           ) as is_coherent
         from \"overlaps\"",
    ),
    (
        Resource::Members,
        "select id, head || jsonb_build_object('id', id)
             || jsonb_strip_nulls(jsonb_build_object('office', office)) as state,
           (head ->> 'organisation', head ->> 'listing') = (organisation::text, listing) as is_coherent
         from members",
    ),
    (
        Resource::Releases,
        "select id, release as state,
           (release ->> 'id', release ->> 'state', (release ->> 'leaves_at')::timestamptz)
             is not distinct from (id::text, state, leaves_at) as is_coherent
         from releases",
    ),
    (
        Resource::Erasures,
        "select id, erasure as state,
           (erasure ->> 'id', erasure ->> 'state') is not distinct from (id::text, state) as is_coherent
         from erasures",
    ),
    (
        Resource::Updates,
        "select id, text || jsonb_build_object('id', id, 'office', office, 'posted_at', posted_at) as state,
           (text ->> 'audience', coalesce(text ->> 'state', 'published'), text ->> 'supersedes')
             is not distinct from (audience::text, state, supersedes::text) as is_coherent
         from updates",
    ),
    (
        Resource::Calls,
        "select id, head || jsonb_build_object('id', id, 'office', office) as state,
           (head ->> 'slug', head ->> 'audience') = (slug, audience::text) as is_coherent
         from calls",
    ),
    (
        Resource::Positions,
        "select id, said || jsonb_build_object('id', id, 'made_at', made_at, 'call', call, 'office', office) as state,
           (said ->> 'country', said ->> 'audience', said ->> 'organisation', said ->> 'supersedes')
             is not distinct from (country, audience::text, organisation::text, supersedes::text) as is_coherent
         from positions",
    ),
];

/// Every revision of rates is a row and a line of the log. Lines older than revisions are first revisions.
const RATES: &str = "-- verify::rates
with logged as (
  select id, jsonb_build_object('revision', 1) || state as state
  from changes
  where resource = $1
), kept as (
  select id, jsonb_build_object('id', id, 'series', series, 'base', base, 'date', date, 'rates', rates,
    'revision', revision) as state
  from rates
)
select coalesce(logged.id, kept.id) as id
from logged
full join kept on kept.id = logged.id and kept.state -> 'revision' = logged.state -> 'revision'
where logged.state is distinct from kept.state
order by 1
limit 1";

/// Embargoes must equal those in the log, and none that still runs may be missing. (An embargo that ended too
/// early shows as a view that does not match the tables.)
const EMBARGOES: &str = "-- verify::embargoes
with last as (
  select distinct on (resource, id) resource, id, visible_from
  from changes
  order by resource, id, seq desc
)
select coalesce(embargoes.id, last.id) as id
from last
full join embargoes on embargoes.resource = last.resource and embargoes.id = last.id
where (embargoes.id is not null or last.visible_from > clock_timestamp())
  and last.visible_from is distinct from embargoes.opens_at
  and $1::text is not null
order by 1
limit 1";
