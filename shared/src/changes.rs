//! Changes: the numbered lines of a reader's feed, as far as they say that something moved.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

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
