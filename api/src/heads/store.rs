//! Heads in the database, which refuses to change them, and the ends of feeds behind them.

use data_encoding::HEXLOWER;
use deadpool_postgres::GenericClient;
use jiff::civil::Date;
use shared::{
    audience::Audience,
    changes::EPOCH,
    heads::{Head, SignedHead},
};
use tokio_postgres::Row;

use crate::db;

/// Today (UTC), by the database's clock.
pub(super) async fn today(client: &impl GenericClient) -> Result<Date, db::Error> {
    let row = db::row(
        client,
        "-- heads::today
            select (clock_timestamp() at time zone 'UTC')::date as today",
        &[],
    )
    .await?;
    Ok(row.get("today"))
}

/// The unsigned heads of the days before this one: for each feed, every day since its first line.
pub(super) async fn due(client: &impl GenericClient, before: Date) -> Result<Vec<Head>, db::Error> {
    let rows = db::rows(
        client,
        "-- heads::due
            select feed.audience, due.day::date as day, last.from_position as position, last.at,
              last.hash
            from unnest(enum_range(null::audience)) as feed (audience)
            cross join lateral (
              select greatest(
                (select max(day) + 1 from heads where heads.audience = feed.audience),
                (select (min(at) at time zone 'UTC')::date from views where views.audience = feed.audience)
              )::timestamp as first
            ) as since
            cross join lateral generate_series(since.first, $1::date - interval '1 day', interval '1 day') as due (day)
            cross join lateral (
              select from_position, at, hash
              from views
              where views.audience = feed.audience
                and at < (due.day + interval '1 day') at time zone 'UTC'
              order by at desc, from_position desc
              limit 1
            ) as last
            order by due.day, feed.audience",
        &[&before],
    )
    .await?;
    Ok(rows.iter().map(|row| head(row, EPOCH)).collect())
}

/// The current end of an audience's feed; `None` if the feed is empty.
pub(super) async fn latest(
    client: &impl GenericClient,
    audience: Audience,
) -> Result<Option<Head>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- heads::latest
            select audience, (clock_timestamp() at time zone 'UTC')::date as day,
              from_position as position, at, hash
            from views
            where audience = $1
            order by from_position desc
            limit 1",
        &[&audience],
    )
    .await?;
    Ok(row.as_ref().map(|row| head(row, EPOCH)))
}

/// An audience's daily heads, oldest first.
pub(super) async fn daily(
    client: &impl GenericClient,
    audience: Audience,
) -> Result<Vec<SignedHead>, db::Error> {
    let rows = db::rows(
        client,
        "-- heads::daily
            select epoch, audience, day, position, at, hash, public_key, signature
            from heads
            where audience = $1
            order by day",
        &[&audience],
    )
    .await?;
    Ok(rows.iter().map(signed).collect())
}

pub(super) async fn insert(client: &impl GenericClient, signed: &SignedHead) -> Result<(), db::Error> {
    let SignedHead { head: Head { audience, epoch, day, position, at, hash }, public_key, signature } =
        signed;
    db::run(
        client,
        "-- heads::insert
            insert into heads (audience, day, position, at, hash, public_key, signature, epoch)
            values ($1, $2, $3, $4, decode($5, 'hex'), decode($6, 'hex'), decode($7, 'hex'), $8)",
        &[
            &audience,
            day,
            position,
            at,
            hash,
            public_key,
            signature,
            &i32::try_from(*epoch).unwrap_or_default(),
        ],
    )
    .await?;
    Ok(())
}

fn head(row: &Row, epoch: u32) -> Head {
    Head {
        epoch,
        audience: row.get("audience"),
        day: row.get("day"),
        position: row.get("position"),
        at: row.get("at"),
        hash: HEXLOWER.encode(row.get("hash")),
    }
}

/// A signed head, read from a row.
pub(crate) fn signed(row: &Row) -> SignedHead {
    let (public_key, signature) =
        (HEXLOWER.encode(row.get("public_key")), HEXLOWER.encode(row.get("signature")));
    let epoch = u32::try_from(row.get::<_, i32>("epoch")).unwrap_or_default();
    SignedHead { head: head(row, epoch), public_key, signature }
}
