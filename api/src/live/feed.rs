//! One audience's feed in memory: its ledger, its last lines, and its watchers.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, PoisonError, RwLock},
};

use jiff::Timestamp;
use shared::{
    audience::Audience,
    changes::{Change, Operation},
    resource::Thing,
};
use tokio::sync::watch;

use crate::{
    db,
    ledger::Ledger,
    log::{feed::Line, read::Moment},
};

/// The greatest lag of a stream, in lines, before it reads from the database.
const KEPT: usize = 1_000;

/// One audience's feed.
pub struct Feed {
    pub(super) audience: Audience,
    known: RwLock<Known>,
    head: watch::Sender<Head>,
}

/// The position of the feed, and whether it may be outdated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub position: i64,
    pub is_stale: bool,
}

struct Known {
    position: i64,
    at: Timestamp,
    ledger: Ledger,
    last: VecDeque<Arc<Change>>,
}

impl Known {
    /// Forgets what lines that were withdrawn were about.
    fn forget(&mut self, positions: &[i64]) {
        for kept in self.last.iter_mut().filter(|kept| positions.contains(&kept.position)) {
            *kept = Arc::new(Change {
                position: kept.position,
                at: kept.at,
                resource: None,
                id: None,
                operation: Operation::Withdrawn,
                withdraws: Vec::new(),
            });
        }
    }
}

impl Feed {
    pub(super) fn new(audience: Audience, state: Vec<Line>, head: Option<Line>) -> Result<Self, db::Error> {
        let mut ledger = Ledger::default();
        for line in &state {
            ledger.apply(line).map_err(|error| unreadable(line, &error))?;
        }
        let (position, at) = head.map_or((0, Timestamp::UNIX_EPOCH), |head| (head.position, head.at));
        let known = Known { position, at, ledger, last: VecDeque::new() };
        let (head, _) = watch::channel(Head { position, is_stale: false });
        Ok(Self { audience, known: RwLock::new(known), head })
    }

    /// The last known position.
    pub fn position(&self) -> i64 {
        self.head().0
    }

    /// The last known position, and its instant.
    pub fn head(&self) -> (i64, Timestamp) {
        self.read(|known| (known.position, known.at))
    }

    /// Adds the next lines, up to the first that this server cannot read. `taken_back` has the things that nameless
    /// lines withdraw.
    pub(super) fn extend(&self, lines: &[Line], taken_back: &HashMap<i64, Thing>) -> Result<(), db::Error> {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        for line in lines {
            if let Some(thing) = line.thing.or_else(|| taken_back.get(&line.position).copied()) {
                let set = known.ledger.set(thing, line.document.as_deref());
                set.map_err(|error| unreadable(line, &error))?;
            }
            known.forget(&line.withdraws);
            (known.position, known.at) = (line.position, line.at);
            known.last.push_back(Arc::new(line.change()));
        }
        let surplus = known.last.len().saturating_sub(KEPT);
        known.last.drain(..surplus);
        Ok(())
    }

    /// Wakes the watchers if the position or the state has changed.
    pub(super) fn tell(&self, is_stale: bool) {
        let now = Head { position: self.position(), is_stale };
        self.head.send_if_modified(|head| std::mem::replace(head, now) != now);
    }

    /// Watches the position.
    pub fn watch(&self) -> watch::Receiver<Head> {
        self.head.subscribe()
    }

    /// The lines after a position; `None` if memory does not reach back that far.
    pub(crate) fn after(&self, position: i64) -> Option<Vec<Arc<Change>>> {
        self.read(|known| {
            let first = known.last.front().map_or(known.position + 1, |change| change.position);
            let later = known.last.iter().filter(|change| change.position > position);
            (position + 1 >= first).then(|| later.cloned().collect())
        })
    }

    /// Asks the current ledger.
    pub(crate) fn ask<T>(&self, ask: impl FnOnce(&Ledger, Moment) -> T) -> T {
        self.read(|known| ask(&known.ledger, Moment { position: known.position, at: known.at }))
    }

    fn read<T>(&self, read: impl FnOnce(&Known) -> T) -> T {
        // The data behind the lock is complete after every line, so a panic elsewhere cannot leave it half
        // written.
        read(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The error goes to the log, so it names the place in the document and quotes nothing.
fn unreadable(line: &Line, error: &serde_json::Error) -> db::Error {
    let (position, column) = (line.position, error.column());
    db::Error::Unavailable(anyhow::anyhow!("cannot read position {position} of a feed: column {column}"))
}
