//! A write that is only rehearsed: everything is shown as it would be, by the very functions that write,
//! but nothing is written. What would have to be is the finding: a view is not what it is made of.

use std::collections::HashSet;

use deadpool_postgres::Transaction;
use jiff::Timestamp;
use shared::{
    audience::Audience,
    resource::{Resource, Thing},
};
use tokio_postgres::Row;

use super::{Author, Mode, Write};
use crate::db;

/// A view that is not what a write would make it.
#[derive(Clone, Debug)]
pub struct Differs {
    pub audience: Audience,
    pub thing: Thing,
}

/// What a rehearsal has come to so far.
#[derive(Default)]
pub(super) struct Rehearsal {
    shown: HashSet<Thing>,
    differs: Option<Differs>,
}

impl<'c> Write<'c> {
    /// Rehearses on what a transaction sees: it waits for no appender, and none waits for it.
    pub fn rehearse(tx: Transaction<'c>) -> Self {
        Self {
            tx,
            at: Timestamp::UNIX_EPOCH,
            author: Author::operator("rehearsal"),
            seq: 0,
            hash: Vec::new(),
            feeds: Default::default(),
            mode: Mode::Rehearsing(Box::default()),
        }
    }

    fn rehearsal(&self) -> Option<&Rehearsal> {
        match &self.mode {
            Mode::Rehearsing(rehearsal) => Some(rehearsal),
            _ => None,
        }
    }

    /// The first view that differed from what was shown.
    pub fn differs(&self) -> Option<&Differs> {
        self.rehearsal()?.differs.as_ref()
    }

    /// How many things were shown so far.
    pub fn shown(&self) -> usize {
        self.rehearsal().map_or(0, |rehearsal| rehearsal.shown.len())
    }

    /// The first view of a thing that was never shown.
    pub async fn never_shown(&self) -> Result<Option<Differs>, db::Error> {
        let rows = db::rows(
            &self.tx,
            "-- log::things
            select min(audience) as audience, resource, id
            from views
            where to_position is null
            group by resource, id
            order by resource, id",
            &[],
        )
        .await?;
        let thing = |row: &Row| row.get::<_, Resource>("resource").with(row.get("id"));
        let was_shown =
            |row: &Row| self.rehearsal().is_none_or(|rehearsal| rehearsal.shown.contains(&thing(row)));
        let never = rows.iter().find(|row| !was_shown(row));
        Ok(never.map(|row| Differs { audience: row.get("audience"), thing: thing(row) }))
    }
}

impl Rehearsal {
    /// Takes note of a thing, and of the first audience that sees it otherwise than it would be shown.
    pub(super) fn note(&mut self, thing: Thing, otherwise: Option<Audience>) {
        self.shown.insert(thing);
        if let (Some(audience), None) = (otherwise, &self.differs) {
            self.differs = Some(Differs { audience, thing });
        }
    }
}
