//! Rehearses a write: the same functions compute every view, but nothing is written. The finding is the first view
//! that differs from its source.

use std::collections::HashSet;

use deadpool_postgres::Transaction;
use jiff::Timestamp;
use shared::{
    audience::Audience,
    resource::{Resource, Thing},
};
use tokio_postgres::Row;

use super::{Mode, Write};
use crate::{db, proof::Author};

/// A view that differs from what a write would make it.
#[derive(Clone, Debug)]
pub struct Differs {
    pub audience: Audience,
    pub thing: Thing,
}

/// The state of a rehearsal.
#[derive(Default)]
pub(super) struct Rehearsal {
    shown: HashSet<Thing>,
    differs: Option<Differs>,
}

impl<'c> Write<'c> {
    /// Rehearses within a transaction, without waiting for an appender or making one wait.
    pub fn rehearse(tx: Transaction<'c>) -> Self {
        Self {
            tx,
            at: Timestamp::UNIX_EPOCH,
            author: Author::operator("rehearsal"),
            seq: 0,
            hash: Vec::new(),
            feeds: Default::default(),
            public: Default::default(),
            shown_at: [None; 4],
            mode: Mode::Rehearsing(Box::default()),
        }
    }

    fn rehearsal(&self) -> Option<&Rehearsal> {
        match &self.mode {
            Mode::Rehearsing(rehearsal) => Some(rehearsal),
            _ => None,
        }
    }

    /// The first view found to differ.
    pub fn differs(&self) -> Option<&Differs> {
        self.rehearsal()?.differs.as_ref()
    }

    /// The number of things shown so far.
    pub fn shown(&self) -> usize {
        self.rehearsal().map_or(0, |rehearsal| rehearsal.shown.len())
    }

    /// The first view whose thing was never shown.
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
    /// Records that a thing was shown, and the first audience whose view differs.
    pub(super) fn note(&mut self, thing: Thing, otherwise: Option<Audience>) {
        self.shown.insert(thing);
        if let (Some(audience), None) = (otherwise, &self.differs) {
            self.differs = Some(Differs { audience, thing });
        }
    }
}
