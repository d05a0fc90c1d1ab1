//! Keeps members that are counted only, or hidden, out of the list of organisations too: an organisation in that list
//! and in no list of members would be one of them.

use shared::{audience::Audience, organisations::Organisation, resource::Resource};
use uuid::Uuid;

use super::store;
use crate::{db, http::Problem, log::Write, resources::views};

/// Whether an organisation has memberships, and none of them is listed.
pub(crate) async fn is_discreet(write: &Write<'_>, organisation: Uuid) -> Result<bool, db::Error> {
    let row = db::row(
        &write.tx,
        "-- discretion::is_discreet
            select coalesce(bool_and(listing in ('count_only', 'hidden')), false) as is_discreet
            from members
            where organisation = $1",
        &[&organisation],
    )
    .await?;
    Ok(row.get("is_discreet"))
}

/// Narrows an organisation to the offices if its memberships may be in no list. `Some` names the first thing that
/// shows its name to others, and nothing is narrowed then.
pub(crate) async fn keep(write: &mut Write<'_>, organisation: Uuid) -> Result<Option<String>, db::Error> {
    let found = store::get(&write.tx, organisation).await?;
    let is_open = |organisation: &Organisation| organisation.head.audience != Audience::Office;
    let Some(mut found) = found.filter(|found| found.merged_into.is_none() && is_open(found)) else {
        return Ok(None);
    };
    if !is_discreet(write, organisation).await? {
        return Ok(None);
    }
    if let Some(naming) = naming(write, &found).await? {
        return Ok(Some(format!("its organisation is named by {naming}: withdraw that first")));
    }
    found.head.audience = Audience::Office;
    store::update(&write.tx, &found).await?;
    views::record(write, Resource::Organisations.with(organisation), Audience::Office, &found).await?;
    Ok(None)
}

/// As `keep`, for a field of a request.
pub(crate) async fn keep_or_refuse(
    write: &mut Write<'_>,
    organisation: Uuid,
    pointer: &str,
) -> Result<(), Problem> {
    match keep(write, organisation).await? {
        None => Ok(()),
        Some(why) => Err(Problem::invalid_field(pointer, &format!("must be a listing by name: {why}"))),
    }
}

/// A thing that names an organisation to readers of the organisation, or a key that it holds.
async fn naming(write: &Write<'_>, organisation: &Organisation) -> Result<Option<String>, db::Error> {
    let row = db::row_or_none(
        &write.tx,
        "-- discretion::naming
            select naming.resource || ' ' || naming.id as naming
            from (
              select 'pledges' as resource, id::text as id from pledges where donor = $1
              union all
              select 'positions', id::text from positions where organisation = $1
              union all
              select 'updates', id::text
              from updates
              where text -> 'ties'
                @> jsonb_build_array(jsonb_build_object('resource', 'organisations', 'id', $1::uuid::text))
            ) as naming
            join views on views.audience = $2
              and views.resource = naming.resource
              and views.id = naming.id::uuid
              and views.to_position is null
            union all
            select 'the key ' || id
            from keys
            where organisation = $1
              and revoked_at is null
              and expires_at > now()
            limit 1",
        &[&organisation.id, &organisation.head.audience],
    )
    .await?;
    Ok(row.map(|row| row.get("naming")))
}
