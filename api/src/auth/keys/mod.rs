//! Keys identify an office's programs and people, a partner or a donor government. The command line makes them, or
//! an admin does for the people of their office. A key is shown once, and stored as a hash.

mod store;

use std::sync::Arc;

use anyhow::Context;
use futures_util::FutureExt;
use shared::people::USUAL_DAYS;
use tokio_postgres::Config;
use uuid::Uuid;

use crate::{
    db::{self, Db, Single},
    http::exposed::Revoke,
    proof::Key,
    secret::Secret,
};

pub use shared::{audience::Audience, people::Role};
pub(crate) use store::{
    agree, are_one_voice, count_of_office, ids_of, insert_of, is_agreed, is_settled, made, of_office,
    revoke_of, revoke_of_office,
};

/// The key with this secret. The checksum reveals a mistyped secret without a query.
pub async fn find(db: &Db, secret: &str) -> Result<Option<Key>, db::Error> {
    match Secret::read(secret) {
        Some(secret) => store::find(&db.keys().await?, &secret).await,
        None => Ok(None),
    }
}

/// Makes a key for an office, and returns its secret, which is shown only once.
pub async fn create(config: &Config, office: &str, role: &str) -> anyhow::Result<String> {
    let secret = Secret::make(Audience::Office);
    let role = role.parse().map_err(anyhow::Error::msg)?;
    let made = store::insert(&Single::owner(config).get().await?, &secret, office, role).await?;
    anyhow::ensure!(made, "there is no office `{office}`; `accord office list` names them");
    Ok(secret.into_text())
}

/// Makes a key for a person of an office.
pub async fn create_of(config: &Config, person: Uuid, role: Role) -> anyhow::Result<String> {
    let secret = Secret::make(Audience::Office);
    let client = Single::owner(config).get().await?;
    let made = store::insert_of(&client, &secret, person, (role, USUAL_DAYS), None).await?;
    made.with_context(|| format!("there is no person {person}, or they left"))?;
    Ok(secret.into_text())
}

/// Makes a key for a partner organisation or a donor government.
pub async fn create_for(config: &Config, audience: Audience, organisation: Uuid) -> anyhow::Result<String> {
    let secret = Secret::make(audience);
    let client = Single::owner(config).get().await?;
    let made = store::insert_for(&client, &secret, audience, organisation).await?;
    anyhow::ensure!(made, "there is no organisation {organisation}");
    Ok(secret.into_text())
}

/// Revokes a key, at once and for good, by its public part: the eight characters after `live_`.
pub async fn revoke(config: &Config, id: &str) -> anyhow::Result<()> {
    let revoked = store::revoke(&Single::owner(config).get().await?, id).await?;
    anyhow::ensure!(revoked, "there is no key `{id}`, or it was revoked before");
    Ok(())
}

/// Revokes keys that were exposed. Only a whole secret revokes its key: others know the public part.
pub(crate) fn revoke_exposed(db: &Db) -> Revoke {
    let db = db.clone();
    Arc::new(move |secret| {
        let db = db.clone();
        let revoke = async move {
            match store::find(&db.keys().await?, &secret).await? {
                Some(key) => store::revoke(&db.own().await?, &key.id).await.map(|_| Some(key.id)),
                None => Ok(None),
            }
        };
        let revoke = revoke.map(|revoked: Result<_, db::Error>| match revoked {
            Ok(Some(key)) => tracing::warn!(key, "revoked a key that was in an address"),
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "cannot revoke a key that was in an address"),
        });
        revoke.boxed()
    })
}

/// Whether a secret belongs to a key that is still valid.
pub async fn works(config: &Config, secret: &str) -> anyhow::Result<bool> {
    match Secret::read(secret) {
        Some(secret) => Ok(store::find(&Single::owner(config).get().await?, &secret).await?.is_some()),
        None => Ok(false),
    }
}
