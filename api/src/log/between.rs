//! The changes to an audience's things between two positions of its feed: the version at each end, without the
//! steps between.

use std::collections::HashMap;

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use serde_json::Value;
use shared::{audience::Audience, resource::Resource};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::feed::{self, Line};
use crate::db;

/// A thing that changed between two positions.
#[derive(Clone, Debug)]
pub struct Touched {
    pub resource: Resource,
    pub id: Uuid,
    /// The position and instant of its last change.
    pub position: i64,
    pub at: Timestamp,
    /// Whether it was visible at the first position, and whether it is at the second.
    pub was_there: bool,
    pub is_there: bool,
    /// The documents, unless they were retracted since.
    pub before: Option<Value>,
    pub now: Option<Value>,
}

/// Every thing that changed after one position and up to another, except rates and counts, in the order of their
/// last changes.
pub async fn between(
    client: &impl GenericClient,
    audience: Audience,
    from: i64,
    to: i64,
) -> Result<Vec<Touched>, db::Error> {
    let sql = "-- between::touched
            with last as (
              select distinct on (resource, id) resource, id, from_position, at, document
              from views
              where audience = $1
                and from_position > $2
                and from_position <= $3
                and resource <> all(array['rates', 'member_counts'])
              order by resource, id, from_position desc
            )
            select last.resource, last.id, last.from_position, last.at, last.document as now,
              before.document as before,
              exists (
                select from views as today
                where today.audience = $1
                  and today.resource = last.resource
                  and today.id = last.id
                  and today.to_position is null
              ) as is_seen
            from last
            left join lateral (
              select document
              from views
              where views.audience = $1
                and views.resource = last.resource
                and views.id = last.id
                and views.from_position <= $2
                and views.to_position > $2
            ) as before on true
            order by last.from_position";
    let rows = db::rows(client, sql, &[&audience, &from, &to]).await?;
    Ok(rows
        .iter()
        .map(|row| {
            let (before, now): (Option<Value>, Option<Value>) = (row.get("before"), row.get("now"));
            let (was_there, is_there) = (before.is_some(), now.is_some());
            // A thing retracted from an audience also leaves that audience's past.
            let is_shown = audience == Audience::Office || row.get("is_seen");
            Touched {
                resource: row.get("resource"),
                id: row.get("id"),
                position: row.get("from_position"),
                at: row.get("at"),
                was_there,
                is_there: is_there && is_shown,
                before: before.filter(|_| is_shown),
                now: now.filter(|_| is_shown),
            }
        })
        .collect())
}

/// The documents of these things that an audience saw at a position of its feed.
pub async fn versions(
    client: &impl GenericClient,
    audience: Audience,
    resource: Resource,
    ids: &[Uuid],
    position: i64,
) -> Result<HashMap<Uuid, Line>, db::Error> {
    let sql = format!("-- between::versions\n{}", at("resource = $3 and id = any($4)"));
    let lines = lines(client, &sql, &[&audience, &position, &resource, &ids]).await?;
    Ok(lines.into_iter().filter_map(|line| Some((line.thing?.id, line))).collect())
}

/// Every schedule that an audience saw at a position of its feed.
pub async fn schedules(
    client: &impl GenericClient,
    audience: Audience,
    position: i64,
) -> Result<Vec<Line>, db::Error> {
    let sql = format!("-- between::schedules\n{}", at("resource = 'schedules'"));
    lines(client, &sql, &[&audience, &position]).await
}

/// The entries of these pledges that an audience saw at a position of its feed. Found by their sort key, which
/// begins with the pledge.
pub async fn entries(
    client: &impl GenericClient,
    audience: Audience,
    pledges: &[Uuid],
    position: i64,
) -> Result<Vec<Line>, db::Error> {
    let of = "resource = 'entries' and sort_key >= pledge || ' ' and sort_key < pledge || '!'";
    let sql = format!(
        "-- between::entries
        select entry.*
        from unnest($3::text[]) as pledge
        cross join lateral ({}) as entry",
        at(of)
    );
    let pledges: Vec<String> = pledges.iter().map(Uuid::to_string).collect();
    lines(client, &sql, &[&audience, &position, &pledges]).await
}

/// The rates of the days from one on and up to another, as known at a position.
pub async fn rates(
    client: &impl GenericClient,
    audience: Audience,
    days: (jiff::civil::Date, jiff::civil::Date),
    position: i64,
) -> Result<Vec<Line>, db::Error> {
    // Rates are sorted by day, and then by series.
    let (first, last) = (days.0.to_string(), format!("{}!", days.1));
    let sql = format!("-- between::rates\n{}", at("resource = 'rates' and sort_key >= $3 and sort_key < $4"));
    lines(client, &sql, &[&audience, &position, &first, &last]).await
}

/// The instant of the line at a position of an audience's feed; `None` before its first line and after its last.
pub async fn instant(
    client: &impl GenericClient,
    audience: Audience,
    position: i64,
) -> Result<Option<Timestamp>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- between::instant
            select at
            from views
            where audience = $1
              and from_position = $2",
        &[&audience, &position],
    )
    .await?;
    Ok(row.map(|row| row.get("at")))
}

async fn lines(
    client: &impl GenericClient,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Line>, db::Error> {
    Ok(db::rows(client, sql, parameters).await?.iter().map(feed::line).collect())
}

/// The statement that reads the versions valid at the position `$2` for the audience `$1`.
fn at(what: &str) -> String {
    format!(
        "select {}
        from views
        where audience = $1
          and {what}
          and document is not null
          and from_position <= $2
          and (to_position is null or to_position > $2)",
        feed::COLUMNS
    )
}
