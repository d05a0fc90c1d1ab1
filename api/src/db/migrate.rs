//! Updates the schema, once, even if several servers start together.

use anyhow::Context;
use tokio_postgres::{Config, NoTls};

mod embedded {
    refinery::embed_migrations!("../migrations");
}

/// Names the advisory lock for migrations: refinery takes no lock itself.
const LOCK: i64 = 0x6163_636f_7264_0001;

/// Applies every missing migration. True if any was missing.
pub async fn migrate(config: &Config) -> anyhow::Result<bool> {
    let (mut client, connection) =
        config.connect(NoTls).await.context("cannot reach PostgreSQL to migrate")?;
    let connection = tokio::spawn(connection);
    client.execute("select pg_advisory_lock($1)", &[&LOCK]).await?;
    let report = embedded::migrations::runner().run_async(&mut client).await.context("a migration failed")?;
    let last = report.applied_migrations().last();
    if let Some(last) = last {
        tracing::info!("migrated to {last}");
    }
    // The lock ends with the session.
    drop(client);
    connection.await??;
    Ok(last.is_some())
}
