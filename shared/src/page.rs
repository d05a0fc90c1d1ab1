//! A page of a list.

use serde::{Deserialize, Serialize};

/// The most items that a page may hold.
pub const MOST: u32 = 200;
/// The number of items on a page if the reader does not say.
pub const USUAL: u32 = 50;

/// One page of a list. Not a bare array, so that fields can be added later.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The items, in the list's own order.
    pub items: Vec<T>,
    /// Number of items that matched when the first page was requested.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub total: i64,
    /// The path of the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = "uri-reference", nullable = false))]
    pub next: Option<String>,
}
