//! New people and keys of an office, which its digest reports: nobody joins unseen.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use shared::digest::{AddedPerson, MOST_ITEMS, Staff};
use uuid::Uuid;

use crate::{auth::keys, db};

/// The people and keys made after one instant, up to and including another.
pub(crate) async fn added(
    client: &impl GenericClient,
    office: Uuid,
    after: Option<Timestamp>,
    until: Option<Timestamp>,
) -> Result<Staff, db::Error> {
    let most = i64::try_from(MOST_ITEMS).unwrap_or(i64::MAX);
    let rows = db::rows(
        client,
        "-- people::added
            select id, made_at
            from people
            where office = $1
              and ($2::timestamptz is null or made_at > $2)
              and ($3::timestamptz is null or made_at <= $3)
            order by made_at desc, id
            limit $4",
        &[&office, &after, &until, &most],
    )
    .await?;
    let people = rows.iter().map(|row| AddedPerson { id: row.get("id"), made_at: row.get("made_at") });
    Ok(Staff { people: people.collect(), keys: keys::made(client, office, after, until, most).await? })
}
