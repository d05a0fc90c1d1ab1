//! Shows things to their audiences: after a write, an embargo's end, a merge, a release or an upgrade, and in a
//! verification. The one place that decides which views a change refreshes.

use std::collections::{HashSet, VecDeque};

use anyhow::Result;
use deadpool_postgres::{GenericClient, Transaction};
use serde::Serialize;
use shared::{
    audience::Audience,
    resource::{Resource, Thing},
};
use strum::VariantArray;
use tokio_postgres::Config;
use uuid::Uuid;

use super::naming::naming;
use crate::{
    db::{self, Single},
    log::{Differs, Shown, Write},
    progress::progress,
    proof::Author,
};

/// Appends a thing's new state to the log, and refreshes what depends on it. The tables have the state already.
pub(crate) async fn record(
    write: &mut Write<'_>,
    thing: Thing,
    audience: Audience,
    state: &impl Serialize,
) -> Result<(), db::Error> {
    write.append(thing, audience, state).await?;
    refresh(write, [thing]).await
}

/// Refreshes things, and the things that refer to them, each once. Continues from a referring thing only if its
/// audiences changed.
pub(crate) async fn refresh(
    write: &mut Write<'_>,
    things: impl IntoIterator<Item = Thing>,
) -> Result<(), db::Error> {
    let mut waiting: VecDeque<_> = things.into_iter().map(|thing| (thing, None)).collect();
    let mut known: HashSet<Thing> = waiting.iter().map(|(thing, _)| *thing).collect();
    while let Some((thing, because)) = waiting.pop_front() {
        let shown = match because {
            // A new entry does not require reading the pledge's other entries.
            Some((entry @ Thing { resource: Resource::Entries, .. }, Shown::First))
                if thing.resource == Resource::Pledges =>
            {
                super::pledges::show::show_after(write, thing.id, entry.id).await?
            }
            _ => show(write, thing).await?,
        };
        if because.is_some() && shown == Shown::There {
            continue;
        }
        for named in naming(&write.tx, thing).await? {
            if known.insert(named) {
                waiting.push_back((named, Some((thing, shown))));
            }
        }
    }
    Ok(())
}

/// Refreshes one thing from the tables, and nothing that refers to it.
pub(crate) async fn show(write: &mut Write<'_>, thing: Thing) -> Result<Shown, db::Error> {
    let id = thing.id;
    match thing.resource {
        Resource::Offices => super::offices::show::show(write, id).await,
        Resource::Organisations => super::organisations::show::show(write, id).await,
        Resource::Merges => super::organisations::show::show_merge(write, id).await,
        Resource::Funds => super::funds::show::show(write, id).await,
        Resource::Pledges => super::pledges::show::show(write, id).await,
        Resource::Entries => super::entries::show::show(write, id).await,
        Resource::Confirmations => super::confirmations::show::show(write, id).await,
        Resource::Schedules => super::schedules::show::show(write, id).await,
        Resource::Overlaps => super::overlaps::show::show(write, id).await,
        Resource::Members => super::members::show::show(write, id).await,
        Resource::MemberCounts => super::members::last::show(write).await,
        Resource::Updates => super::updates::show::show(write, id).await,
        Resource::Releases => super::releases::show::show(write, id).await,
        Resource::Erasures => super::erasures::show::show(write, id).await,
        Resource::Calls => super::calls::show::show(write, id).await,
        Resource::Positions => super::positions::show::show(write, id).await,
        Resource::Rates => super::rates::show::show(write, id).await,
    }
}

/// Finds the first view that differs from the tables, or that no table row backs. Writes nothing.
pub(crate) async fn check(tx: Transaction<'_>) -> Result<Option<Differs>> {
    let mut write = Write::rehearse(tx);
    show_everything(&mut write).await?;
    Ok(match write.differs() {
        Some(differs) => Some(differs.clone()),
        None => write.never_shown().await?,
    })
}

/// Refreshes everything after an upgrade. The log gets no line, because no state changed.
pub async fn show_again(config: &Config) -> Result<()> {
    let mut connection = Single::owner(config).get().await?;
    let author = Author::operator("command:migrate");
    let mut write = Write::on(&mut connection, author).await?.showing_only();
    write.tx.batch_execute("set local statement_timeout = '10min'").await?;
    show_everything(&mut write).await?;
    write.commit().await?;
    Ok(())
}

/// Shows every thing in the tables; a rehearsal stops at the first difference.
async fn show_everything(write: &mut Write<'_>) -> Result<()> {
    let sql = "-- views::things
        select count(*) as things
        from views
        where audience = 'office'
          and to_position is null";
    let things = db::row(&write.tx, sql, &[]).await?.get::<_, i64>("things");
    let bar = progress(things.try_into()?, "views");
    for &resource in Resource::VARIANTS {
        for id in ids(&write.tx, resource).await? {
            show(write, resource.with(id)).await?;
            if write.differs().is_some() {
                return Ok(());
            }
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    Ok(())
}

/// The ids of everything of a kind in the tables.
async fn ids(client: &impl GenericClient, resource: Resource) -> Result<Vec<Uuid>, db::Error> {
    let ids = match resource {
        Resource::Merges => "select id from organisations where merged_into is not null order by id",
        Resource::Schedules => "select pledge as id from schedules order by id",
        Resource::MemberCounts => "select distinct id from changes where resource = 'member_counts'",
        Resource::Rates => "select distinct id from rates order by id",
        table => &format!("select id from \"{table}\" order by id"),
    };
    let rows = db::rows(client, &format!("-- views::ids\n{ids}"), &[]).await?;
    Ok(rows.iter().map(|row| row.get("id")).collect())
}
