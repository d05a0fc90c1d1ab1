//! Changes: the numbered lines of a reader's feed.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::audience::Audience;

/// How a thing changed, as the reader sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// The thing is new or changed.
    Put,
    /// The thing is gone.
    Tombstone,
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
    /// Name of the resource, as in paths.
    #[cfg_attr(feature = "openapi", schema(example = "entries"))]
    pub resource: String,
    pub id: Uuid,
    pub operation: Operation,
}

/// A complete line of a reader's feed. Its hash is the SHA-256 of a canonical JSON object with the keys
/// `audience`, `position`, `at`, `resource`, `id`, `operation`, `document_hash` and `previous_hash`.
/// Canonical JSON is compact UTF-8, with the keys of every object sorted by their bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedLine {
    /// Audience of the feed.
    pub audience: Audience,
    #[serde(flatten)]
    pub change: Change,
    /// The thing as this reader sees it from this line on. Null if the thing is gone. Also null on every
    /// earlier line of a thing that was later retracted from this reader: its hash stays, so that the chain
    /// holds.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub document: Option<Value>,
    /// SHA-256 of the document's canonical JSON, in hexadecimal digits; null if the thing is gone.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{64}$"))]
    pub document_hash: Option<String>,
    /// Hash of the previous line, in hexadecimal digits; empty on the first line.
    #[cfg_attr(feature = "openapi", schema(pattern = "^([0-9a-f]{64})?$"))]
    pub previous_hash: String,
    /// Hash of this line, in hexadecimal digits.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{64}$"))]
    pub hash: String,
}
