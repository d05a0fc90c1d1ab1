//! The database: a pool for each role, one error, migrations, and the private cluster. Knows no resource.

mod error;
mod migrate;
pub(crate) mod roles;

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
    time::Duration,
};

use deadpool_postgres::{GenericClient, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use shared::audience::Audience;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_postgres::{Config, NoTls, Row, types::ToSql};

use crate::proof::{Colleague, Editor, Reader};

pub use error::Error;
pub use migrate::migrate;
pub(crate) use roles::Role;

/// How many connections a server holds at most for the readers of each audience, in the order of
/// `Audience::ALL`, for writers, for its own work, and to look up keys by.
const READERS: [usize; 4] = [6, 2, 2, 4];
const WRITERS: usize = 4;
const OWN: usize = 2;
const KEYS: usize = 2;

/// How long a request waits for a connection.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// The server's pools, one a role of the database: each is reached by the proof that it is for.
#[derive(Clone)]
pub struct Db {
    readers: [Pool; 4],
    writers: Pool,
    own: Pool,
    keys: Pool,
    /// Writers wait for each other anyway: here rather than each on a connection.
    turns: Arc<Semaphore>,
    listener: Config,
}

impl Db {
    /// Pools on the database that is the owner's. Nothing is connected before the first connection is
    /// asked for.
    pub fn new(owner: &Config) -> Self {
        let of = |role: Role, size| pool(role.login(owner), &role.options(), size);
        Self {
            readers: Audience::ALL.map(|audience| of(Role::Reader(audience), READERS[audience as usize])),
            writers: of(Role::Writer, WRITERS),
            own: of(Role::Writer, OWN),
            keys: of(Role::Keys, KEYS),
            turns: Arc::new(Semaphore::new(WRITERS)),
            listener: Role::Writer.login(owner),
        }
    }

    /// A connection that reads what this reader may read, for one request.
    pub async fn reader(&self, reader: &Reader) -> Result<Object, Error> {
        get(&self.readers[reader.audience as usize]).await
    }

    /// A connection to write by, once few enough others write.
    pub async fn writer(&self, _: &Editor) -> Result<Writer, Error> {
        self.turn().await
    }

    /// The same for what is beside the ledger: who works at an office, and what they have read.
    pub async fn beside(&self, _: &Colleague) -> Result<Writer, Error> {
        self.turn().await
    }

    async fn turn(&self) -> Result<Writer, Error> {
        let turn = tokio::time::timeout(LONGEST_WAIT, self.turns.clone().acquire_owned()).await;
        let turn = turn.map_err(|_| Error::Unavailable(anyhow::anyhow!("too many writers wait")))?;
        let connection = get(&self.writers).await?;
        Ok(Writer { connection, _turn: turn.expect("nobody closes the semaphore") })
    }

    /// A connection for what the server does of itself.
    pub(crate) async fn own(&self) -> Result<Object, Error> {
        get(&self.own).await
    }

    /// A connection to look up a key by: who asks is not known yet.
    pub(crate) async fn keys(&self) -> Result<Object, Error> {
        get(&self.keys).await
    }

    /// Closes every connection; whoever asks for one from now on is refused.
    pub fn close(&self) {
        self.readers.iter().chain([&self.writers, &self.own, &self.keys]).for_each(Pool::close);
    }

    /// Where to listen, on a connection outside the pools.
    pub(crate) fn listener(&self) -> &Config {
        &self.listener
    }
}

/// One connection, for work that must not wait behind requests, or that is an operator's.
#[derive(Clone)]
pub struct Single(Pool);

impl Single {
    /// As who owns the database: for commands.
    pub fn owner(config: &Config) -> Self {
        Self(pool(config.clone(), "", 1))
    }

    /// As who writes, and so sees every feed.
    pub(crate) fn writer(owner: &Config) -> Self {
        Self(pool(Role::Writer.login(owner), "", 1))
    }

    /// The connection, once nobody else has it.
    pub async fn get(&self) -> Result<Object, Error> {
        get(&self.0).await
    }

    /// Closes it.
    pub fn close(&self) {
        self.0.close();
    }
}

fn pool(mut config: Config, options: &str, size: usize) -> Pool {
    // A statement that hangs ends before its client gives up, and a lost peer is noticed.
    let usual = "-c statement_timeout=3s -c idle_in_transaction_session_timeout=10s -c timezone=UTC";
    config
        .application_name("accord")
        .connect_timeout(Duration::from_secs(2))
        .tcp_user_timeout(Duration::from_secs(5))
        .options(format!("{usual}{options}"));
    let manager =
        Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Verified });
    // deadpool waits for ever unless told otherwise.
    Pool::builder(manager)
        .max_size(size)
        .wait_timeout(Some(Duration::from_secs(1)))
        .create_timeout(Some(Duration::from_secs(2)))
        .recycle_timeout(Some(Duration::from_secs(1)))
        .runtime(Runtime::Tokio1)
        .build()
        .expect("a runtime is named, which is all that timeouts need")
}

/// A connection of a pool. Sessions that hang are given up one by one, each after its second, but not at
/// the cost of one request.
async fn get(pool: &Pool) -> Result<Object, Error> {
    match tokio::time::timeout(LONGEST_WAIT, pool.get()).await {
        Ok(connection) => Ok(connection?),
        Err(_) => Err(Error::Unavailable(anyhow::anyhow!("no connection within {LONGEST_WAIT:?}"))),
    }
}

/// A connection, and the turn to write by it.
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

/// Runs a statement that gives rows. Statements are prepared once per connection: half the round trips.
pub(crate) async fn rows(
    client: &impl GenericClient,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Row>, Error> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.query(&statement, parameters).await?)
}

/// Runs a statement that gives one row.
pub(crate) async fn row(
    client: &impl GenericClient,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Row, Error> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.query_one(&statement, parameters).await?)
}

/// Runs a statement that gives one row or none.
pub(crate) async fn row_or_none(
    client: &impl GenericClient,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Option<Row>, Error> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.query_opt(&statement, parameters).await?)
}

/// Runs a statement that gives no rows, and says how many it changed.
pub(crate) async fn run(
    client: &impl GenericClient,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<u64, Error> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.execute(&statement, parameters).await?)
}

/// A wire type as the database keeps it.
pub(crate) fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("wire types are plain data")
}

/// A column that holds a wire type.
pub(crate) fn read<T: DeserializeOwned>(row: &Row, column: &str) -> T {
    serde_json::from_value(row.get(column)).expect("the column holds what `json` wrote")
}
