//! Opens the database in the settings: an existing PostgreSQL, or a private cluster.

use anyhow::{Context, Result, ensure};
use tokio_postgres::{Config, NoTls};

use cluster::Embedded;

use crate::{
    config,
    db::{Logins, let_in, migrate},
    resources::views,
};

const OLDEST: i32 = 15;

/// An up-to-date database, and its private cluster, if any.
pub struct Opened {
    pub config: Config,
    pub(crate) logins: Logins,
    embedded: Option<Embedded>,
}

impl Opened {
    /// Opens the database for a server, the only one on its data directory.
    pub async fn serve(settings: &config::Database) -> Result<Self> {
        Self::open(settings, true).await
    }

    /// Opens the database for a command, with or without a running server.
    pub async fn join(settings: &config::Database) -> Result<Self> {
        Self::open(settings, false).await
    }

    async fn open(settings: &config::Database, serving: bool) -> Result<Self> {
        let (config, embedded) = match &settings.database_url {
            Some(url) => {
                (url.parse().context("DATABASE_URL is not an address of a PostgreSQL database")?, None)
            }
            None => {
                let dir = &settings.data_dir;
                let embedded =
                    if serving { Embedded::serve(dir).await? } else { Embedded::join(dir).await? };
                (embedded.config(), Some(embedded))
            }
        };
        let version = version(&config).await?;
        if serving {
            let place = embedded.as_ref().map(Embedded::describe);
            let place = place.unwrap_or_else(|| format!("PostgreSQL {version}, {}", named(&config)));
            tracing::info!("database: {place}");
        }
        if migrate(&config).await? {
            views::show_again(&config).await.context("cannot refresh the views")?;
        }
        let logins = let_in(&config).await?;
        Ok(Self { config, logins, embedded })
    }

    /// Closes the database, and stops a private cluster that no other process uses.
    pub async fn close(self) -> Result<()> {
        match self.embedded {
            Some(embedded) => embedded.stop().await,
            None => Ok(()),
        }
    }
}

async fn version(config: &Config) -> Result<String> {
    let (client, connection) = config
        .connect(NoTls)
        .await
        .with_context(|| format!("cannot reach PostgreSQL at {}", named(config)))?;
    let connection = tokio::spawn(connection);
    let sql =
        "select current_setting('server_version_num')::integer / 10000, current_setting('server_version')";
    let row = client.query_one(sql, &[]).await?;
    drop(client);
    connection.await??;
    let (major, version): (i32, String) = (row.get(0), row.get(1));
    ensure!(
        major >= OLDEST,
        "PostgreSQL {version} at {} is too old: {OLDEST} or later is needed",
        named(config)
    );
    Ok(version)
}

/// Host and database, without the password.
fn named(config: &Config) -> String {
    let hosts = config.get_hosts().iter().map(|host| match host {
        tokio_postgres::config::Host::Tcp(name) => name.clone(),
        tokio_postgres::config::Host::Unix(path) => path.display().to_string(),
    });
    format!(
        "database {} on {}",
        config.get_dbname().unwrap_or("(default)"),
        hosts.collect::<Vec<_>>().join(", ")
    )
}
