//! Signed heads: the last line of a feed on each day, signed by the server. A reader who keeps a head can
//! detect later whether any line before it was rewritten.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::audience::Audience;

/// The last line of a feed on a day. Through the hash chain it also fixes every line before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Head {
    /// Audience of the feed.
    pub audience: Audience,
    /// The form of the feed, as in its lines. A head of another epoch is of a feed that ended.
    #[cfg_attr(feature = "openapi", schema(minimum = 2, example = 2))]
    pub epoch: u32,
    /// The day (ISO 8601, UTC). The head is the feed's last line at the end of the day, or the last line so
    /// far if the day is not over.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date, example = "2026-11-23"))]
    pub day: Date,
    /// Position of the line in the feed.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 42))]
    pub position: i64,
    /// Instant of the line (RFC 3339, UTC); on an earlier day if nothing changed on this one.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-23T16:05:00.123456Z"))]
    pub at: Timestamp,
    /// Hash of the line, as in `/v1/changes`: SHA-256, in hexadecimal digits.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{64}$"))]
    pub hash: String,
}

/// A head and its signature. The signature is pure Ed25519 (RFC 8032) over the UTF-8 bytes of a canonical
/// JSON object. The object has `at`, `audience`, `day`, `epoch`, `hash` and `position` as they are here, and
/// `statement`, always `accord-head`. Canonical JSON is compact, with keys sorted by their bytes. For example
/// `{"at":"2026-11-23T16:05:00.123456Z","audience":"public","day":"2026-11-23","epoch":2,"hash":"9f86…","position":42,"statement":"accord-head"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedHead {
    #[serde(flatten)]
    pub head: Head,
    /// Public part of the signing key: 32 bytes, in hexadecimal digits.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{64}$"))]
    pub public_key: String,
    /// The signature: 64 bytes, in hexadecimal digits.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{128}$"))]
    pub signature: String,
}

/// The heads of a reader's own feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Heads {
    /// Public part of this server's current signing key: Ed25519, 32 bytes, in hexadecimal digits. Heads
    /// signed before a change of key name their own key.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{64}$"))]
    pub public_key: String,
    /// The current head, signed for this response: a receipt to keep. Null while the feed is empty.
    pub latest: Option<SignedHead>,
    /// The head of each day since the first line, oldest day first.
    pub daily: Vec<SignedHead>,
}

impl Head {
    /// The signed text.
    pub fn statement(&self) -> String {
        // The keys of a `Value` are sorted by their bytes.
        serde_json::json!({
            "at": self.at, "audience": self.audience, "day": self.day, "epoch": self.epoch, "hash": self.hash,
            "position": self.position, "statement": "accord-head",
        })
        .to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signed_text_matches_the_documentation() {
        let head = Head {
            audience: Audience::Public,
            epoch: 2,
            day: jiff::civil::date(2026, 11, 23),
            position: 42,
            at: "2026-11-23T16:05:00.123456Z".parse().expect("an instant"),
            hash: "9f86".to_owned(),
        };
        let text = r#"{"at":"2026-11-23T16:05:00.123456Z","audience":"public","day":"2026-11-23","epoch":2,"hash":"9f86","position":42,"statement":"accord-head"}"#;
        assert_eq!(head.statement(), text);
    }
}
