//! Changes: the numbered lines of a reader's feed.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::audience::Audience;

/// The form of the feeds. Lines of epoch 1 had no salt, and no server shows them any more.
pub const EPOCH: u32 = 2;

/// The content of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// The thing is new or changed.
    Put,
    /// The thing is gone, because it was merged into another one.
    Tombstone,
    /// Earlier lines were withdrawn from this reader. `withdraws` has their positions; the line does not say what
    /// they were about. Delete those lines from every copy of the feed.
    Withdraw,
    /// This line was withdrawn by a later one, and its content is destroyed.
    Withdrawn,
}

/// A change of a thing that the reader may see. The `data` of a live-stream event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// Position in the reader's feed, without gaps; the event's id.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 42))]
    pub position: i64,
    /// Instant of the change (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub at: jiff::Timestamp,
    /// Name of the resource, as in paths. Absent if the operation is `withdraw` or `withdrawn`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "entries"))]
    pub resource: Option<String>,
    /// The thing's id. Absent if the operation is `withdraw` or `withdrawn`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    pub operation: Operation,
    /// Positions of the earlier lines that this line withdraws from this reader, in ascending order. Absent if it
    /// withdraws nothing. A `put` has some if earlier versions of the thing said more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(example = json!([17, 40])))]
    pub withdraws: Vec<i64>,
}

/// A complete line of a reader's feed. `docs/feed.md` says how to check it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedLine {
    /// Audience of the feed.
    pub audience: Audience,
    /// The form of the feed, always 2.
    #[cfg_attr(feature = "openapi", schema(minimum = 2, example = 2))]
    pub epoch: u32,
    #[serde(flatten)]
    pub change: Change,
    /// The thing as this reader sees it from this line on. Null unless the operation is `put`.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub document: Option<Value>,
    /// 32 random bytes, in hexadecimal digits. Null if the operation is `withdrawn`.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{64}$"))]
    pub salt: Option<String>,
    /// SHA-256 of the salt's bytes, followed by the canonical JSON of an object with the keys `document`, `id`,
    /// `operation`, `resource` and `withdraws`; in hexadecimal digits. Canonical JSON is compact UTF-8, with the keys
    /// of every object sorted by their bytes. An absent field is null there; `withdraws` is always a list.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{64}$"))]
    pub commitment: String,
    /// Hash of the previous line, in hexadecimal digits; empty on the first line.
    #[cfg_attr(feature = "openapi", schema(pattern = "^([0-9a-f]{64})?$"))]
    pub previous_hash: String,
    /// SHA-256 of the canonical JSON of an object with the keys `at`, `audience`, `commitment`, `epoch`, `position`
    /// and `previous_hash`; in hexadecimal digits.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{64}$"))]
    pub hash: String,
}

impl FeedLine {
    /// The content that the commitment covers.
    pub fn content(&self) -> Value {
        let Change { resource, id, operation, withdraws, .. } = &self.change;
        json!({
            "document": self.document, "id": id, "operation": operation, "resource": resource,
            "withdraws": withdraws,
        })
    }

    /// The object that the hash covers.
    pub fn hashed(&self) -> Value {
        json!({
            "at": self.change.at, "audience": self.audience, "commitment": self.commitment, "epoch": self.epoch,
            "position": self.change.position, "previous_hash": self.previous_hash,
        })
    }
}
