//! Reads one audience's view, today or as of a position of its feed. The rows that these statements read contain
//! nothing hidden from the audience.

use deadpool_postgres::{GenericClient, Object, Transaction};
use jiff::Timestamp;
use serde_json::Value;
use shared::{
    audience::Audience,
    resource::{Resource, Thing},
};
use tokio_postgres::{IsolationLevel, Row, types::ToSql};
use uuid::Uuid;

use super::settle::settle;
use crate::db;

/// A list: its resource and its order.
#[derive(Clone, Copy, Debug)]
pub struct List {
    pub resource: Resource,
    /// Whether the greatest sort key comes first.
    pub newest_first: bool,
    /// Whether the sort key is the instant when the thing was created.
    pub by_making: bool,
}

/// One version of a thing, as one audience sees it.
#[derive(Clone, Debug)]
pub struct Version {
    /// Position in the audience's feed where this version begins.
    pub position: i64,
    /// The document, as JSON text.
    pub document: String,
}

impl Version {
    /// Its ETag: a position, and so the same for all readers of the feed.
    pub fn etag(&self) -> String {
        format!("\"{}\"", self.position)
    }
}

/// A condition beyond JSON containment.
#[derive(Clone, Debug)]
pub struct Condition {
    /// SQL on the rows of `views`; `$$` stands for the value.
    pub sql: String,
    pub value: String,
}

/// The part of a list to read.
#[derive(Clone, Debug)]
pub struct Query<'a> {
    pub audience: Audience,
    /// JSON that every item must contain.
    pub matching: &'a Value,
    pub conditions: &'a [Condition],
    /// Position of the audience's feed to read as of; `None` is today.
    pub as_of: Option<i64>,
}

/// One page of a list, after the given item.
pub async fn page(
    client: &impl GenericClient,
    list: List,
    query: &Query<'_>,
    after: Option<(&str, Uuid)>,
    limit: i64,
) -> Result<Vec<Version>, db::Error> {
    let (beyond, order) = if list.newest_first {
        ("and (sort_key, id) < ($3, $4)", "order by sort_key desc, id desc")
    } else {
        ("and (sort_key, id) > ($3, $4)", "order by sort_key, id")
    };
    let first = if list.newest_first { ("\u{10ffff}", Uuid::max()) } else { ("", Uuid::nil()) };
    let (sort_key, id) = after.unwrap_or(first);
    let audience = query.audience;
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![&audience, &list.resource, &sort_key, &id, &limit];
    let narrowing = narrowing(query, &mut parameters);
    let text = ["-- log::page", COLUMNS, FROM, beyond, &narrowing, order, "limit $5"].join("\n");
    Ok(db::rows(client, &text, &parameters).await?.iter().map(version).collect())
}

/// The sort key of the version at a position of an audience's feed, and its thing; `None` if it was withdrawn.
pub async fn place(
    client: &impl GenericClient,
    audience: Audience,
    position: i64,
) -> Result<Option<(String, Uuid)>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- log::place
        select sort_key, id
        from views
        where audience = $1
          and from_position = $2
          and id is not null",
        &[&audience, &position],
    )
    .await?;
    Ok(row.map(|row| (row.get("sort_key"), row.get("id"))))
}

/// The number of items in a list.
pub async fn count(client: &impl GenericClient, list: List, query: &Query<'_>) -> Result<i64, db::Error> {
    let audience = query.audience;
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![&audience, &list.resource];
    let narrowing = narrowing(query, &mut parameters);
    let text = ["-- log::count", "select count(*) as total", FROM, &narrowing].join("\n");
    Ok(db::row(client, &text, &parameters).await?.get("total"))
}

/// One thing.
pub async fn get(
    client: &impl GenericClient,
    thing: Thing,
    audience: Audience,
    as_of: Option<i64>,
) -> Result<Option<Version>, db::Error> {
    let query = Query { audience, matching: &Value::Null, conditions: &[], as_of };
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![&audience, &thing.resource, &thing.id];
    let narrowing = narrowing(&query, &mut parameters);
    let text = ["-- log::get", COLUMNS, FROM, "and id = $3", &narrowing].join("\n");
    Ok(db::row_or_none(client, &text, &parameters).await?.as_ref().map(version))
}

/// The position of an audience's feed at an instant.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// 0 before its first line.
    pub position: i64,
    /// The instant of that line, or the requested instant before the first line.
    pub at: Timestamp,
}

/// The current position of an audience's feed.
pub async fn head(client: &impl GenericClient, audience: Audience) -> Result<Moment, db::Error> {
    let row = db::row_or_none(
        client,
        "-- log::end
            select from_position, at
            from views
            where audience = $1
            order by from_position desc
            limit 1",
        &[&audience],
    )
    .await?;
    Ok(row.as_ref().map_or(Moment { position: 0, at: Timestamp::UNIX_EPOCH }, moment_of))
}

/// Opens a snapshot for reading several lists: between two separate reads, a thing could become hidden.
pub async fn snapshot(connection: &mut Object) -> Result<Transaction<'_>, db::Error> {
    let builder = connection.build_transaction().read_only(true);
    Ok(builder.isolation_level(IsolationLevel::RepeatableRead).start().await?)
}

/// The position of an audience's feed at an instant, once no write can still add a line for that instant; `None`
/// for an instant in the future.
pub async fn moment(
    client: &impl GenericClient,
    audience: Audience,
    at: Timestamp,
) -> Result<Option<Moment>, db::Error> {
    let now: Timestamp =
        db::row(client, "-- log::now\nselect clock_timestamp() as now", &[]).await?.get("now");
    if at > now {
        return Ok(None);
    }
    settle(client, audience, at).await?;
    let row = db::row_or_none(
        client,
        "-- log::moment
            select from_position, at
            from views
            where audience = $1
              and at <= $2
            order by at desc, from_position desc
            limit 1",
        &[&audience, &at],
    )
    .await?;
    Ok(Some(row.as_ref().map_or(Moment { position: 0, at }, moment_of)))
}

const COLUMNS: &str = "select from_position, document::text as document";
const FROM: &str = "from views
where audience = $1
  and resource = $2
  and document is not null";

/// The conditions that only some queries have; their parameters continue the numbering.
fn narrowing<'q>(query: &'q Query<'_>, parameters: &mut Vec<&'q (dyn ToSql + Sync)>) -> String {
    let mut conditions = String::new();
    match &query.as_of {
        None => conditions.push_str("and to_position is null\n"),
        Some(position) => {
            parameters.push(position);
            let n = parameters.len();
            conditions +=
                &format!("and from_position <= ${n} and (to_position is null or to_position > ${n})\n");
        }
    }
    if query.matching.as_object().is_some_and(|object| !object.is_empty()) {
        parameters.push(query.matching);
        conditions += &format!("and document @> ${}\n", parameters.len());
    }
    for Condition { sql, value } in query.conditions {
        parameters.push(value);
        conditions += &format!("and {}\n", sql.replace("$$", &format!("${}::text", parameters.len())));
    }
    conditions
}

fn moment_of(row: &Row) -> Moment {
    Moment { position: row.get("from_position"), at: row.get("at") }
}

fn version(row: &Row) -> Version {
    Version { position: row.get("from_position"), document: row.get("document") }
}
