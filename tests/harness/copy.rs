//! A copy of a database without a server, to inspect and to tamper with.

use serde_json::Value;

use crate::{db, given, tampering, wait};

/// A copy of a server's database, without a server.
pub struct Copy {
    config: tokio_postgres::Config,
}

impl Copy {
    pub(crate) fn of(config: tokio_postgres::Config) -> Self {
        Self { config }
    }

    /// Runs statements that return nothing.
    pub async fn db_run(&self, sql: &str) {
        db::run(&self.config, sql).await;
    }

    /// The document of a thing that an audience sees.
    pub async fn db_document(&self, resource: &str, audience: &str, id: &str) -> Value {
        let sql = "select document from views where audience::text = $1 and resource = $2 and id::text = $3
          and to_position is null";
        let row = db::connect(&self.config).await.query_one(sql, &[&audience, &resource, &id]).await;
        row.expect("the audience sees it").get("document")
    }

    /// Recomputes the hashes of the log and of every feed, as a superuser could after tampering.
    pub async fn db_rechain(&self) {
        tampering::rechain(&self.config).await;
    }

    /// The verdict of `accord verify`.
    pub async fn verify(&self) -> Result<String, String> {
        verify(&self.config).await
    }

    /// Erases a thing, as an operator would, and returns the report.
    pub async fn forget(&self, resource: &str, id: &str) -> String {
        forget(&self.config, resource, id).await
    }

    /// Refreshes every view, as a newly installed release does.
    pub async fn show_again(&self) {
        api::resources::views::show_again(&self.config).await.expect("everything can be shown");
    }
}

/// The verdict of `accord verify` on a database.
pub(crate) async fn verify(config: &tokio_postgres::Config) -> Result<String, String> {
    let verified = wait::done("verifying", api::verify::database(config)).await;
    verified.map(|verified| verified.to_string()).map_err(|error| format!("{error:#}"))
}

/// Erases a thing, and returns the report.
pub(crate) async fn forget(config: &tokio_postgres::Config, resource: &str, id: &str) -> String {
    let done = api::resources::erasures::forget(config, &given::erasure(resource, id)).await;
    done.expect("the thing is there").to_string()
}
