//! Keys in the database. The hash is looked up by the key's public part and compared in constant time.

use deadpool_postgres::GenericClient;
use subtle::ConstantTimeEq;

use super::{Key, Role, Secret};
use crate::db;

/// How long a key works.
const DAYS: i32 = 90;

pub(super) async fn find(client: &impl GenericClient, secret: &Secret) -> Result<Option<Key>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- keys::find
            select id, hash, office, role
            from keys
            where id = $1
              and expires_at > now()
              and revoked_at is null",
        &[&secret.id()],
    )
    .await?;
    Ok(row.filter(|row| bool::from(row.get::<_, &[u8]>("hash").ct_eq(&secret.hash()))).map(|row| Key {
        id: row.get("id"),
        office: row.get("office"),
        role: row.get::<_, &str>("role").parse().expect("the schema knows these roles only"),
    }))
}

/// False where there is no such key, or it was revoked before.
pub(super) async fn revoke(client: &impl GenericClient, id: &str) -> Result<bool, db::Error> {
    let rows = db::run(
        client,
        "-- keys::revoke
        update keys
        set revoked_at = now()
        where id = $1
          and revoked_at is null",
        &[&id],
    )
    .await?;
    Ok(rows == 1)
}

/// False where there is no such office.
pub(super) async fn insert(
    client: &impl GenericClient,
    secret: &Secret,
    office: &str,
    role: Role,
) -> Result<bool, db::Error> {
    let rows = db::run(
        client,
        "-- keys::insert
            insert into keys (id, hash, office, role, expires_at)
            select $1, $2, id, $4, now() + make_interval(days => $5)
            from offices
            where slug = $3",
        &[&secret.id(), &secret.hash(), &office, &role.as_str(), &DAYS],
    )
    .await?;
    Ok(rows == 1)
}
