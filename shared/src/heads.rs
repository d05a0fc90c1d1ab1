//! Signed heads: what a feed came to at the end of a day, in words that cannot be taken back. Whoever keeps
//! one can tell later whether anything before it was rewritten, by whomever.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::audience::Audience;

/// The end of a feed on a day: its last line, and so, by the chain of hashes, every line before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Head {
    /// Whose feed it is of.
    pub audience: Audience,
    /// The day (ISO 8601, UTC). Of a day that is over, the feed's last line at its end; of a day that is
    /// not, the last line so far.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date, example = "2026-11-23"))]
    pub day: Date,
    /// Position of the line in the feed.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 42))]
    pub position: i64,
    /// Instant of the line (RFC 3339, UTC); of an earlier day where nothing moved on this one.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-23T16:05:00.123456Z"))]
    pub at: Timestamp,
    /// The hash of the line, as `/v1/changes` has it: SHA-256, in hexadecimal digits.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{64}$"))]
    pub hash: String,
}

/// A head and its signature, pure Ed25519 (RFC 8032) over the UTF-8 bytes of the canonical JSON of an
/// object of `at`, `audience`, `day`, `hash`, `position`, all as they are here, and `statement`, which is
/// `accord-head`: compact, with the keys in the order of their bytes. For example
/// `{"at":"2026-11-23T16:05:00.123456Z","audience":"public","day":"2026-11-23","hash":"9f86…","position":42,"statement":"accord-head"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedHead {
    #[serde(flatten)]
    pub head: Head,
    /// The public key of the key it was signed by: 32 bytes, in hexadecimal digits.
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
    /// The public key of the key that this server signs by now: Ed25519, 32 bytes, in hexadecimal digits.
    /// Heads that were signed before the key was changed name the one that they were signed by.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{64}$"))]
    pub public_key: String,
    /// The feed as it is now, signed for this answer: a receipt to keep. Null as long as the feed is empty.
    pub latest: Option<SignedHead>,
    /// The feed at the end of each day since its first line, the oldest day first.
    pub daily: Vec<SignedHead>,
}

impl Head {
    /// The text that is signed.
    pub fn statement(&self) -> String {
        // The keys of a `Value` are in the order of their bytes.
        serde_json::json!({
            "at": self.at, "audience": self.audience, "day": self.day, "hash": self.hash,
            "position": self.position, "statement": "accord-head",
        })
        .to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_is_the_text_that_the_documentation_shows() {
        let head = Head {
            audience: Audience::Public,
            day: jiff::civil::date(2026, 11, 23),
            position: 42,
            at: "2026-11-23T16:05:00.123456Z".parse().expect("an instant"),
            hash: "9f86".to_owned(),
        };
        let text = r#"{"at":"2026-11-23T16:05:00.123456Z","audience":"public","day":"2026-11-23","hash":"9f86","position":42,"statement":"accord-head"}"#;
        assert_eq!(head.statement(), text);
    }
}
