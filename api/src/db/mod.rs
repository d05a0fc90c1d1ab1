//! The database: one pool, one error, migrations, and the private cluster. Knows no resource.

pub mod embedded;
mod error;
mod migrate;
mod open;

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
    time::Duration,
};

use deadpool_postgres::{GenericClient, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_postgres::{Config, NoTls, Row, types::ToSql};

pub use error::Error;
pub use migrate::migrate;
pub use open::Opened;

/// How many connections one server holds at most.
const CONNECTIONS: usize = 12;

/// How many of them writers may hold.
const WRITERS: usize = 4;
/// How long a request waits for one.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// The pool that every request takes its connection from.
#[derive(Clone)]
pub struct Db {
    pool: Pool,
    /// Writers wait for each other anyway: here rather than each on a connection that readers need.
    writers: Arc<Semaphore>,
    config: Config,
}

impl Db {
    /// A pool on this database. Nothing is connected before the first connection is asked for.
    pub fn new(config: &Config) -> Self {
        Self::of(config, CONNECTIONS)
    }

    /// A pool of one connection, for work that must not wait behind requests.
    pub fn single(config: &Config) -> Self {
        Self::of(config, 1)
    }

    fn of(config: &Config, connections: usize) -> Self {
        let mut config = config.clone();
        // A statement that hangs ends before its client gives up, and a lost peer is noticed.
        config
            .application_name("accord")
            .connect_timeout(Duration::from_secs(2))
            .tcp_user_timeout(Duration::from_secs(5))
            .options("-c statement_timeout=3s -c idle_in_transaction_session_timeout=10s -c timezone=UTC");
        let manager = Manager::from_config(
            config.clone(),
            NoTls,
            ManagerConfig { recycling_method: RecyclingMethod::Verified },
        );
        // deadpool waits for ever unless told otherwise.
        let pool = Pool::builder(manager)
            .max_size(connections)
            .wait_timeout(Some(Duration::from_secs(1)))
            .create_timeout(Some(Duration::from_secs(2)))
            .recycle_timeout(Some(Duration::from_secs(1)))
            .runtime(Runtime::Tokio1)
            .build()
            .expect("a runtime is named, which is all that timeouts need");
        Self { pool, writers: Arc::new(Semaphore::new(WRITERS)), config }
    }

    /// A connection, for one request. Sessions that hang are given up one by one, each after its second,
    /// but not at the cost of one request.
    pub async fn get(&self) -> Result<Object, Error> {
        match tokio::time::timeout(LONGEST_WAIT, self.pool.get()).await {
            Ok(connection) => Ok(connection?),
            Err(_) => Err(Error::Unavailable(anyhow::anyhow!("no connection within {LONGEST_WAIT:?}"))),
        }
    }

    /// A connection to write by, once few enough others write.
    pub async fn writer(&self) -> Result<Writer, Error> {
        let turn = tokio::time::timeout(LONGEST_WAIT, self.writers.clone().acquire_owned()).await;
        let turn = turn.map_err(|_| Error::Unavailable(anyhow::anyhow!("too many writers wait")))?;
        Ok(Writer { connection: self.get().await?, _turn: turn.expect("nobody closes the semaphore") })
    }

    /// Closes every connection; whoever asks for one from now on is refused.
    pub fn close(&self) {
        self.pool.close();
    }

    /// Where the database is, for a connection outside the pool.
    pub fn config(&self) -> &Config {
        &self.config
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
