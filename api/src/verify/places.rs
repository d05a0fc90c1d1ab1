//! Checks the sort keys of past versions. No hash covers a sort key, but it follows from the name that the thing
//! had then and from its sort key today.

use anyhow::Result;
use deadpool_postgres::Transaction;
use jiff::Timestamp;
use shared::{audience::Audience, resource::Resource};

use super::Broken;
use crate::db;

/// Names the first past version whose sort key differs from its feed line.
pub(super) async fn check(tx: &Transaction<'_>) -> Result<()> {
    let rows = db::rows(
        tx,
        "-- verify::places
        select past.from_position, past.sort_key, now.sort_key as today, past.resource,
          (past.document ->> 'asked_at')::timestamptz as asked_at,
          coalesce(past.document ->> 'name', past.document #>> '{organisation,name}') as name,
          past.document ->> 'slug' as slug,
          (past.document ->> 'posted_at')::timestamptz as posted_at
        from views as past
        left join views as now on now.audience = 'office'
          and now.resource = past.resource
          and now.id = past.id
          and now.to_position is null
        where past.audience = 'office'
          and past.to_position is not null
          and past.id is not null
        order by past.from_position",
        &[],
    )
    .await?;
    for row in &rows {
        let name = || row.get::<_, Option<&str>>("name").map(str::to_lowercase);
        let place = match row.get::<_, Resource>("resource") {
            Resource::Funds | Resource::Organisations | Resource::Members => name(),
            Resource::Offices | Resource::Calls => row.get::<_, Option<String>>("slug"),
            // A draft's posting time is its time of publication.
            Resource::Updates => row.get::<_, Option<Timestamp>>("posted_at").map(|at| format!("{at:.6}")),
            // A release leaves with its thing.
            Resource::Releases => row.get::<_, Option<Timestamp>>("asked_at").map(|at| format!("{at:.6}")),
            // The other sort keys never change.
            _ => row.get("today"),
        };
        if place.as_deref() != Some(row.get("sort_key")) {
            return Err(broken(Audience::Office, row.get("from_position")).into());
        }
    }
    let elsewhere = db::row_or_none(
        tx,
        "-- verify::other_places
        select views.audience, views.from_position
        from views
        join (
          select resource, id, sort_key, at, lead(at) over (partition by resource, id order by from_position) as until
          from views
          where audience = 'office'
        ) as office on office.resource = views.resource
          and office.id = views.id
          and office.at <= views.at
          and (office.until is null or office.until > views.at)
        where views.audience <> 'office'
          and views.to_position is not null
          and views.sort_key <> office.sort_key
        order by views.audience, views.from_position
        limit 1",
        &[],
    )
    .await?;
    let Some(row) = elsewhere else { return Ok(()) };
    let audience = row.get("audience");
    Err(broken(audience, row.get("from_position")).into())
}

fn broken(audience: Audience, position: i64) -> Broken {
    let record = format!("{} feed, position {position}", audience.as_str());
    Broken { record, what: "has another sort key than its feed line".to_owned() }
}
