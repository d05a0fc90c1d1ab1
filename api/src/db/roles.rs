//! The database's roles: one per audience of readers, one for writers, and one that sees only keys. The schema
//! decides which rows each role may see; this module decides how each role logs in.

use anyhow::{Context, Result};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use shared::audience::Audience;
use tokio_postgres::{Config, NoTls};

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
            Self::Writer => String::new(),
        }
    }

    /// The role's login for a database that its owner reaches by `owner`. Every server of a database derives the
    /// same passwords, and none of them is stored.
    pub(super) fn login(self, owner: &Config) -> Config {
        let mut config = owner.clone();
        if let Some(password) = owner.get_password() {
            let mac = Hmac::<Sha256>::new_from_slice(password).expect("HMAC takes a key of any length");
            config.password(HEXLOWER.encode(&mac.chain_update(self.name()).finalize().into_bytes()));
        }
        config.user(self.name());
        config
    }
}

/// Makes sure that each role can log in as this server expects, and explains what to do if a role cannot.
pub(crate) async fn let_in(owner: &Config) -> Result<()> {
    if can_log_in(owner, Role::Keys).await.is_ok() {
        return Ok(());
    }
    if owner.get_password().is_some() {
        let (client, connection) = owner.connect(NoTls).await?;
        let connection = tokio::spawn(connection);
        for role in Role::ALL {
            let login = role.login(owner);
            let password = String::from_utf8(login.get_password().unwrap_or_default().to_vec())?;
            // Neither part comes from outside: the name is from the list above, and the password is hexadecimal.
            let sql = format!("alter role {} password '{password}'", role.name());
            client
                .batch_execute(&sql)
                .await
                .with_context(|| format!("cannot set the password of {}", role.name()))?;
        }
        drop(client);
        connection.await??;
    }
    for role in Role::ALL {
        can_log_in(owner, role).await.with_context(|| {
            format!(
                "the database does not let the role {} in: allow it in pg_hba.conf as the owner is allowed, with a \
                 password (scram-sha-256) where DATABASE_URL has one",
                role.name()
            )
        })?;
    }
    Ok(())
}

async fn can_log_in(owner: &Config, role: Role) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = role.login(owner).connect(NoTls).await?;
    drop(client);
    connection.await
}
