//! A private PostgreSQL cluster in the data directory, run from the system's own binaries, for users without a
//! database. It knows nothing of the database's content.

mod account;
mod binaries;
mod cluster;
mod locks;
mod pause;
mod place;

use std::path::Path;

use anyhow::{Context, Result, bail};
use tokio_postgres::Config;

use self::{account::Account, binaries::Binaries, cluster::Cluster, locks::Locks, place::Place};

pub use self::cluster::Durability;

/// A running cluster. Several processes may use one at once; the last to leave stops it.
#[derive(Debug)]
pub struct Embedded {
    cluster: Cluster,
    locks: Locks,
}

impl Embedded {
    /// Starts the cluster for a server, or adopts a cluster that a killed server left running. Waits ten seconds
    /// for another server on the same directory to end, then refuses.
    pub async fn serve(data_dir: &Path) -> Result<Self> {
        Self::open(data_dir, true, Durability::Full).await
    }

    /// Uses the cluster of a running server, or starts it for the duration of one command.
    pub async fn join(data_dir: &Path) -> Result<Self> {
        Self::open(data_dir, false, Durability::Full).await
    }

    /// A cluster for tests: like `join`, but fast and not durable.
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
        // Built before the cluster starts, so that an error or Ctrl-C during the start stops it again.
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

    /// The settings to connect to the database `accord` as its owner, the cluster's superuser.
    #[must_use]
    pub fn config(&self) -> Config {
        self.cluster.config("accord")
    }

    /// The same as a URL, for other programs.
    #[must_use]
    pub fn url(&self) -> String {
        self.cluster.url()
    }

    /// For the log line at start, such as "PostgreSQL 15.18, private cluster in accord-data".
    #[must_use]
    pub fn describe(&self) -> String {
        self.cluster.describe()
    }

    /// Leaves the cluster, and stops it unless another process still uses it.
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

#[cfg(test)]
mod tests;
