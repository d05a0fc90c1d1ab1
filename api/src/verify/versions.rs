//! Checks how long each version was valid, and which things the lines withdrew that name none.

use anyhow::Result;
use deadpool_postgres::Transaction;
use shared::audience::Audience;
use tokio_postgres::Row;

use super::Broken;
use crate::{db, log::chain};

/// Names the first version that does not end where the next one begins, or the first withdrawal that is not as its
/// line says.
pub(super) async fn check(tx: &Transaction<'_>) -> Result<()> {
    let wrong = db::row_or_none(tx, ENDS, &[]).await?;
    if let Some(row) = wrong {
        return Err(broken(&row, "from_position", "does not end where its next version begins").into());
    }
    for row in db::rows(tx, WITHDRAWALS, &[]).await? {
        let kept: Option<Vec<u8>> = row.get("kept");
        let salt = kept.map(|kept| chain::salt_of(&kept, row.get("resource"), row.get("id")));
        if salt.is_none() || salt != row.get("salt") {
            return Err(broken(&row, "position", "withdraws another thing than its line says").into());
        }
    }
    Ok(())
}

fn broken(row: &Row, position: &str, what: &str) -> Broken {
    let (audience, position): (Audience, i64) = (row.get("audience"), row.get(position));
    Broken { record: format!("{} feed, position {position}", audience.as_str()), what: what.to_owned() }
}

/// A version is valid until the next version of the same thing, which may have been withdrawn since. A line without
/// a document ends where it begins. The line that withdrew it knows what an empty line was about.
const ENDS: &str = "-- verify::versions
with known as (
  select views.audience, views.from_position, views.to_position, views.document, views.withdraws,
    coalesce(views.resource, withdrawals.resource) as resource, coalesce(views.id, withdrawals.id) as id
  from views
  left join withdrawals on withdrawals.audience = views.audience and withdrawals.position = views.from_position
), emptied as (
  select known.audience, gone.from_position, gone.from_position as to_position, null::jsonb as document,
    known.resource, known.id
  from known
  cross join lateral unnest(known.withdraws) as gone (from_position)
), lines as (
  select audience, from_position, to_position, document, resource, id from known where id is not null
  union all
  select audience, from_position, to_position, document, resource, id from emptied
)
select audience, from_position
from (
  select *, lead(from_position) over (partition by audience, resource, id order by from_position) as next
  from lines
) as versions
where to_position is distinct from case when document is null then from_position else next end
order by audience, from_position
limit 1";

/// Every line that names no thing, and every row that says what such a line withdrew.
const WITHDRAWALS: &str = "-- verify::withdrawals
select coalesce(nameless.audience, withdrawals.audience) as audience,
  coalesce(nameless.from_position, withdrawals.position) as position, nameless.salt,
  withdrawals.resource, withdrawals.id, withdrawals.salt as kept
from (
  select audience, from_position, salt
  from views
  where id is null
    and salt is not null
) as nameless
full join withdrawals on withdrawals.audience = nameless.audience and withdrawals.position = nameless.from_position
order by audience, position";
