//! Keys in the database. A key is found by its public part, and its hash is compared in constant time.

use deadpool_postgres::GenericClient;
use shared::{
    audience::Audience,
    people::{PersonKey, Role, USUAL_DAYS},
};
use subtle::ConstantTimeEq;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{db, proof::Key, secret::Secret};

pub(super) async fn find(client: &impl GenericClient, secret: &Secret) -> Result<Option<Key>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- keys::find
            select keys.id, keys.hash, keys.audience, keys.office, keys.person, keys.role,
              people.role as most
            from keys
            left join people on people.id = keys.person
            where keys.id = $1
              and keys.expires_at > now()
              and keys.revoked_at is null
              and people.left_at is null",
        &[&secret.id()],
    )
    .await?;
    let is_it = |row: &Row| bool::from(row.get::<_, &[u8]>("hash").ct_eq(&secret.hash()));
    Ok(row.filter(is_it).as_ref().map(Key::of))
}

/// False if the key does not exist or was already revoked.
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

/// False if the office does not exist.
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
        &[&secret.id(), &secret.hash(), &office, &role.as_str(), &USUAL_DAYS],
    )
    .await?;
    Ok(rows == 1)
}

/// False if the organisation does not exist.
pub(super) async fn insert_for(
    client: &impl GenericClient,
    secret: &Secret,
    audience: Audience,
    organisation: Uuid,
) -> Result<bool, db::Error> {
    let rows = db::run(
        client,
        "-- keys::insert_for
            insert into keys (id, hash, audience, organisation, role, expires_at)
            select $1, $2, $3, id, 'reader', now() + make_interval(days => $5)
            from organisations
            where id = $4",
        &[&secret.id(), &secret.hash(), &audience, &organisation, &USUAL_DAYS],
    )
    .await?;
    Ok(rows == 1)
}

/// The new key; `None` if the person has left or does not exist.
pub(crate) async fn insert_of(
    client: &impl GenericClient,
    secret: &Secret,
    person: Uuid,
    (role, days): (Role, i32),
    handed_by: Option<&str>,
) -> Result<Option<PersonKey>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- keys::insert_of
            insert into keys (id, hash, office, person, role, expires_at, handed_by)
            select $1, $2, office, id, $4, now() + make_interval(days => $5), $6
            from people
            where id = $3
              and left_at is null
            returning expires_at",
        &[&secret.id(), &secret.hash(), &person, &role.as_str(), &days, &handed_by],
    )
    .await?;
    Ok(row.map(|row| PersonKey { id: secret.id().to_owned(), role, expires_at: row.get("expires_at") }))
}

/// Whether a key is old enough to act for its person where two people are needed: an operator made it, or an admin
/// made it at least a day ago.
pub(crate) async fn is_settled(client: &impl GenericClient, id: &str) -> Result<bool, db::Error> {
    let row = db::row(
        client,
        "-- keys::is_settled
            select handed_by is null or made_at <= clock_timestamp() - interval '1 day' as is_settled
            from keys
            where id = $1",
        &[&id],
    )
    .await?;
    Ok(row.get("is_settled"))
}

/// The public parts of all keys that a person ever had.
pub(crate) async fn ids_of(client: &impl GenericClient, person: Uuid) -> Result<Vec<String>, db::Error> {
    let sql = "-- keys::ids_of\nselect id from keys where person = $1";
    Ok(db::rows(client, sql, &[&person]).await?.iter().map(|row| row.get("id")).collect())
}

/// Revokes one or all keys of a person. False if no key was revoked.
pub(crate) async fn revoke_of(
    client: &impl GenericClient,
    person: Uuid,
    key: Option<&str>,
) -> Result<bool, db::Error> {
    let rows = db::run(
        client,
        "-- keys::revoke_of
            update keys
            set revoked_at = now()
            where person = $1
              and id = coalesce($2, id)
              and revoked_at is null",
        &[&person, &key],
    )
    .await?;
    Ok(rows > 0)
}
