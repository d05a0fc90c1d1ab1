//! A private PostgreSQL cluster in the data directory, run from the system's own binaries, for
//! whoever has no database at hand. It knows nothing of what the database holds.

mod account;
mod binaries;
mod cluster;
mod locks;
mod place;

use std::{path::Path, time::Duration};

use anyhow::{Context, Result, bail};
use tokio_postgres::Config;

use self::{account::Account, binaries::Binaries, cluster::Cluster, locks::Locks, place::Place};

/// What the cluster promises after a power cut.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Durability {
    /// What was acknowledged is kept.
    Full,
    /// Anything may be lost: for tests, which start from nothing anyway.
    None,
}

/// A running cluster. Several processes may use one at once; the last to leave stops it.
#[derive(Debug)]
pub struct Embedded {
    cluster: Cluster,
    locks: Locks,
}

impl Embedded {
    /// Starts the cluster for a server, or adopts the one that a killed server left running.
    /// Waits ten seconds for another server on the same directory to end, then refuses.
    pub async fn serve(data_dir: &Path) -> Result<Self> {
        Self::open(data_dir, true, Durability::Full).await
    }

    /// Uses the cluster beside a running server, or starts it for the time of one command.
    pub async fn join(data_dir: &Path) -> Result<Self> {
        Self::open(data_dir, false, Durability::Full).await
    }

    /// A cluster for tests: as `join`, quick, and not durable.
    pub async fn scratch(data_dir: &Path) -> Result<Self> {
        Self::open(data_dir, false, Durability::None).await
    }

    async fn open(data_dir: &Path, serving: bool, durability: Durability) -> Result<Self> {
        let account = Account::for_data_dir(data_dir)?;
        let place = Place::prepare(data_dir, &account)
            .with_context(|| format!("prepare the data directory {}", data_dir.display()))?;
        let binaries = Binaries::find(place.major())?;
        let mut locks = Locks::new(place.data_dir())?;
        if serving {
            locks.claim_server().await?;
        }
        locks.begin_change().await?;
        let alone = locks.alone()?;
        // Made before the cluster starts, so that an error or a Ctrl-C on the way stops it again.
        let mut this = Self { cluster: Cluster::new(place, account, binaries, durability), locks };
        let cluster = &mut this.cluster;
        let running = cluster.wait_while_changing().await?;
        if running && durability == Durability::Full && !cluster.is_durable().await? {
            if !alone {
                bail!("the cluster in {} runs without durability for someone else", data_dir.display());
            }
            cluster.stop()?;
            cluster.start().await?;
        } else if !running {
            cluster.start().await?;
        }
        this.locks.share()?;
        this.locks.end_change()?;
        Ok(this)
    }

    /// How to connect to the database `accord`, as its owner and the cluster's superuser.
    #[must_use]
    pub fn config(&self) -> Config {
        self.cluster.config("accord")
    }

    /// The same as a URL, for programs that are handed one.
    #[must_use]
    pub fn url(&self) -> String {
        self.cluster.url()
    }

    /// For the log line at start, such as "PostgreSQL 15.18, private cluster in accord-data".
    #[must_use]
    pub fn describe(&self) -> String {
        self.cluster.describe()
    }

    /// Leaves the cluster, and stops it unless someone else still uses it.
    pub async fn stop(self) -> Result<()> {
        let mut this = self;
        tokio::task::spawn_blocking(move || this.leave()).await.context("stop the cluster")?
    }

    /// Idempotent, and synchronous so that `Drop` can call it.
    fn leave(&mut self) -> Result<()> {
        if self.locks.leave()? { self.cluster.stop() } else { Ok(()) }
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        if let Err(error) = self.leave() {
            tracing::warn!("the private cluster may still be running: {error:#}");
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "only leaving pauses, and `Drop` cannot await")]
fn pause(time: Duration) {
    std::thread::sleep(time);
}

#[cfg(test)]
mod tests;
