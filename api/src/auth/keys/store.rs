//! Keys in the database. A key is found by its public part, and its hash is compared in constant time.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use shared::{
    audience::Audience,
    people::{OfficeKey, PersonKey, Role, USUAL_DAYS},
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

/// Whether one person or program stands behind both keys: holds it, handed it out, or added or raised its person, and
/// the same for the key that it did so with.
pub(crate) async fn are_one_voice(
    client: &impl GenericClient,
    one: &str,
    other: &str,
) -> Result<bool, db::Error> {
    let row = db::row(
        client,
        "-- keys::are_one_voice
            with recursive behind (voice, id, person, handed_by) as (
              select id, id, person, handed_by
              from keys
              where id in ($1, $2)
              union
              select behind.voice, keys.id, keys.person, keys.handed_by
              from behind
              left join people on people.id = behind.person
              join keys on keys.id in (behind.handed_by, people.made_by)
            )
            select exists (
              select from behind as one
              join behind as other
                on coalesce(other.person::text, other.id) = coalesce(one.person::text, one.id)
              where one.voice = $1
                and other.voice = $2
            ) as are_one",
        &[&one, &other],
    )
    .await?;
    Ok(row.get("are_one"))
}

/// Working keys of an office, of its programs and its people, in the order they were made: at most `limit`, after one
/// of them.
pub(crate) async fn of_office(
    client: &impl GenericClient,
    office: Uuid,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<OfficeKey>, db::Error> {
    let rows = db::rows(
        client,
        "-- keys::of_office
            select id, person, role, made_at, expires_at, handed_by is null or agreed_by is not null as agreed
            from keys
            where office = $1
              and revoked_at is null
              and expires_at > now()
              and (
                $2::text is null
                or (made_at, id) > (select made_at, id from keys where id = $2 and office = $1)
              )
            order by made_at, id
            limit $3",
        &[&office, &after, &limit],
    )
    .await?;
    Ok(rows.iter().map(office_key).collect())
}

/// Keys of an office that were made after one instant, up to and including another, latest first.
pub(crate) async fn made(
    client: &impl GenericClient,
    office: Uuid,
    after: Option<Timestamp>,
    until: Option<Timestamp>,
    most: i64,
) -> Result<Vec<OfficeKey>, db::Error> {
    let rows = db::rows(
        client,
        "-- keys::made
            select id, person, role, made_at, expires_at, handed_by is null or agreed_by is not null as agreed
            from keys
            where office = $1
              and ($2::timestamptz is null or made_at > $2)
              and ($3::timestamptz is null or made_at <= $3)
            order by made_at desc, id
            limit $4",
        &[&office, &after, &until, &most],
    )
    .await?;
    Ok(rows.iter().map(office_key).collect())
}

/// Number of working keys of an office.
pub(crate) async fn count_of_office(client: &impl GenericClient, office: Uuid) -> Result<i64, db::Error> {
    let row = db::row(
        client,
        "-- keys::count_of_office
            select count(*) as total
            from keys
            where office = $1
              and revoked_at is null
              and expires_at > now()",
        &[&office],
    )
    .await?;
    Ok(row.get("total"))
}

/// Revokes a key of an office. False if it has no such key, or the key was already revoked.
pub(crate) async fn revoke_of_office(
    client: &impl GenericClient,
    office: Uuid,
    key: &str,
) -> Result<bool, db::Error> {
    let rows = db::run(
        client,
        "-- keys::revoke_of_office
            update keys
            set revoked_at = now()
            where office = $1
              and id = $2
              and revoked_at is null",
        &[&office, &key],
    )
    .await?;
    Ok(rows == 1)
}

fn office_key(row: &Row) -> OfficeKey {
    let role: &str = row.get("role");
    OfficeKey {
        id: row.get("id"),
        person: row.get("person"),
        role: role.parse().expect("the schema knows these roles only"),
        agreed: row.get("agreed"),
        made_at: row.get("made_at"),
        expires_at: row.get("expires_at"),
    }
}

/// Whether a key may agree to releases: an operator made it, or two admins did.
pub(crate) async fn is_agreed(client: &impl GenericClient, id: &str) -> Result<bool, db::Error> {
    let row = db::row(
        client,
        "-- keys::is_agreed
            select handed_by is null or agreed_by is not null as is_agreed
            from keys
            where id = $1",
        &[&id],
    )
    .await?;
    Ok(row.get("is_agreed"))
}

/// Records that a second admin agreed to a key of their office; `None` if the office has no such working key.
pub(crate) async fn agree(
    client: &impl GenericClient,
    office: Uuid,
    key: &str,
    agreed_by: &str,
) -> Result<Option<OfficeKey>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- keys::agree
            update keys
            set agreed_by = coalesce(agreed_by, $3)
            where office = $1
              and id = $2
              and revoked_at is null
              and expires_at > now()
            returning id, person, role, made_at, expires_at, true as agreed",
        &[&office, &key, &agreed_by],
    )
    .await?;
    Ok(row.as_ref().map(office_key))
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
