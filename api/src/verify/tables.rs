//! Each row of a table says what the log says, and the log says no more than the tables. The columns that
//! are kept beside a document, to be searched by, say what it says.

use anyhow::Result;
use deadpool_postgres::Transaction;
use uuid::Uuid;

use super::Broken;
use crate::db;

/// Names the first row that the log does not bear out, or has and the table has not.
pub(super) async fn check(tx: &Transaction<'_>) -> Result<()> {
    for (resource, states) in TABLES {
        // Lines of before offices had a currency are of the one that they got.
        let since = if resource == "offices" { r#"'{"currency": "EUR"}' || "# } else { "" };
        let sql = format!(
            "-- verify::tables
            with logged as (
              select distinct on (id) id, {since}state as state
              from changes
              where resource = $1
              order by id, seq desc
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
        first(tx, resource, &sql).await?;
    }
    first(tx, "rates", RATES).await?;
    first(tx, "embargoes", EMBARGOES).await
}

async fn first(tx: &Transaction<'_>, resource: &str, sql: &str) -> Result<()> {
    match db::row_or_none(tx, sql, &[&resource]).await? {
        None => Ok(()),
        Some(row) => {
            let record = format!("{resource}, {}", row.get::<_, Uuid>("id"));
            Err(Broken { record, what: "the table and the log disagree".to_owned() }.into())
        }
    }
}

/// Every table of things that the log has whole states of: of each row the state that it stands for, and
/// whether what it holds twice is the same twice. Instants are compared as instants, whatever their text.
const TABLES: [(&str, &str); 13] = [
    (
        "offices",
        "select id, jsonb_build_object('id', id, 'slug', slug, 'name', name, 'time_zone', time_zone,
             'currency', currency) as state,
           true as is_coherent
         from offices",
    ),
    (
        "organisations",
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
        "funds",
        "select id, head || jsonb_build_object('id', id)
             || case when office is null then '{}' else jsonb_build_object('office', office) end as state,
           (head ->> 'slug', head ->> 'audience') = (slug, audience::text) as is_coherent
         from funds",
    ),
    (
        "pledges",
        "select id, jsonb_build_object('id', id, 'made_at', made_at, 'office', office, 'audience', audience,
             'sample', sample, 'fund', fund, 'donor', donor, 'title', title)
             || case when visible_from is null then '{}' else jsonb_build_object('visible_from', visible_from) end
             as state,
           true as is_coherent
         from pledges",
    ),
    (
        "entries",
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
        "schedules",
        "select pledge as id, plan || jsonb_build_object('pledge', pledge, 'office', office) as state,
           plan ->> 'audience' = audience::text as is_coherent
         from schedules",
    ),
    (
        "confirmations",
        "select id, word || jsonb_build_object('id', id, 'made_at', made_at, 'pledge', pledge, 'office', office)
             as state,
           (word ->> 'audience', word ->> 'entry') = (audience::text, entry::text) as is_coherent
         from confirmations",
    ),
    (
        "overlaps",
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
        "members",
        "select id, head || jsonb_build_object('id', id)
             || jsonb_strip_nulls(jsonb_build_object('office', office)) as state,
           (head ->> 'organisation', head ->> 'listing') = (organisation::text, listing) as is_coherent
         from members",
    ),
    (
        "releases",
        "select id, release as state,
           (release ->> 'id', release ->> 'state', (release ->> 'leaves_at')::timestamptz)
             is not distinct from (id::text, state, leaves_at) as is_coherent
         from releases",
    ),
    (
        "updates",
        "select id, text || jsonb_build_object('id', id, 'office', office, 'posted_at', posted_at) as state,
           (text ->> 'audience', coalesce(text ->> 'state', 'published'), text ->> 'supersedes')
             is not distinct from (audience::text, state, supersedes::text) as is_coherent
         from updates",
    ),
    (
        "calls",
        "select id, head || jsonb_build_object('id', id, 'office', office) as state,
           (head ->> 'slug', head ->> 'audience') = (slug, audience::text) as is_coherent
         from calls",
    ),
    (
        "positions",
        "select id, said || jsonb_build_object('id', id, 'made_at', made_at, 'call', call, 'office', office) as state,
           (said ->> 'country', said ->> 'audience', said ->> 'organisation', said ->> 'supersedes')
             is not distinct from (country, audience::text, organisation::text, supersedes::text) as is_coherent
         from positions",
    ),
];

/// Of rates every revision is a row and a line of the log. Lines of before there were revisions are of first
/// ones.
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

/// Embargoes are those that the log has set, and none that is still to end is missing. (One that ended too early
/// is a view that does not match the tables.)
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
