//! The server's own secrets, and signatures made with them. All servers of one database share them.

use deadpool_postgres::GenericClient;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::db;

/// The length of a signature, in bytes: the first half of the HMAC.
const TAG: usize = 16;

/// Reads a stored secret, made by a migration or by `make`.
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

/// Stores a new secret, unless one is stored already.
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

/// Signs tokens that clients send back, so that they can neither invent nor change one (HMAC-SHA-256).
#[derive(Clone)]
pub struct Signer(Hmac<Sha256>);

impl Signer {
    /// A signer with this secret.
    pub(crate) fn new(secret: &str) -> Self {
        Self(Hmac::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length"))
    }

    /// A signer with the stored secret of this name.
    pub(crate) async fn load(client: &impl GenericClient, name: &str) -> Result<Self, db::Error> {
        Ok(Self::new(&load(client, name).await?))
    }

    /// The signature of these parts, joined.
    pub(crate) fn sign(&self, parts: &[&[u8]]) -> [u8; TAG] {
        let signed = self.over(parts).finalize().into_bytes();
        std::array::from_fn(|index| signed[index])
    }

    /// Whether a signature fits these parts, compared in constant time.
    pub(crate) fn is_of(&self, tag: &[u8], parts: &[&[u8]]) -> bool {
        tag.len() == TAG && self.over(parts).verify_truncated_left(tag).is_ok()
    }

    fn over(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        parts.iter().fold(self.0.clone(), |mac, part| mac.chain_update(part))
    }
}
