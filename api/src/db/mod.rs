//! The database: one pool per role, one error type, migrations, and the private cluster. Knows no resource.

mod error;
mod migrate;
mod roles;

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
    time::Duration,
};

use deadpool_postgres::{GenericClient, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use futures_util::future::try_join_all;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use shared::audience::Audience;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_postgres::{Config, NoTls, Row, types::ToSql};

use crate::proof::{Colleague, Editor, Reader};

pub use error::Error;
pub use migrate::migrate;
use roles::Role;
pub use roles::{Logins, let_in};

/// The most connections per server: for the readers of each audience in the order of `Audience::ALL`, for writers,
/// for background work, and for looking up keys.
const READERS: [usize; 4] = [6, 2, 2, 4];
const WRITERS: usize = 4;
const OWN: usize = 2;
const KEYS: usize = 2;

/// The longest that a request waits for a connection.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// The server's pools, one per database role. A pool can be reached only with the matching proof.
#[derive(Clone)]
pub struct Db {
    readers: [Pool; 4],
    writers: Pool,
    own: Pool,
    keys: Pool,
    /// Writers wait for each other anyway: they queue here, without occupying connections.
    turns: Arc<Semaphore>,
    listener: Config,
}

impl Db {
    /// Pools with these logins. They connect only on the first request.
    pub fn new(logins: &Logins) -> Self {
        let of = |role: Role, size| pool(session(logins.of(role), &role.options()), size);
        Self {
            readers: Audience::ALL.map(|audience| of(Role::Reader(audience), READERS[audience as usize])),
            writers: of(Role::Writer, WRITERS),
            own: of(Role::Writer, OWN),
            keys: of(Role::Keys, KEYS),
            turns: Arc::new(Semaphore::new(WRITERS)),
            listener: session(logins.of(Role::Writer), &Role::Writer.options()),
        }
    }

    /// A connection for one request, limited to the rows that this reader may see.
    pub async fn reader(&self, reader: &Reader) -> Result<Object, Error> {
        get(&self.readers[reader.audience as usize]).await
    }

    /// A connection for a write, once few enough other writes are in progress.
    pub async fn writer(&self, _: &Editor) -> Result<Writer, Error> {
        self.turn().await
    }

    /// The same for data outside the ledger: an office's people and their read marks.
    pub async fn beside(&self, _: &Colleague) -> Result<Writer, Error> {
        self.turn().await
    }

    async fn turn(&self) -> Result<Writer, Error> {
        let turn = tokio::time::timeout(LONGEST_WAIT, self.turns.clone().acquire_owned()).await;
        let turn = turn.map_err(|_| Error::Unavailable(anyhow::anyhow!("too many writers wait")))?;
        let connection = get(&self.writers).await?;
        Ok(Writer { connection, _turn: turn.expect("nobody closes the semaphore") })
    }

    /// A connection for the server's background work.
    pub(crate) async fn own(&self) -> Result<Object, Error> {
        get(&self.own).await
    }

    /// A connection for looking up a key, before the caller is known.
    pub(crate) async fn keys(&self) -> Result<Object, Error> {
        get(&self.keys).await
    }

    /// Makes sure that every role gets a connection that answers.
    pub(crate) async fn check(&self) -> Result<(), Error> {
        let pools = self.readers.iter().chain([&self.writers, &self.own, &self.keys]);
        try_join_all(pools.map(get)).await.map(drop)
    }

    /// Closes every connection, and refuses new requests.
    pub fn close(&self) {
        self.readers.iter().chain([&self.writers, &self.own, &self.keys]).for_each(Pool::close);
    }

    /// The settings for listening to notifications, on a connection outside the pools.
    pub(crate) fn listener(&self) -> &Config {
        &self.listener
    }
}

/// One connection, for an operator's work or for work that must not wait behind requests.
#[derive(Clone)]
pub struct Single(Pool);

impl Single {
    /// Connects as the database's owner: for commands.
    pub fn owner(config: &Config) -> Self {
        Self(pool(session(config.clone(), ""), 1))
    }

    /// Connects as the writer, who sees every feed.
    pub(crate) fn writer(logins: &Logins) -> Self {
        Self(pool(session(logins.of(Role::Writer), &Role::Writer.options()), 1))
    }

    /// The connection, once it is free.
    pub async fn get(&self) -> Result<Object, Error> {
        get(&self.0).await
    }

    /// Closes it.
    pub fn close(&self) {
        self.0.close();
    }
}

/// The settings of every session. They outrank the settings that a role may give itself. A hanging statement ends
/// before its client gives up, and a lost connection is noticed.
const USUAL: &str = "-c statement_timeout=3s -c idle_in_transaction_session_timeout=10s -c timezone=UTC \
    -c lock_timeout=0 -c idle_session_timeout=0 -c search_path=public -c row_security=on -c local_preload_libraries= \
    -c default_transaction_isolation=read\\ committed -c default_transaction_deferrable=off";

fn session(mut config: Config, options: &str) -> Config {
    config
        .application_name("accord")
        .connect_timeout(Duration::from_secs(2))
        .tcp_user_timeout(Duration::from_secs(5))
        .options(format!("{USUAL}{options}"));
    config
}

fn pool(config: Config, size: usize) -> Pool {
    let manager =
        Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Verified });
    // By default, deadpool waits without a limit.
    Pool::builder(manager)
        .max_size(size)
        .wait_timeout(Some(Duration::from_secs(1)))
        .create_timeout(Some(Duration::from_secs(2)))
        .recycle_timeout(Some(Duration::from_secs(1)))
        .runtime(Runtime::Tokio1)
        .build()
        .expect("a runtime is named, which is all that timeouts need")
}

/// A connection from a pool. Hanging sessions are dropped one by one after a second each, but one request does not
/// pay for all of them.
async fn get(pool: &Pool) -> Result<Object, Error> {
    match tokio::time::timeout(LONGEST_WAIT, pool.get()).await {
        Ok(connection) => Ok(connection?),
        Err(_) => Err(Error::Unavailable(anyhow::anyhow!("no connection within {LONGEST_WAIT:?}"))),
    }
}

/// A connection, and the turn to write with it.
pub struct Writer {
    connection: Object,
    _turn: OwnedSemaphorePermit,
}

impl Deref for Writer {
    type Target = Object;

    fn deref(&self) -> &Object {
        &self.connection
    }
}

impl DerefMut for Writer {
    fn deref_mut(&mut self) -> &mut Object {
        &mut self.connection
    }
}

/// Runs a statement that returns rows. Statements are prepared once per connection, which saves half the round
/// trips.
pub(crate) async fn rows(
    client: &impl GenericClient,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Row>, Error> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.query(&statement, parameters).await?)
}

/// Runs a statement that returns one row.
pub(crate) async fn row(
    client: &impl GenericClient,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Row, Error> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.query_one(&statement, parameters).await?)
}

/// Runs a statement that returns at most one row.
pub(crate) async fn row_or_none(
    client: &impl GenericClient,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Option<Row>, Error> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.query_opt(&statement, parameters).await?)
}

/// Runs a statement without rows, and returns the number of changed rows.
pub(crate) async fn run(
    client: &impl GenericClient,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<u64, Error> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.execute(&statement, parameters).await?)
}

/// A wire type as stored in the database.
pub(crate) fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("wire types are plain data")
}

/// Reads a wire type from a column.
pub(crate) fn read<T: DeserializeOwned>(row: &Row, column: &str) -> T {
    serde_json::from_value(row.get(column)).expect("the column holds what `json` wrote")
}
