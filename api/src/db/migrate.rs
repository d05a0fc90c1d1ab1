//! Updates the schema, once, even if several servers start together.

use anyhow::{Context, Result};
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Config, Error, NoTls};

mod embedded {
    refinery::embed_migrations!("../migrations");
}

/// Applies every missing migration. True if any was missing.
pub async fn migrate(config: &Config) -> Result<bool> {
    // Refinery takes no lock itself, and it commits on its own connection: so the lock needs another one.
    let (holder, held) = connect(config).await?;
    hold(&holder).await.context("cannot lock the migrations")?;
    let (mut client, connection) = connect(config).await?;
    let report = embedded::migrations::runner().run_async(&mut client).await.context("a migration failed")?;
    let last = report.applied_migrations().last();
    if let Some(last) = last {
        tracing::info!("migrated to {last}");
    }
    client.batch_execute(include_str!("doors.sql")).await.context("cannot revoke the usual grants")?;
    let is_changed = last.is_some();
    drop(client);
    connection.await??;
    // The lock ends with the session.
    drop(holder);
    held.await??;
    Ok(is_changed)
}

/// Waits for other servers that migrate. Any role may hold an advisory lock, but only the owner may lock this table.
async fn hold(holder: &Client) -> Result<(), Error> {
    // Of two servers that create it at once, PostgreSQL refuses one, and then the table is there.
    let _ = holder.batch_execute("create table if not exists migrating ()").await;
    // The session idles while the other one migrates. Dumps read the table meanwhile.
    let lock = "set idle_in_transaction_session_timeout = 0;
        begin;
        lock table migrating in share update exclusive mode";
    holder.batch_execute(lock).await
}

async fn connect(config: &Config) -> Result<(Client, JoinHandle<Result<(), Error>>)> {
    let (client, connection) = config.connect(NoTls).await.context("cannot reach PostgreSQL to migrate")?;
    Ok((client, tokio::spawn(connection)))
}
