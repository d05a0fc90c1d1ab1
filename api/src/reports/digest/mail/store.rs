//! Digest recipients and sent digests, in the database.

use deadpool_postgres::GenericClient;
use jiff::{Timestamp, civil::Date};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

/// A person who gets the digest by e-mail.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    pub(super) person: Uuid,
    pub(super) office: Uuid,
    pub(super) made_at: Timestamp,
    pub(super) email: String,
    pub(super) language: String,
    /// Time zone of their office.
    pub(super) time_zone: String,
    /// The position that the last sent mail covered, and its instant.
    pub(super) told: Option<(i64, Timestamp)>,
}

/// The current instant, by the database's clock.
pub(super) async fn now(client: &impl GenericClient) -> Result<Timestamp, db::Error> {
    Ok(db::row(client, "-- mail::now\nselect clock_timestamp() as now", &[]).await?.get("now"))
}

pub(super) async fn readers(client: &impl GenericClient) -> Result<Vec<Reader>, db::Error> {
    let rows = db::rows(
        client,
        "-- mail::readers
            select people.id, people.office, people.made_at, people.email, people.language, offices.time_zone,
              last.position, last.done_at
            from people
            join offices on offices.id = people.office
            left join lateral (
              select position, done_at
              from digest_mails
              where person = people.id
                and position is not null
              order by day desc
              limit 1
            ) as last on true
            where people.email is not null
              and people.digest
              and people.left_at is null
            order by people.id",
        &[],
    )
    .await?;
    Ok(rows.iter().map(reader).collect())
}

/// Whether this server should send a person's digest of a day now: no attempt was made or the next attempt is due,
/// and the person still wants it. Also sets the next attempt, later each time.
pub(super) async fn claim(
    client: &impl GenericClient,
    person: Uuid,
    day: Date,
    now: Timestamp,
) -> Result<bool, db::Error> {
    let claimed = db::run(
        client,
        "-- mail::claim
            insert into digest_mails (person, day, next_try_at)
            select id, $2, $3::timestamptz + interval '2 minutes'
            from people
            where id = $1
              and email is not null
              and digest
              and left_at is null
            on conflict (person, day) do update
            set tries = digest_mails.tries + 1,
              next_try_at = $3::timestamptz + interval '2 minutes' * least(1 << least(digest_mails.tries, 10), 30)
            where digest_mails.done_at is null
              and digest_mails.next_try_at <= $3",
        &[&person, &day, &now],
    )
    .await?;
    Ok(claimed == 1)
}

/// Records that a day's digest was sent, and the position it covered; or that there was nothing to report.
pub(super) async fn done(
    client: &impl GenericClient,
    person: Uuid,
    day: Date,
    now: Timestamp,
    position: Option<i64>,
) -> Result<(), db::Error> {
    db::run(
        client,
        "-- mail::done
            update digest_mails
            set done_at = $3, position = $4, trouble = null
            where person = $1
              and day = $2",
        &[&person, &day, &now, &position],
    )
    .await?;
    Ok(())
}

/// Records why a day's digest was not sent.
pub(super) async fn failed(
    client: &impl GenericClient,
    person: Uuid,
    day: Date,
    trouble: &str,
) -> Result<(), db::Error> {
    db::run(
        client,
        "-- mail::failed
            update digest_mails
            set trouble = $3
            where person = $1
              and day = $2",
        &[&person, &day, &trouble],
    )
    .await?;
    Ok(())
}

/// A person with a key that an admin made, about which they were not mailed yet.
#[derive(Clone, Debug)]
pub(super) struct Holder {
    /// Public part of the key.
    pub(super) key: String,
    pub(super) person: Uuid,
    pub(super) email: String,
    pub(super) language: String,
}

pub(super) async fn holders(client: &impl GenericClient) -> Result<Vec<Holder>, db::Error> {
    let rows = db::rows(
        client,
        "-- mail::holders
            select keys.id as key, people.id, people.email, people.language
            from keys
            join people on people.id = keys.person
            where keys.handed_by is not null
              and keys.told_at is null
              and keys.revoked_at is null
              and keys.expires_at > now()
              and people.email is not null
              and people.left_at is null
            order by keys.made_at, keys.id",
        &[],
    )
    .await?;
    let holder = |row: &Row| Holder {
        key: row.get("key"),
        person: row.get("id"),
        email: row.get("email"),
        language: row.get("language"),
    };
    Ok(rows.iter().map(holder).collect())
}

/// Whether this server should mail about a key: no other server does.
pub(super) async fn claim_key(client: &impl GenericClient, key: &str) -> Result<bool, db::Error> {
    let claimed = db::run(
        client,
        "-- mail::claim_key
            update keys
            set told_at = clock_timestamp()
            where id = $1
              and told_at is null",
        &[&key],
    )
    .await?;
    Ok(claimed == 1)
}

/// Records that a mail about a key was not sent.
pub(super) async fn release_key(client: &impl GenericClient, key: &str) -> Result<(), db::Error> {
    let sql = "-- mail::release_key\nupdate keys set told_at = null where id = $1";
    db::run(client, sql, &[&key]).await?;
    Ok(())
}

/// Turns a person's digest off, and returns their language; `None` if the person no longer exists.
pub(super) async fn turn_off(client: &impl GenericClient, person: Uuid) -> Result<Option<String>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- mail::turn_off
            update people
            set digest = false
            where id = $1
            returning language",
        &[&person],
    )
    .await?;
    Ok(row.map(|row| row.get("language")))
}

/// A person's language; `None` if the person no longer exists.
pub(super) async fn language(client: &impl GenericClient, person: Uuid) -> Result<Option<String>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- mail::language
            select language
            from people
            where id = $1",
        &[&person],
    )
    .await?;
    Ok(row.map(|row| row.get("language")))
}

fn reader(row: &Row) -> Reader {
    Reader {
        person: row.get("id"),
        office: row.get("office"),
        made_at: row.get("made_at"),
        email: row.get("email"),
        language: row.get("language"),
        time_zone: row.get("time_zone"),
        told: row.get::<_, Option<i64>>("position").map(|position| (position, row.get("done_at"))),
    }
}
