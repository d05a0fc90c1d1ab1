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
    let head = tx
        .query_opt(
            "-- feed::head
            select from_position, at, resource, id, document::text as document
            from views
            where audience = $1::text::audience
            order by from_position desc
            limit 1",
            &[&audience.as_str()],
        )
        .await?;
    let rows = tx
        .query(
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

/// At most `limit` lines after a position, in order.
pub async fn after(
    client: &impl GenericClient,
    audience: Audience,
    position: i64,
    limit: i64,
) -> Result<Vec<Line>, db::Error> {
    let statement = client
        .prepare_cached(
            "-- feed::after
            select from_position, at, resource, id, document::text as document
            from views
            where audience = $1::text::audience
              and from_position > $2
            order by from_position
            limit $3",
        )
        .await?;
    Ok(client.query(&statement, &[&audience.as_str(), &position, &limit]).await?.iter().map(line).collect())
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
