//! An audience's feed as it grows: what came after a position, and the state at a moment to go on from.

use deadpool_postgres::{GenericClient, Object};
use jiff::Timestamp;
use shared::audience::Audience;
use tokio_postgres::{IsolationLevel, Row};
use uuid::Uuid;

use crate::db;

/// One line of a feed.
#[derive(Clone, Debug)]
pub struct Line {
    pub position: i64,
    pub at: Timestamp,
    pub resource: String,
    pub id: Uuid,
    /// The document as JSON text; none where the thing went.
    pub document: Option<String>,
}

/// Everything that an audience sees now, and the last line of its feed.
pub async fn state(
    connection: &mut Object,
    audience: Audience,
) -> Result<(Vec<Line>, Option<Line>), db::Error> {
    let builder =
        connection.build_transaction().read_only(true).isolation_level(IsolationLevel::RepeatableRead);
    let tx = builder.start().await?;
    // The one statement that may take longer than a request may.
    tx.batch_execute("set local statement_timeout = '60s'").await?;
    let head = db::row_or_none(
        &tx,
        "-- feed::head
            select from_position, at, resource, id, document::text as document
            from views
            where audience = $1::text::audience
            order by from_position desc
            limit 1",
        &[&audience.as_str()],
    )
    .await?;
    let rows = db::rows(
        &tx,
        "-- feed::state
            select from_position, at, resource, id, document::text as document
            from views
            where audience = $1::text::audience
              and resource = any(array['funds', 'pledges', 'entries', 'members', 'member_counts', 'rates'])
              and to_position is null",
        &[&audience.as_str()],
    )
    .await?;
    Ok((rows.iter().map(line).collect(), head.as_ref().map(line)))
}

/// What an audience saw at a position of its feed, as far as figures are made of it.
pub async fn state_at(
    client: &impl GenericClient,
    audience: Audience,
    position: i64,
) -> Result<Vec<Line>, db::Error> {
    let rows = db::rows(
        client,
        "-- feed::state_at
            select from_position, at, resource, id, document::text as document
            from views
            where audience = $1::text::audience
              and resource = any(array['funds', 'pledges', 'entries', 'members', 'member_counts', 'rates'])
              and from_position <= $2
              and (to_position is null or to_position > $2)",
        &[&audience.as_str(), &position],
    )
    .await?;
    Ok(rows.iter().map(line).collect())
}

/// At most `limit` lines after a position, in order.
pub async fn after(
    client: &impl GenericClient,
    audience: Audience,
    position: i64,
    limit: i64,
) -> Result<Vec<Line>, db::Error> {
    let rows = db::rows(
        client,
        "-- feed::after
        select from_position, at, resource, id, document::text as document
        from views
        where audience = $1::text::audience
          and from_position > $2
        order by from_position
        limit $3",
        &[&audience.as_str(), &position, &limit],
    )
    .await?;
    Ok(rows.iter().map(line).collect())
}

/// How far each feed goes, in the order of `Audience::ALL`.
pub async fn heads(client: &impl GenericClient) -> Result<[i64; 4], db::Error> {
    let row = db::row(
        client,
        "-- feed::heads
        select array(
          select (select coalesce(max(from_position), 0) from views where views.audience = audience.audience)
          from unnest(enum_range(null::audience)) with ordinality as audience (audience, place)
          order by place
        ) as heads",
        &[],
    )
    .await?;
    let heads: Vec<i64> = row.get("heads");
    Ok(heads.try_into().expect("one head an audience"))
}

fn line(row: &Row) -> Line {
    Line {
        position: row.get("from_position"),
        at: row.get("at"),
        resource: row.get("resource"),
        id: row.get("id"),
        document: row.get("document"),
    }
}
