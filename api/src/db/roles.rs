//! The database's roles: one per audience of readers, one for writers, and one that sees only keys. The schema
//! decides which rows each role may see; this module decides how each role logs in.

use anyhow::{Context, Result};
use data_encoding::HEXLOWER;
use futures_util::future::try_join_all;
use hmac::{Hmac, KeyInit, Mac};
use postgres_protocol::password::scram_sha_256;
use sha2::Sha256;
use shared::audience::Audience;
use tokio_postgres::{Config, NoTls, Transaction};

/// A role of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Reads an audience's rows, and writes nothing.
    Reader(Audience),
    /// Writes, and sees everything except the server's secrets.
    Writer,
    /// Looks up keys.
    Keys,
}

impl Role {
    const ALL: [Self; 6] = [
        Self::Reader(Audience::Public),
        Self::Reader(Audience::Partner),
        Self::Reader(Audience::Government),
        Self::Reader(Audience::Office),
        Self::Writer,
        Self::Keys,
    ];

    fn name(self) -> String {
        let name = match self {
            Self::Reader(audience) => audience.as_str(),
            Self::Writer => "writer",
            Self::Keys => "keys",
        };
        format!("accord_{name}")
    }

    /// The settings of each of its sessions.
    pub(super) fn options(self) -> String {
        match self {
            Self::Reader(audience) => {
                format!(" -c default_transaction_read_only=on -c accord.audience={}", audience.as_str())
            }
            Self::Keys => " -c default_transaction_read_only=on".to_owned(),
            Self::Writer => " -c default_transaction_read_only=off".to_owned(),
        }
    }
}

/// How the roles of a database log in. Where the owner has a password, each role has its own, which follows from a
/// secret in the database: so every server has the same ones, and nobody finds the owner's from them.
#[derive(Clone)]
pub struct Logins {
    owner: Config,
    secret: Option<String>,
}

impl Logins {
    /// Logins without passwords, to a database that `owner` connects to.
    pub(crate) fn trusted(owner: &Config) -> Self {
        Self { owner: owner.clone(), secret: None }
    }

    /// The login of a role.
    pub(super) fn of(&self, role: Role) -> Config {
        let mut config = self.owner.clone();
        if let Some(secret) = &self.secret {
            let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes());
            let mac = mac.expect("HMAC takes a key of any length").chain_update(role.name());
            config.password(HEXLOWER.encode(&mac.finalize().into_bytes()));
        }
        config.user(role.name());
        config
    }

    /// The login of every role.
    pub fn all(&self) -> Vec<Config> {
        Role::ALL.map(|role| self.of(role)).into()
    }
}

/// Makes sure that each role can log in as this server expects, and explains what to do if a role cannot.
pub async fn let_in(owner: &Config) -> Result<Logins> {
    let (mut client, connection) = owner.connect(NoTls).await?;
    let connection = tokio::spawn(connection);
    let tx = client.transaction().await?;
    // Locked, because PostgreSQL refuses to alter a role twice at once, and several servers may start together.
    let sql = "-- roles::secret\nselect secret from secrets where name = 'logins' for update";
    let secret: String = tx.query_one(sql, &[]).await?.get("secret");
    let logins = Logins { owner: owner.clone(), secret: owner.get_password().map(|_| secret) };
    restore(&tx, &logins).await?;
    tx.commit().await?;
    drop(client);
    connection.await??;
    try_join_all(Role::ALL.map(|role| log_in(&logins, role))).await?;
    Ok(logins)
}

/// Undoes what a role may have done to itself: any role may alter its own password and the settings of its sessions.
async fn restore(tx: &Transaction<'_>, logins: &Logins) -> Result<()> {
    let names = Role::ALL.map(Role::name);
    let altered = tx
        .query(
            "-- roles::altered
            select format(
              'alter role %I %s reset all',
              rolname,
              (select format('in database %I', datname) from pg_database where oid = setdatabase)
            ) as reset
            from pg_db_role_setting
            join pg_roles on pg_roles.oid = setrole
            where rolname = any($1)
              and (setdatabase = 0 or setdatabase = (select oid from pg_database where datname = current_database()))",
            &[&names.as_slice()],
        )
        .await?;
    for row in altered {
        tx.batch_execute(row.get("reset")).await.context("cannot reset the settings of a role")?;
    }
    for role in Role::ALL {
        if let Some(password) = logins.of(role).get_password() {
            // A verifier: the password itself would be in PostgreSQL's log. Neither part comes from outside.
            let sql = format!("alter role {} password '{}'", role.name(), scram_sha_256(password));
            let context = || format!("cannot set the password of {}", role.name());
            tx.batch_execute(&sql).await.with_context(context)?;
        }
    }
    Ok(())
}

async fn log_in(logins: &Logins, role: Role) -> Result<()> {
    let login = async {
        let (client, connection) = logins.of(role).connect(NoTls).await?;
        drop(client);
        connection.await
    };
    login.await.with_context(|| {
        format!(
            "the database does not let the role {} in: allow it in pg_hba.conf as the owner is allowed, with a \
             password (scram-sha-256) where DATABASE_URL has one",
            role.name()
        )
    })
}
