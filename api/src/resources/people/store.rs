//! People in the database.

use deadpool_postgres::GenericClient;
use serde_json::Value;
use shared::people::{NewPerson, Person};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{auth::keys, db, rest::once};

/// The people of an office in the order they were added: at most `limit`, after one of them.
pub(super) async fn list(
    client: &impl GenericClient,
    office: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Person>, db::Error> {
    let sql = format!(
        "-- people::list
        {SELECT}
        where office = $1
          and ($2::uuid is null or (made_at, id) > (select made_at, id from people where id = $2 and office = $1))
        order by made_at, id
        limit $3"
    );
    Ok(db::rows(client, &sql, &[&office, &after, &limit]).await?.iter().map(person).collect())
}

/// Number of people of an office.
pub(super) async fn count(client: &impl GenericClient, office: Uuid) -> Result<i64, db::Error> {
    let sql = "-- people::count\nselect count(*) as total from people where office = $1";
    Ok(db::row(client, sql, &[&office]).await?.get("total"))
}

pub(crate) async fn get(client: &impl GenericClient, id: Uuid) -> Result<Option<Person>, db::Error> {
    let sql = format!("-- people::get\n{SELECT} where id = $1");
    Ok(db::row_or_none(client, &sql, &[&id]).await?.as_ref().map(person))
}

/// The same, locked until the transaction ends.
pub(crate) async fn hold(client: &impl GenericClient, id: Uuid) -> Result<Option<Person>, db::Error> {
    db::run(client, "-- people::hold\nselect 1 from people where id = $1 for update", &[&id]).await?;
    get(client, id).await
}

pub(super) async fn insert(
    client: &impl GenericClient,
    id: Uuid,
    office: Uuid,
    head: &NewPerson,
    made_by: Option<&str>,
) -> Result<(), db::Error> {
    let NewPerson { name, email, role, language, digest, left } = head;
    db::run(
        client,
        "-- people::insert
            insert into people (id, office, name, email, role, language, digest, left_at, made_by)
            values ($1, $2, $3, $4, $5, $6, $7, case when $8 then clock_timestamp() end, $9)",
        &[&id, &office, name, email, &role.as_str(), language, digest, left, &made_by],
    )
    .await?;
    Ok(())
}

/// Changes a person; `raised_by` is the key of the admin who let them do more.
pub(crate) async fn update(
    client: &impl GenericClient,
    id: Uuid,
    head: &NewPerson,
    raised_by: Option<&String>,
) -> Result<(), db::Error> {
    let NewPerson { name, email, role, language, digest, left } = head;
    db::run(
        client,
        "-- people::update
            update people
            set name = $2, email = $3, role = $4, language = $5, digest = $6,
              left_at = case when $7 then coalesce(left_at, clock_timestamp()) end,
              made_by = coalesce($8, made_by)
            where id = $1",
        &[&id, name, email, &role.as_str(), language, digest, left, &raised_by],
    )
    .await?;
    Ok(())
}

/// Revokes the keys of a person who left, and erases their reading mark, their mails, and the requests that created
/// them and their keys. Returns the number of each.
pub(crate) async fn forget(
    client: &impl GenericClient,
    id: Uuid,
) -> Result<[(&'static str, u64); 3], db::Error> {
    keys::revoke_of(client, id, None).await?;
    let mark = "-- people::forget_mark\ndelete from read_marks where person = $1";
    let mails = "-- people::forget_mail\ndelete from digest_mails where person = $1";
    let path = format!("/v1/people/{id}");
    let of_keys = keys::ids_of(client, id).await?.into_iter().map(|key| format!("{path}/keys/{key}"));
    let requests: Vec<_> = of_keys.chain([path.clone()]).collect();
    Ok([
        ("reading mark", db::run(client, mark, &[&id]).await?),
        ("records of digest mails", db::run(client, mails, &[&id]).await?),
        ("stored requests and responses", once::forget(client, &requests).await?),
    ])
}

const SELECT: &str = "select id, office, made_at, left_at, name, email, role, language, digest,
  (
    select coalesce(jsonb_agg(
      jsonb_build_object('id', id, 'role', role, 'expires_at', expires_at) order by made_at, id
    ), '[]')
    from keys
    where person = people.id
      and revoked_at is null
      and expires_at > now()
  ) as keys,
  (
    select jsonb_build_object('day', day, 'tries', tries, 'trouble', trouble, 'state', case
      when done_at is null then 'unsent'
      when position is null then 'nothing_moved'
      else 'sent'
    end)
    from digest_mails
    where person = people.id
    order by day desc
    limit 1
  ) as last_mail
from people";

fn person(row: &Row) -> Person {
    let role: &str = row.get("role");
    let left_at: Option<jiff::Timestamp> = row.get("left_at");
    Person {
        id: row.get("id"),
        office: row.get("office"),
        made_at: row.get("made_at"),
        left_at,
        head: NewPerson {
            name: row.get("name"),
            email: row.get("email"),
            role: role.parse().expect("the schema knows these roles only"),
            language: row.get("language"),
            digest: row.get("digest"),
            left: left_at.is_some(),
        },
        keys: db::read(row, "keys"),
        last_mail: row
            .get::<_, Option<Value>>("last_mail")
            .map(|mail| serde_json::from_value(mail).expect("the statement makes what is read")),
    }
}
