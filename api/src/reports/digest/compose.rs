//! Composes a digest only from what one audience saw at two positions of its own feed.

use std::collections::{BTreeSet, HashMap};

use deadpool_postgres::GenericClient;
use serde_json::Value;
use shared::{
    audience::Audience,
    digest::{Digest, Groups, Point, Staff},
    money::Currency,
    resource::Resource,
    schedules::Schedule,
};
use uuid::Uuid;

use super::{group, names};
use crate::{
    db,
    ledger::Ledger,
    log::{
        between::{self, Touched},
        feed::Line,
    },
};

/// The request for a digest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) audience: Audience,
    pub(crate) from: Point,
    pub(crate) to: Point,
    pub(crate) currency: Currency,
    /// Only changes by this office.
    pub(crate) office: Option<Uuid>,
    /// Without changes by this office.
    pub(crate) except: Option<Uuid>,
    /// Language of names, for things with names in several languages.
    pub(crate) language: &'a str,
}

/// The input of a digest.
pub(super) struct Material {
    pub(super) touched: Vec<Touched>,
    /// The pledges of all things at the end; deleted pledges as they were.
    pub(super) pledges: HashMap<Uuid, Value>,
    /// The entries of pledges that changed, or with an entry that changed.
    pub(super) before: Ledger,
    pub(super) after: Ledger,
    /// Every schedule at the end, with its time of posting. An unchanged schedule may become late too.
    pub(super) schedules: Vec<(Line, Schedule)>,
}

/// Reads the input, and composes the digest, except for an office's own staff.
pub(crate) async fn compose(client: &impl GenericClient, asked: &Asked<'_>) -> Result<Digest, db::Error> {
    let material = read(client, asked).await?;
    let (groups, (rates, stated, unconverted)) = group::groups(&material, asked);
    let Asked { from, to, currency, .. } = *asked;
    let staff = Staff::default();
    Ok(Digest { from, to, next_mark: to.position, currency, groups, staff, rates, stated, unconverted })
}

/// Whether nothing changed.
pub(crate) fn is_empty(groups: &Groups) -> bool {
    groups.each().iter().all(|group| group.total == 0)
}

async fn read(client: &impl GenericClient, asked: &Asked<'_>) -> Result<Material, db::Error> {
    let (audience, from, to) = (asked.audience, asked.from.position, asked.to.position);
    let touched = between::between(client, audience, from, to).await?;
    let schedules = between::schedules(client, audience, to).await?.into_iter();
    let schedules: Vec<(Line, Schedule)> =
        schedules.map(|line| Ok((line.clone(), parse(&line)?))).collect::<Result<_, db::Error>>()?;
    let documents =
        || touched.iter().filter_map(|thing| Some((thing, thing.now.as_ref().or(thing.before.as_ref())?)));
    let moved = documents().filter_map(|(thing, document)| match thing.resource {
        Resource::Entries => names::pledge(document),
        Resource::Pledges => Some(thing.id),
        _ => None,
    });
    let moved: Vec<Uuid> = moved.collect::<BTreeSet<_>>().into_iter().collect();
    let mut named: BTreeSet<Uuid> = documents().filter_map(|(_, document)| names::pledge(document)).collect();
    named.extend(schedules.iter().map(|(_, schedule)| schedule.pledge));
    let named: Vec<Uuid> = named.into_iter().collect();
    let mut pledges: HashMap<Uuid, Value> = touched
        .iter()
        .filter(|thing| thing.resource == Resource::Pledges)
        .filter_map(|thing| Some((thing.id, thing.now.clone().or_else(|| thing.before.clone())?)))
        .collect();
    for (id, line) in between::versions(client, audience, Resource::Pledges, &named, to).await? {
        pledges.insert(id, parse(&line)?);
    }
    let before = ledger(between::entries(client, audience, &moved, from).await?)?;
    let mut after = ledger(between::entries(client, audience, &moved, to).await?)?;
    let planned = schedules.iter().map(|(_, schedule)| schedule.plan.value_date);
    if let Some(days) = after.rate_days(planned) {
        for line in between::rates(client, audience, days, to).await? {
            after.apply(&line).map_err(|error| unreadable(&line, &error))?;
        }
    }
    Ok(Material { touched, pledges, before, after, schedules })
}

fn ledger(lines: Vec<Line>) -> Result<Ledger, db::Error> {
    let mut ledger = Ledger::default();
    for line in &lines {
        ledger.apply(line).map_err(|error| unreadable(line, &error))?;
    }
    Ok(ledger)
}

fn parse<T: serde::de::DeserializeOwned>(line: &Line) -> Result<T, db::Error> {
    let document = line.document.as_deref().unwrap_or_default();
    serde_json::from_str(document).map_err(|error| unreadable(line, &error))
}

/// The error for a line written by a newer server, while this one is being replaced. It goes to the log, so it quotes
/// nothing.
fn unreadable(line: &Line, error: &serde_json::Error) -> db::Error {
    let (position, column) = (line.position, error.column());
    db::Error::Unavailable(anyhow::anyhow!("cannot read position {position} of a feed: column {column}"))
}
