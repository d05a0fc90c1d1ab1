//! One audience's feed in memory: its figures, its last lines, and whoever watches it.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, PoisonError, RwLock},
};

use bytes::Bytes;
use jiff::{Timestamp, civil::Date};
use shared::{
    audience::Audience,
    changes::{Change, Operation},
    figures::FigureFacts,
    stats::Stats,
};
use tokio::sync::watch;

use crate::{
    db,
    http::respond,
    ledger::{Ledger, Question},
    log::feed::Line,
    reports::figures,
};

/// How many lines a stream can be behind before the database is asked.
const KEPT: usize = 1_000;
/// How many different questions are answered from memory, and how long an answer is at most that is kept.
const ANSWERS: usize = 1_000;
const LARGEST: usize = 64 * 1024;

/// One audience's feed.
pub struct Feed {
    pub(super) audience: Audience,
    known: RwLock<Known>,
    head: watch::Sender<Head>,
}

/// How far the feed goes, and whether that may be old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub position: i64,
    pub is_stale: bool,
}

/// A figure on a day, as of a position where it is of the past.
pub(crate) type FigureKey = (figures::Asked, Date, Option<i64>);

struct Known {
    position: i64,
    at: Timestamp,
    ledger: Ledger,
    last: VecDeque<Arc<Change>>,
    answers: HashMap<Question, Answered>,
    lateness: HashMap<(Question, Date), Bytes>,
    figures: HashMap<FigureKey, FigureFacts>,
}

/// Figures as they are sent.
#[derive(Clone)]
pub struct Answered {
    pub stats: Arc<Stats>,
    pub body: Bytes,
    pub etag: String,
}

impl Feed {
    pub(super) fn new(audience: Audience, state: Vec<Line>, head: Option<Line>) -> Result<Self, db::Error> {
        let mut ledger = Ledger::default();
        for line in &state {
            ledger.apply(line).map_err(|error| unreadable(line, &error))?;
        }
        let (position, at) = head.map_or((0, Timestamp::UNIX_EPOCH), |head| (head.position, head.at));
        let known = Known {
            position,
            at,
            ledger,
            last: VecDeque::new(),
            answers: HashMap::new(),
            lateness: HashMap::new(),
            figures: HashMap::new(),
        };
        let (head, _) = watch::channel(Head { position, is_stale: false });
        Ok(Self { audience, known: RwLock::new(known), head })
    }

    /// How far it is known.
    pub fn position(&self) -> i64 {
        self.head().0
    }

    /// How far it is known, and as of when.
    pub fn head(&self) -> (i64, Timestamp) {
        self.read(|known| (known.position, known.at))
    }

    /// Takes the lines that follow, up to one that this server cannot read.
    pub(super) fn extend(&self, lines: Vec<Line>) -> Result<(), db::Error> {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        for line in lines {
            known.ledger.apply(&line).map_err(|error| unreadable(&line, &error))?;
            (known.position, known.at) = (line.position, line.at);
            known.last.push_back(Arc::new(change(line)));
            known.answers.clear();
            known.lateness.clear();
            known.figures.clear();
        }
        let surplus = known.last.len().saturating_sub(KEPT);
        known.last.drain(..surplus);
        Ok(())
    }

    /// Wakes whoever watches, if there is anything to tell.
    pub(super) fn tell(&self, is_stale: bool) {
        let now = Head { position: self.position(), is_stale };
        self.head.send_if_modified(|head| std::mem::replace(head, now) != now);
    }

    /// Watches how far it goes.
    pub fn watch(&self) -> watch::Receiver<Head> {
        self.head.subscribe()
    }

    /// What followed a position; `None` where memory does not go back so far.
    pub(crate) fn after(&self, position: i64) -> Option<Vec<Arc<Change>>> {
        self.read(|known| {
            let first = known.last.front().map_or(known.position + 1, |change| change.position);
            let later = known.last.iter().filter(|change| change.position > position);
            (position + 1 >= first).then(|| later.cloned().collect())
        })
    }

    /// The figures, from memory where they were asked for before. `None` where there is no such fund.
    pub fn answer(&self, question: &Question) -> Option<Answered> {
        self.kept(question).or_else(|| {
            let stats = self.read(|known| known.ledger.figures(question, known.position, known.at))?;
            let position = stats.position;
            Some(self.keep(question, stats, position))
        })
    }

    /// How far the pledges have come on a day, from memory where it was asked before. `None` where there is no
    /// such fund.
    pub fn lateness(&self, question: &Question, on: Date) -> Option<Bytes> {
        let key = (question.clone(), on);
        if let Some(kept) = self.read(|known| known.lateness.get(&key).cloned()) {
            return Some(kept);
        }
        let (lateness, position) = self.read(|known| {
            Some((known.ledger.lateness(question, known.position, known.at, on)?, known.position))
        })?;
        let body = Bytes::from(serde_json::to_vec(&lateness).expect("figures are plain data"));
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.lateness.len() >= ANSWERS {
            known.lateness.clear();
        }
        if known.position == position && body.len() <= LARGEST {
            known.lateness.insert(key, body.clone());
        }
        Some(body)
    }

    /// A figure that is made of the ledger as it is now. `None` where there is no such fund.
    pub(crate) fn figure(&self, asked: &figures::Asked, on: Date) -> Option<FigureFacts> {
        self.read(|known| figures::figure(&known.ledger, asked, known.position, known.at, on))
    }

    /// A figure that was shown since the feed last moved.
    pub(crate) fn kept_figure(&self, key: &FigureKey) -> Option<FigureFacts> {
        self.read(|known| known.figures.get(key).cloned())
    }

    /// Keeps a figure until the feed moves, if it is at `position` still.
    pub(crate) fn keep_figure(&self, key: FigureKey, facts: &FigureFacts, position: i64) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.figures.len() >= ANSWERS {
            known.figures.clear();
        }
        if known.position == position {
            known.figures.insert(key, facts.clone());
        }
    }

    /// An answer that was given since the feed last moved.
    pub fn kept(&self, question: &Question) -> Option<Answered> {
        self.read(|known| known.answers.get(question).cloned())
    }

    /// Keeps an answer until the feed moves, if it has not moved from `position` while it was worked out.
    pub fn keep(&self, question: &Question, stats: Stats, position: i64) -> Answered {
        let body = serde_json::to_vec(&stats).expect("figures are plain data");
        let answered = Answered { etag: respond::etag_of(&body), body: body.into(), stats: Arc::new(stats) };
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.answers.len() >= ANSWERS {
            known.answers.clear();
        }
        if known.position == position && answered.body.len() <= LARGEST {
            known.answers.insert(question.clone(), answered.clone());
        }
        answered
    }

    fn read<T>(&self, read: impl FnOnce(&Known) -> T) -> T {
        // What is behind the lock is whole after every line, so a panic elsewhere spoils nothing.
        read(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }
}

fn unreadable(line: &Line, error: &serde_json::Error) -> db::Error {
    db::Error::Unavailable(anyhow::anyhow!(
        "cannot read {} {} at {}: {error}",
        line.resource,
        line.id,
        line.position
    ))
}

/// A line, as far as streams tell it.
pub(crate) fn change(line: Line) -> Change {
    let operation = if line.document.is_some() { Operation::Put } else { Operation::Tombstone };
    Change {
        position: line.position,
        at: line.at,
        resource: line.resource.to_string(),
        id: line.id,
        operation,
    }
}
