//! The database: one pool, one error, migrations, and the private cluster. Knows no resource.

pub mod embedded;
mod error;
mod migrate;
mod open;

use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use tokio_postgres::{Config, NoTls, Row};

pub use error::Error;
pub use migrate::migrate;
pub use open::Opened;

/// How many connections one server holds at most.
const CONNECTIONS: usize = 12;

const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// The pool that every request takes its connection from.
#[derive(Clone)]
pub struct Db {
    pool: Pool,
    config: Config,
}

impl Db {
    /// A pool on this database. Nothing is connected before the first connection is asked for.
    pub fn new(config: &Config) -> Self {
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
            .max_size(CONNECTIONS)
            .wait_timeout(Some(Duration::from_secs(1)))
            .create_timeout(Some(Duration::from_secs(2)))
            .recycle_timeout(Some(Duration::from_secs(1)))
            .runtime(Runtime::Tokio1)
            .build()
            .expect("a runtime is named, which is all that timeouts need");
        Self { pool, config }
    }

    /// A connection, for one request. Sessions that hang are given up one by one, each after its second,
    /// but not at the cost of one request.
    pub async fn get(&self) -> Result<Object, Error> {
        match tokio::time::timeout(LONGEST_WAIT, self.pool.get()).await {
            Ok(connection) => Ok(connection?),
            Err(_) => Err(Error::Unavailable(anyhow::anyhow!("no connection within {LONGEST_WAIT:?}"))),
        }
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

/// A wire type as the database keeps it.
pub(crate) fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("wire types are plain data")
}

/// A column that holds a wire type.
pub(crate) fn read<T: DeserializeOwned>(row: &Row, column: &str) -> T {
    serde_json::from_value(row.get(column)).expect("the column holds what `json` wrote")
}
