//! Changes: the numbered lines of a reader's feed, as far as they say that something moved.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::audience::Audience;

/// What became of a thing, for a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// It is there, new or changed.
    Put,
    /// It is not there any more.
    Tombstone,
}

/// A change of something that the reader may see. The `data` of an event of the live stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// Position in the reader's feed, without gaps; the event's id.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 42))]
    pub position: i64,
    /// Instant of the change (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub at: jiff::Timestamp,
    /// Which resource, as addresses name it.
    #[cfg_attr(feature = "openapi", schema(example = "entries"))]
    pub resource: String,
    pub id: Uuid,
    pub operation: Operation,
}

/// A line of a reader's feed, whole. Its hash is the SHA-256 of the canonical JSON of an object of
/// `audience`, `position`, `at`, `resource`, `id`, `operation`, `document_hash` and `previous_hash`:
/// compact, UTF-8, with the keys of every object in the order of their bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedLine {
    /// Whose feed it is of.
    pub audience: Audience,
    #[serde(flatten)]
    pub change: Change,
    /// The thing as this reader sees it from here on. Null where it went, and also on every earlier line
    /// of a thing that was taken back from this reader since: its hash stays, so that the chain holds.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub document: Option<Value>,
    /// SHA-256 of the document's canonical JSON, in hexadecimal digits; null where the thing went.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{64}$"))]
    pub document_hash: Option<String>,
    /// The hash of the line before, in hexadecimal digits; empty before the first.
    #[cfg_attr(feature = "openapi", schema(pattern = "^([0-9a-f]{64})?$"))]
    pub previous_hash: String,
    /// The hash of this line, in hexadecimal digits.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{64}$"))]
    pub hash: String,
}
