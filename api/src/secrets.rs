//! The server's own secrets, and what it signs by one of them. They are the same for every server of one database.

use deadpool_postgres::GenericClient;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::db;

/// How many bytes of a signature go out.
const TAG: usize = 16;

/// Reads a secret that a migration made, or `make`.
pub(crate) async fn load(client: &impl GenericClient, name: &str) -> Result<String, db::Error> {
    let row = db::row(
        client,
        "-- secrets::load
            select secret
            from secrets
            where name = $1",
        &[&name],
    )
    .await?;
    Ok(row.get("secret"))
}

/// Stores a new secret, unless a server stored one before.
pub(crate) async fn make(client: &impl GenericClient, name: &str, secret: &str) -> Result<(), db::Error> {
    db::run(
        client,
        "-- secrets::make
            insert into secrets (name, secret)
            values ($1, $2)
            on conflict (name) do nothing",
        &[&name, &secret],
    )
    .await?;
    Ok(())
}

/// Signs what clients hand back, so that they can neither invent nor change it (HMAC-SHA-256).
#[derive(Clone)]
pub struct Signer(Hmac<Sha256>);

impl Signer {
    /// Signs by this secret.
    pub(crate) fn new(secret: &str) -> Self {
        Self(Hmac::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length"))
    }

    /// Signs by the secret of this name.
    pub(crate) async fn load(client: &impl GenericClient, name: &str) -> Result<Self, db::Error> {
        Ok(Self::new(&load(client, name).await?))
    }

    /// The signature of these parts, one after the other.
    pub(crate) fn sign(&self, parts: &[&[u8]]) -> [u8; TAG] {
        let signed = self.over(parts).finalize().into_bytes();
        std::array::from_fn(|index| signed[index])
    }

    /// Whether a signature is of these parts. It takes as long for a wrong one as for the right one.
    pub(crate) fn is_of(&self, tag: &[u8], parts: &[&[u8]]) -> bool {
        tag.len() == TAG && self.over(parts).verify_truncated_left(tag).is_ok()
    }

    fn over(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        parts.iter().fold(self.0.clone(), |mac, part| mac.chain_update(part))
    }
}
