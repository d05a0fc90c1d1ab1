//! The end of a page, where the next page continues. A cursor is opaque, and signed so that a client can neither
//! invent nor change one.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use deadpool_postgres::GenericClient;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::db;

/// The last item of a page, and the findings of the first page. A client can read it, so it holds only values that
/// the client was given: an item's position in the reader's own feed, and not its sort key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The list it belongs to, including the filter: a cursor of another list is refused.
    pub list: String,
    pub position: i64,
    pub total: i64,
}

/// The key that signs cursors; the same for every server on one database.
#[derive(Clone)]
pub struct CursorKey(Hmac<Sha256>);

impl CursorKey {
    /// Reads the key that the first migration stored.
    pub async fn load(client: &impl GenericClient) -> Result<Self, db::Error> {
        let row = db::row(
            client,
            "-- log::cursor_key
                select secret
                from secrets
                where name = 'cursor'",
            &[],
        )
        .await?;
        Ok(Self::new(row.get("secret")))
    }

    /// A key from this secret.
    pub fn new(secret: &str) -> Self {
        Self(Hmac::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length"))
    }

    /// A cursor as a client receives it.
    pub fn write(&self, cursor: &Cursor) -> String {
        let text = serde_json::to_vec(cursor).expect("a cursor is plain data");
        let tag = self.0.clone().chain_update(&text).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode([&tag[..16], &text].concat())
    }

    /// Reads a cursor written by `write`, and no other.
    pub fn read(&self, cursor: &str) -> Option<Cursor> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (tag, text) = bytes.split_at_checked(16)?;
        self.0.clone().chain_update(text).verify_truncated_left(tag).ok()?;
        serde_json::from_slice(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_changed_in_any_byte_is_refused() {
        let key = CursorKey::new("secret");
        let cursor = Cursor { list: "funds".into(), position: 7, total: 3 };
        let written = key.write(&cursor);
        assert_eq!(key.read(&written), Some(cursor));
        let mut bytes = URL_SAFE_NO_PAD.decode(&written).expect("base64");
        for index in 0..bytes.len() {
            bytes[index] ^= 1;
            assert_eq!(key.read(&URL_SAFE_NO_PAD.encode(&bytes)), None, "byte {index}");
            bytes[index] ^= 1;
        }
    }
}
