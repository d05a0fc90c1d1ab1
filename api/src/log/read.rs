//! Reads what one audience sees, today or as of a position of its feed. Nothing that is hidden
//! from the audience lies in the rows that these statements touch.

use deadpool_postgres::GenericClient;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use shared::audience::Audience;
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;

use crate::db;

/// A list: which resource, and in which order.
#[derive(Clone, Copy, Debug)]
pub struct List {
    pub resource: &'static str,
    /// Whether the greatest sort key comes first.
    pub newest_first: bool,
}

/// One version of a thing, as one audience sees it.
#[derive(Clone, Debug)]
pub struct Version {
    pub id: Uuid,
    /// Position in the audience's feed at which this version begins.
    pub position: i64,
    pub sort_key: String,
    /// The document, as JSON text.
    pub document: String,
}

impl Version {
    /// Its ETag: a position, and so the same for everybody who reads the same feed.
    pub fn etag(&self) -> String {
        format!("\"{}\"", self.position)
    }
}

/// What to read of a list.
#[derive(Clone, Debug)]
pub struct Query<'a> {
    pub audience: Audience,
    /// What every item must contain.
    pub matching: &'a Value,
    /// Position of the audience's feed to read as of; `None` is today.
    pub as_of: Option<i64>,
}

/// One page of a list, after the item given.
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
    let audience = query.audience.as_str();
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![&audience, &list.resource, &sort_key, &id, &limit];
    let narrowing = narrowing(query, &mut parameters);
    let text = ["-- log::page", COLUMNS, FROM, beyond, &narrowing, order, "limit $5"].join("\n");
    Ok(db::rows(client, &text, &parameters).await?.iter().map(version).collect())
}

/// How many items a list has.
pub async fn count(client: &impl GenericClient, list: List, query: &Query<'_>) -> Result<i64, db::Error> {
    let audience = query.audience.as_str();
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![&audience, &list.resource];
    let narrowing = narrowing(query, &mut parameters);
    let text = ["-- log::count", "select count(*) as total", FROM, &narrowing].join("\n");
    Ok(db::row(client, &text, &parameters).await?.get("total"))
}

/// One thing.
pub async fn get(
    client: &impl GenericClient,
    resource: &str,
    id: Uuid,
    audience: Audience,
    as_of: Option<i64>,
) -> Result<Option<Version>, db::Error> {
    let query = Query { audience, matching: &Value::Null, as_of };
    let audience = audience.as_str();
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![&audience, &resource, &id];
    let narrowing = narrowing(&query, &mut parameters);
    let text = ["-- log::get", COLUMNS, FROM, "and id = $3", &narrowing].join("\n");
    Ok(db::row_or_none(client, &text, &parameters).await?.as_ref().map(version))
}

/// Where an audience's feed was at an instant.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// 0 before its first line.
    pub position: i64,
    /// The instant of the line there; the one asked for where there is none yet.
    pub at: Timestamp,
}

/// For so long after it began, a write that was to be the last of its instant may still be on its way.
const ON_ITS_WAY: SignedDuration = SignedDuration::from_secs(60);

/// Where an audience's feed was at an instant, once nothing can be written for that instant any more;
/// `None` where the instant is still to come.
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
    if now.duration_since(at) < ON_ITS_WAY {
        // Whoever appends after this takes a later instant.
        db::run(client, "select pg_advisory_xact_lock_shared($1)", &[&super::LOCK]).await?;
    }
    let row = db::row_or_none(
        client,
        "-- log::moment
            select from_position, at
            from views
            where audience = $1::text::audience
              and at <= $2
            order by at desc, from_position desc
            limit 1",
        &[&audience.as_str(), &at],
    )
    .await?;
    let moment = |row: Row| Moment { position: row.get("from_position"), at: row.get("at") };
    Ok(Some(row.map_or(Moment { position: 0, at }, moment)))
}

const COLUMNS: &str = "select id, from_position, sort_key, document::text as document";
const FROM: &str = "from views
where audience = $1::text::audience
  and resource = $2
  and document is not null";

/// The conditions that only some queries have; their parameters are numbered on from those before.
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
    conditions
}

fn version(row: &Row) -> Version {
    Version {
        id: row.get("id"),
        position: row.get("from_position"),
        sort_key: row.get("sort_key"),
        document: row.get("document"),
    }
}
