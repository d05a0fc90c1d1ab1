//! The database's clock, so that every server on a database has the same day. It is read once a minute, and goes on by
//! this machine's monotonic clock, also while the database is unreachable.

use std::{
    sync::{PoisonError, RwLock},
    time::{Duration, Instant},
};

use deadpool_postgres::GenericClient;
use jiff::{SignedDuration, Timestamp};

use crate::db;

/// How long a reading is used.
const FRESH: Duration = Duration::from_secs(60);

/// The last reading, and when it was made.
pub(super) struct Clock(RwLock<(Timestamp, Instant)>);

impl Clock {
    /// Goes on from an instant.
    pub(super) fn at(instant: Timestamp) -> Self {
        Self(RwLock::new((instant, Instant::now())))
    }

    /// Reads the database's clock.
    pub(super) async fn load(client: &impl GenericClient) -> Result<Self, db::Error> {
        Ok(Self::at(read(client).await?))
    }

    /// Reads the database's clock again, if the last reading is old.
    pub(super) async fn refresh(&self, client: &impl GenericClient) -> Result<(), db::Error> {
        if self.last().1.elapsed() >= FRESH {
            let reading = (read(client).await?, Instant::now());
            *self.0.write().unwrap_or_else(PoisonError::into_inner) = reading;
        }
        Ok(())
    }

    pub(super) fn now(&self) -> Timestamp {
        let (instant, read) = self.last();
        let since = SignedDuration::try_from(read.elapsed()).unwrap_or_default();
        instant.saturating_add(since).unwrap_or(instant)
    }

    fn last(&self) -> (Timestamp, Instant) {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn read(client: &impl GenericClient) -> Result<Timestamp, db::Error> {
    Ok(db::row(client, "-- live::clock\nselect clock_timestamp() as now", &[]).await?.get("now"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_goes_on_from_the_databases_instant() {
        let instant: Timestamp = "2020-02-29T23:59:59Z".parse().expect("an instant");
        let now = Clock::at(instant).now();
        assert!(now >= instant && now.duration_since(instant) < SignedDuration::from_mins(10), "{now}");
    }
}
