//! An audience's feed as it grows: the lines after a position, and the state to start from.

use std::collections::HashMap;

use data_encoding::HEXLOWER;
use deadpool_postgres::{GenericClient, Object};
use jiff::Timestamp;
use shared::{
    audience::Audience,
    changes::{Change, EPOCH, FeedLine, Operation},
    resource::{Resource, Thing},
};
use tokio_postgres::{IsolationLevel, Row};
use uuid::Uuid;

use crate::db;

/// One line of a feed.
#[derive(Clone, Debug)]
pub struct Line {
    pub position: i64,
    pub at: Timestamp,
    /// `None` if the line does not say, or no longer says, what it is about.
    pub thing: Option<Thing>,
    /// The document as JSON text; `None` if the thing disappeared.
    pub document: Option<String>,
    /// The earlier positions that this line withdraws.
    pub withdraws: Vec<i64>,
    /// Whether this line was itself withdrawn.
    pub is_withdrawn: bool,
}

impl Line {
    /// The line as it is told to its readers.
    pub fn change(&self) -> Change {
        Change {
            position: self.position,
            at: self.at,
            resource: self.thing.map(|thing| thing.resource.to_string()),
            id: self.thing.map(|thing| thing.id),
            operation: operation(self.document.is_some(), self.thing.is_some(), self.is_withdrawn),
            withdraws: self.withdraws.clone(),
        }
    }
}

fn operation(has_document: bool, is_named: bool, is_withdrawn: bool) -> Operation {
    match (has_document, is_named) {
        _ if is_withdrawn => Operation::Withdrawn,
        (true, _) => Operation::Put,
        (false, true) => Operation::Tombstone,
        (false, false) => Operation::Withdraw,
    }
}

/// The columns of a line.
pub(super) const COLUMNS: &str = "from_position, at, resource, id, document::text as document, withdraws,
  salt is null as is_withdrawn";

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
        &format!(
            "-- feed::head
            select {COLUMNS}
            from views
            where audience = $1
            order by from_position desc
            limit 1"
        ),
        &[&audience],
    )
    .await?;
    let rows = db::rows(
        &tx,
        &format!(
            "-- feed::state
            select {COLUMNS}
            from views
            where audience = $1
              and resource = any(array['funds', 'pledges', 'entries', 'schedules', 'overlaps', 'members',
                'member_counts', 'rates', 'organisations'])
              and to_position is null"
        ),
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
    let sql = format!(
        "-- feed::state_at
        select {COLUMNS}
        from views
        where audience = $1
          and resource = any(array['funds', 'pledges', 'entries', 'schedules', 'overlaps', 'members',
            'member_counts', 'rates', 'organisations'])
          and document is not null
          and from_position <= $2
          and (to_position is null or to_position > $2)"
    );
    let rows = db::rows(client, &sql, &[&audience, &position]).await?;
    Ok(rows.iter().map(line).collect())
}

/// At most `limit` lines after a position, in order.
pub async fn after(
    client: &impl GenericClient,
    audience: Audience,
    position: i64,
    limit: i64,
) -> Result<Vec<Line>, db::Error> {
    let sql = format!(
        "-- feed::after
        select {COLUMNS}
        from views
        where audience = $1
          and from_position > $2
        order by from_position
        limit $3"
    );
    let rows = db::rows(client, &sql, &[&audience, &position, &limit]).await?;
    Ok(rows.iter().map(line).collect())
}

/// The things that the lines at these positions of a feed withdraw without naming them. Only the offices' servers
/// know.
pub async fn taken_back(
    client: &impl GenericClient,
    audience: Audience,
    positions: &[i64],
) -> Result<HashMap<i64, Thing>, db::Error> {
    let rows = db::rows(
        client,
        "-- feed::taken_back
        select position, resource, id
        from withdrawals
        where audience = $1
          and position = any($2)",
        &[&audience, &positions],
    )
    .await?;
    let thing = |row: &Row| row.get::<_, Resource>("resource").with(row.get("id"));
    Ok(rows.iter().map(|row| (row.get("position"), thing(row))).collect())
}

/// At most `limit` whole lines after a position, in order.
pub async fn whole_after(
    client: &impl GenericClient,
    audience: Audience,
    position: i64,
    limit: i64,
) -> Result<Vec<FeedLine>, db::Error> {
    let sql = format!(
        "-- feed::whole_after
        select {COLUMNS}, salt, commitment, previous_hash, hash
        from views
        where audience = $1
          and from_position > $2
        order by from_position
        limit $3"
    );
    let rows = db::rows(client, &sql, &[&audience, &position, &limit]).await?;
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
    let resource: Option<Resource> = row.get("resource");
    Line {
        position: row.get("from_position"),
        at: row.get("at"),
        thing: resource.map(|resource| resource.with(row.get("id"))),
        document: row.get("document"),
        withdraws: row.get("withdraws"),
        is_withdrawn: row.get("is_withdrawn"),
    }
}

/// A line as it is stored, even if somebody tampered with it.
fn whole(audience: Audience, row: &Row) -> FeedLine {
    let (document, salt): (Option<&str>, Option<&[u8]>) = (row.get("document"), row.get("salt"));
    let id: Option<Uuid> = row.get("id");
    let change = Change {
        position: row.get("from_position"),
        at: row.get("at"),
        resource: row.get("resource"),
        id,
        operation: operation(document.is_some(), id.is_some(), salt.is_none()),
        withdraws: row.get("withdraws"),
    };
    FeedLine {
        audience,
        epoch: EPOCH,
        change,
        document: document.map(|text| serde_json::from_str(text).expect("PostgreSQL keeps JSON")),
        salt: salt.map(|salt| HEXLOWER.encode(salt)),
        commitment: HEXLOWER.encode(row.get("commitment")),
        previous_hash: HEXLOWER.encode(row.get("previous_hash")),
        hash: HEXLOWER.encode(row.get("hash")),
    }
}
