//! An audience's feed as it grows: the lines after a position, and the state to start from.

use data_encoding::HEXLOWER;
use deadpool_postgres::{GenericClient, Object};
use jiff::Timestamp;
use serde_json::Value;
use shared::{
    audience::Audience,
    changes::{Change, FeedLine, Operation},
    resource::Resource,
};
use tokio_postgres::{IsolationLevel, Row};
use uuid::Uuid;

use super::{chain, read::STILL_SEEN};
use crate::db;

/// One line of a feed.
#[derive(Clone, Debug)]
pub struct Line {
    pub position: i64,
    pub at: Timestamp,
    pub resource: Resource,
    pub id: Uuid,
    /// The document as JSON text; `None` if the thing disappeared.
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
    // The one statement that may take longer than a request.
    tx.batch_execute("set local statement_timeout = '60s'").await?;
    let head = db::row_or_none(
        &tx,
        "-- feed::head
            select from_position, at, resource, id, document::text as document
            from views
            where audience = $1
            order by from_position desc
            limit 1",
        &[&audience],
    )
    .await?;
    let rows = db::rows(
        &tx,
        "-- feed::state
            select from_position, at, resource, id, document::text as document
            from views
            where audience = $1
              and resource = any(array['funds', 'pledges', 'entries', 'schedules', 'overlaps', 'members',
                'member_counts', 'rates', 'organisations'])
              and to_position is null",
        &[&audience],
    )
    .await?;
    Ok((rows.iter().map(line).collect(), head.as_ref().map(line)))
}

/// The things that figures need, as an audience saw them at a position of its feed.
pub async fn state_at(
    client: &impl GenericClient,
    audience: Audience,
    position: i64,
) -> Result<Vec<Line>, db::Error> {
    let still_seen = if audience == Audience::Office { "" } else { STILL_SEEN };
    let sql = [
        "-- feed::state_at
        select from_position, at, resource, id, document::text as document
        from views
        where audience = $1
          and resource = any(array['funds', 'pledges', 'entries', 'schedules', 'overlaps', 'members',
            'member_counts', 'rates', 'organisations'])
          and document is not null
          and from_position <= $2
          and (to_position is null or to_position > $2) ",
        still_seen,
    ];
    let rows = db::rows(client, &sql.concat(), &[&audience, &position]).await?;
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
        where audience = $1
          and from_position > $2
        order by from_position
        limit $3",
        &[&audience, &position, &limit],
    )
    .await?;
    Ok(rows.iter().map(line).collect())
}

/// At most `limit` whole lines after a position, in order.
pub async fn whole_after(
    client: &impl GenericClient,
    audience: Audience,
    position: i64,
    limit: i64,
) -> Result<Vec<FeedLine>, db::Error> {
    let sql = [
        "-- feed::whole_after
        select from_position, at, resource, id, document, previous_hash, hash,
          true ",
        STILL_SEEN,
        " as is_seen
        from views
        where audience = $1
          and from_position > $2
        order by from_position
        limit $3",
    ];
    let rows = db::rows(client, &sql.concat(), &[&audience, &position, &limit]).await?;
    Ok(rows.iter().map(|row| whole(audience, row)).collect())
}

/// The last position of each feed, in the order of `Audience::ALL`.
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

pub(super) fn line(row: &Row) -> Line {
    Line {
        position: row.get("from_position"),
        at: row.get("at"),
        resource: row.get("resource"),
        id: row.get("id"),
        document: row.get("document"),
    }
}

fn whole(audience: Audience, row: &Row) -> FeedLine {
    let document: Option<Value> = row.get("document");
    let operation = if document.is_some() { Operation::Put } else { Operation::Tombstone };
    let change = Change {
        position: row.get("from_position"),
        at: row.get("at"),
        resource: row.get("resource"),
        id: row.get("id"),
        operation,
    };
    let document_hash = document.as_ref().map(|document| HEXLOWER.encode(&chain::hash(document)));
    let (previous_hash, hash) = (HEXLOWER.encode(row.get("previous_hash")), HEXLOWER.encode(row.get("hash")));
    // A thing retracted from an audience also leaves that audience's past; its hash stays, so the chain holds.
    let is_shown = audience == Audience::Office || row.get("is_seen");
    let document = document.filter(|_| is_shown);
    FeedLine { audience, change, document, document_hash, previous_hash, hash }
}
