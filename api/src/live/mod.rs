//! The feeds in this server's memory: the source of figures and streams. Every commit on any server updates them.
//! While the database is unreachable they stay as they are, and are marked stale.

mod clock;
pub(crate) mod feed;
mod follow;
mod keys;
mod memo;

use std::{
    collections::HashMap,
    sync::atomic::{AtomicBool, Ordering},
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use shared::audience::Audience;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use clock::Clock;
use keys::Keys;

use crate::{
    db::{self, Logins, Single},
    log::feed as log,
    proof::Key,
};

pub(crate) use feed::Feed;
pub(crate) use follow::follow;
pub(crate) use memo::{LARGEST, Memo};

/// Lines of a feed read at a time.
const CHUNK: i64 = 500;

/// The four feeds.
pub struct Live {
    /// A connection of its own. A committed write still holds a pooled connection while it waits for the feeds; if
    /// every connection of a pool waited for a second one, none would become free.
    db: Single,
    feeds: [Feed; 4],
    keys: Keys,
    clock: Clock,
    /// Held while the feeds are updated.
    refreshing: Mutex<()>,
    is_stale: AtomicBool,
}

impl Live {
    /// Reads each audience's current state.
    pub async fn load(logins: &Logins) -> Result<Self, db::Error> {
        let db = Single::writer(logins);
        let mut connection = db.get().await?;
        let mut feeds = Vec::new();
        for audience in Audience::ALL {
            let (state, head) = log::state(&mut connection, audience).await?;
            feeds.push(Feed::new(audience, state, head)?);
        }
        let feeds = feeds.try_into().unwrap_or_else(|_| unreachable!("one feed an audience"));
        let clock = Clock::load(&connection).await?;
        drop(connection);
        Ok(Self::of(db, feeds, clock))
    }

    /// Empty feeds, for a server without a database.
    pub(crate) fn empty(logins: &Logins) -> Self {
        let empty = |audience| Feed::new(audience, Vec::new(), None).expect("there is nothing to read");
        Self::of(Single::writer(logins), Audience::ALL.map(empty), Clock::at(Timestamp::UNIX_EPOCH))
    }

    fn of(db: Single, feeds: [Feed; 4], clock: Clock) -> Self {
        let (keys, refreshing, is_stale) = (Keys::default(), Mutex::default(), AtomicBool::new(false));
        Self { db, feeds, keys, clock, refreshing, is_stale }
    }

    /// Closes the database connection, so that the database can stop.
    pub(crate) fn close(&self) {
        self.db.close();
    }

    /// The feed of an audience.
    pub fn feed(&self, audience: Audience) -> &Feed {
        &self.feeds[audience as usize]
    }

    /// This instant by the database's clock, so that servers agree on it.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Today (UTC) by the database's clock.
    pub(crate) fn today(&self) -> Date {
        self.now().to_zoned(TimeZone::UTC).date()
    }

    /// A token that is cancelled before a line is told that the key's holder may no longer see. Cancel it when it is
    /// no longer needed.
    pub(crate) async fn watch_key(&self, key: Key) -> CancellationToken {
        let token = self.keys.watch(key);
        // The key may have been revoked since its proof.
        self.refresh().await;
        token
    }

    /// Whether the database was unreachable at the last attempt.
    pub fn is_stale(&self) -> bool {
        self.is_stale.load(Ordering::Relaxed)
    }

    /// Brings the feeds up to these positions. They are stale if the database is unreachable.
    pub async fn reach(&self, positions: [i64; 4]) {
        let _turn = self.refreshing.lock().await;
        if self.feeds.iter().zip(positions).all(|(feed, position)| feed.position() >= position) {
            return;
        }
        self.update().await;
    }

    /// Brings the feeds up to date. True if the database answered.
    pub async fn refresh(&self) -> bool {
        let _turn = self.refreshing.lock().await;
        self.update().await
    }

    async fn update(&self) -> bool {
        let read = self.read().await;
        if let Err(error) = &read
            && !self.is_stale()
        {
            tracing::warn!(%error, "lost sight of the ledger");
        }
        self.is_stale.store(read.is_err(), Ordering::Relaxed);
        self.feeds.iter().for_each(|feed| feed.tell(read.is_err()));
        read.is_ok()
    }

    async fn read(&self) -> Result<(), db::Error> {
        let client = self.db.get().await?;
        self.clock.refresh(&client).await?;
        self.keys.check(&client).await?;
        let heads = log::heads(&client).await?;
        for (feed, head) in self.feeds.iter().zip(heads) {
            while feed.position() < head {
                let lines = log::after(&client, feed.audience, feed.position(), CHUNK).await?;
                let is_nameless = |line: &&log::Line| line.thing.is_none() && !line.is_withdrawn;
                let nameless: Vec<i64> = lines.iter().filter(is_nameless).map(|line| line.position).collect();
                let taken_back = match nameless.is_empty() {
                    true => HashMap::new(),
                    false => log::taken_back(&client, feed.audience, &nameless).await?,
                };
                // After the lines are read and before they are told: a key revoked before them is seen revoked.
                self.keys.check(&client).await?;
                feed.extend(&lines, &taken_back)?;
            }
        }
        Ok(())
    }
}
