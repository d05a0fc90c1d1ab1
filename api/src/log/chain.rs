//! The hash chains: SHA-256 over the canonical JSON of a line, which contains the previous hash. Canonical JSON is
//! compact, with keys in byte order, as `serde_json` writes a `Value`. A line of a feed hashes a commitment to its
//! content, so that the content can be destroyed and the chain still holds.

use deadpool_postgres::Transaction;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::audience::Audience;
use uuid::Uuid;

use crate::db;

/// The end of a feed: the position and hash that the next row follows.
#[derive(Clone, Debug, Default)]
pub(super) struct Head {
    pub(super) position: i64,
    pub(super) hash: Vec<u8>,
}

/// The hash of a line.
pub(super) fn hash(line: &Value) -> Vec<u8> {
    Sha256::digest(line.to_string()).to_vec()
}

/// The commitment to a content. Nobody can test a guess of the content without the salt.
pub(crate) fn commitment(salt: &[u8], content: &Value) -> Vec<u8> {
    Sha256::new().chain_update(salt).chain_update(content.to_string()).finalize().to_vec()
}

/// 32 random bytes.
pub(super) fn salt() -> Result<Vec<u8>, db::Error> {
    let mut salt = vec![0; 32];
    getrandom::fill(&mut salt)
        .map_err(|error| db::Error::Unavailable(anyhow::anyhow!("no randomness: {error}")))?;
    Ok(salt)
}

/// The salt of a line that names no thing: it commits to the thing that the line withdraws.
pub(crate) fn salt_of(salt: &[u8], resource: &str, id: Uuid) -> Vec<u8> {
    commitment(salt, &json!({"id": id, "resource": resource}))
}

/// The heads of the four feeds, in the order of `Audience::ALL`.
pub(super) async fn heads(tx: &Transaction<'_>) -> Result<[Head; 4], db::Error> {
    let rows = db::rows(
        tx,
        "-- log::heads
            select audience, from_position, hash
            from unnest(enum_range(null::audience)) as audience
            cross join lateral (
              select from_position, hash
              from views
              where views.audience = audience.audience
              order by from_position desc
              limit 1
            ) as head",
        &[],
    )
    .await?;
    let mut heads: [Head; 4] = Default::default();
    for row in rows {
        let audience: Audience = row.get("audience");
        heads[audience as usize] = Head { position: row.get("from_position"), hash: row.get("hash") };
    }
    Ok(heads)
}
