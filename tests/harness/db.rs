//! Direct access to the database. A function named `db_…` does something that no client could do.

use std::path::PathBuf;

use tokio_postgres::{Client, Config, NoTls, Row, config::Host, types::ToSql};

/// A connection that closes when it is dropped.
pub async fn connect(config: &Config) -> Client {
    let (client, connection) = config.connect(NoTls).await.expect("the test's own PostgreSQL answers");
    tokio::spawn(connection);
    client
}

/// Runs statements that return nothing.
pub(crate) async fn run(config: &Config, sql: &str) {
    attempt(config, sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// Runs statements that may fail.
pub async fn attempt(config: &Config, sql: &str) -> Result<(), String> {
    let (client, connection) = config.connect(NoTls).await.expect("the test's own PostgreSQL answers");
    let connection = tokio::spawn(connection);
    let done = crate::wait::done(sql, client.batch_execute(sql)).await.map_err(|error| worded(&error));
    drop(client);
    // A database can be copied only once nobody is connected to it.
    let _ = connection.await;
    done
}

/// PostgreSQL's own message for an error.
pub(crate) fn worded(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |error| error.message().to_owned())
}

impl crate::Server {
    /// Runs statements on the server's database, bypassing the server.
    pub async fn db_run(&self, sql: &str) {
        run(self.database(), sql).await;
    }

    /// The cluster's socket, the role and the database's name.
    pub fn db_socket(&self) -> (PathBuf, String, String) {
        let config = self.database();
        let [Host::Unix(folder)] = config.get_hosts() else { panic!("a test's cluster has one socket") };
        let socket = folder.join(format!(".s.PGSQL.{}", config.get_ports()[0]));
        let named = |name: Option<&str>| name.expect("a test's database is named").to_owned();
        (socket, named(config.get_user()), named(config.get_dbname()))
    }

    /// Runs statements in a session of its own, which keeps its locks until it is dropped.
    pub async fn db_hold(&self, sql: &str) -> Client {
        let client = connect(self.database()).await;
        client.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {}", worded(&error)));
        client
    }

    /// Runs statements that must fail, and returns PostgreSQL's reason.
    pub async fn db_refusal(&self, sql: &str) -> String {
        let client = connect(self.database()).await;
        let error = client.batch_execute(sql).await.expect_err(sql);
        worded(&error)
    }

    /// Runs statements that must fail, and returns the server's log line about them.
    pub async fn db_failure(&self, sql: &str) -> String {
        let client = connect(self.database()).await;
        api::db::Error::from(client.batch_execute(sql).await.expect_err(sql)).to_string()
    }

    /// The login of each role, with its password, as a start of the server sets it.
    pub async fn db_logins(&self) -> Vec<Config> {
        api::db::let_in(self.database()).await.expect("each role can log in").all()
    }

    /// Rows of the server's database, bypassing the server.
    pub async fn db_rows(&self, sql: &str, parameters: &[&(dyn ToSql + Sync)]) -> Vec<Row> {
        let client = connect(self.database()).await;
        client.query(sql, parameters).await.unwrap_or_else(|error| panic!("{sql}: {}", worded(&error)))
    }

    /// The rows that a database role reads in a session with `settings`, or the reason for a
    /// refusal.
    pub async fn db_as(&self, role: &str, settings: &str, sql: &str) -> Result<Vec<Row>, String> {
        let client = connect(self.database().clone().user(role).options(settings)).await;
        client.query(sql, &[]).await.map_err(|error| worded(&error))
    }

    /// The tables with a row that contains a text in any column.
    pub async fn db_tables_with(&self, text: &str) -> Vec<String> {
        let sql = "select tablename::text from pg_tables where schemaname = 'public' order by tablename";
        let mut tables = Vec::new();
        for row in self.db_rows(sql, &[]).await {
            let table: String = row.get(0);
            let said = format!("select from \"{table}\" as row where strpos(row::text, $1) > 0 limit 1");
            if !self.db_rows(&said, &[&text]).await.is_empty() {
                tables.push(table);
            }
        }
        tables
    }

    /// A row count, bypassing the server.
    pub async fn db_count(&self, from: &str) -> i64 {
        self.db_rows(&format!("select count(*) from {from}"), &[]).await[0].get(0)
    }
}
