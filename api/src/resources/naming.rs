//! Lists the things that refer to a thing, because their views depend on it. This is the only such list.

use deadpool_postgres::GenericClient;
use shared::resource::{Resource, Thing};

use crate::db;

/// The things whose views depend on this one, each resource in the order of its lists: an order by ids would be
/// random, and an order by creation would tell when a thing was made that was hidden then.
pub(super) async fn naming(client: &impl GenericClient, thing: Thing) -> Result<Vec<Thing>, db::Error> {
    let Some(sql) = sql(thing.resource) else { return Ok(Vec::new()) };
    let sql = format!(
        "-- naming::{}
with naming as ({sql})
select naming.resource, naming.id
from naming
left join views
  on views.audience = 'office'
  and views.resource = naming.resource
  and views.id = naming.id
  and views.to_position is null
order by naming.resource, views.sort_key, naming.id",
        thing.resource
    );
    let rows = db::rows(client, &sql, &[&thing.id]).await?;
    Ok(rows.iter().map(|row| row.get::<_, Resource>("resource").with(row.get("id"))).collect())
}

fn sql(resource: Resource) -> Option<&'static str> {
    Some(match resource {
        Resource::Organisations => ORGANISATIONS,
        Resource::Funds => FUNDS,
        Resource::Pledges => PLEDGES,
        Resource::Entries => ENTRIES,
        Resource::Confirmations => CONFIRMATIONS,
        Resource::Calls => CALLS,
        Resource::Positions => POSITIONS,
        Resource::Updates => UPDATES,
        Resource::Offices
        | Resource::Merges
        | Resource::Schedules
        | Resource::Overlaps
        | Resource::Members
        | Resource::MemberCounts
        | Resource::Releases
        | Resource::Erasures
        | Resource::Rates => return None,
    })
}

/// Its pledges, memberships and positions, the organisations that were merged into it, and the updates tied to it.
const ORGANISATIONS: &str = "select 'pledges' as resource, id from pledges where donor = $1
union all
select 'members', id from members where organisation = $1
union all
select 'positions', id
from positions
where organisation in (select id from organisations where id = $1 or merged_into = $1)
union all
select 'merges', id
from organisations
where merged_into = $1
  or (id = $1 and merged_into is not null)
union all
select 'updates', id
from updates
where text -> 'ties' @> jsonb_build_array(jsonb_build_object('resource', 'organisations', 'id', $1::uuid::text))";

/// Its pledges, and the updates tied to it.
const FUNDS: &str = "select 'pledges' as resource, id from pledges where fund = $1
union all
select 'updates', id
from updates
where text -> 'ties' @> jsonb_build_array(jsonb_build_object('resource', 'funds', 'id', $1::uuid::text))";

/// Everything in its file, and the updates tied to it.
const PLEDGES: &str = "select 'entries' as resource, id from entries where pledge = $1
union all
select 'confirmations', id from confirmations where pledge = $1
union all
select 'schedules', pledge from schedules where pledge = $1
union all
select 'overlaps', id
from \"overlaps\"
where exists (
  select from entries
  where entries.pledge = $1
    and \"overlaps\".head -> 'entries' ? entries.id::text
)
union all
select 'updates', id
from updates
where text -> 'ties' @> jsonb_build_array(jsonb_build_object('resource', 'pledges', 'id', $1::uuid::text))";

/// The pledge whose sums it is in, the entry that it supersedes, its confirmations and overlaps.
const ENTRIES: &str = "select 'pledges' as resource, pledge as id from entries where id = $1
union all
select 'entries', supersedes from entries where id = $1 and supersedes is not null
union all
select 'confirmations', id from confirmations where entry = $1
union all
select 'overlaps', id from \"overlaps\" where head -> 'entries' ? $1::uuid::text";

/// The entry that it confirms or disputes, and its pledge.
const CONFIRMATIONS: &str = "select 'entries' as resource, entry as id from confirmations where id = $1
union all
select 'pledges', pledge from confirmations where id = $1";

/// Its positions, and the updates tied to it.
const CALLS: &str = "select 'positions' as resource, id from positions where call = $1
union all
select 'updates', id
from updates
where text -> 'ties' @> jsonb_build_array(jsonb_build_object('resource', 'calls', 'id', $1::uuid::text))";

/// The position that it supersedes.
const POSITIONS: &str = "select 'positions' as resource, supersedes as id
from positions
where id = $1
  and supersedes is not null";

/// The update that it supersedes, and the update that supersedes it.
const UPDATES: &str = "select 'updates' as resource, supersedes as id
from updates
where id = $1
  and supersedes is not null
union all
select 'updates', id from updates where supersedes = $1";
