//! The one shape of every refusal: an RFC 9457 problem document.

use serde::{Deserialize, Serialize};

/// A problem document (`application/problem+json`, RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProblemDocument {
    /// Stable relative URI of the problem's type, for clients to branch on.
    #[cfg_attr(feature = "openapi", schema(example = "/problems/invalid", format = "uri-reference"))]
    pub r#type: String,
    /// Name of this type of problem, the same in every case.
    #[cfg_attr(feature = "openapi", schema(example = "Some fields are not acceptable"))]
    pub title: String,
    /// The HTTP status code.
    #[cfg_attr(feature = "openapi", schema(example = 422, minimum = 400, maximum = 599))]
    pub status: u16,
    /// Explanation of this case: what happened, what was stored, and what to do.
    pub detail: String,
    /// The request's id (header `Request-Id`), to quote when asking for help.
    pub instance: String,
    /// The wrong fields, if the problem is in fields: at most the first 100.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_items = 100))]
    pub errors: Vec<FieldError>,
    /// Number of wrong fields. Absent if `errors` lists them all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 101, example = 240, nullable = false))]
    pub error_count: Option<u32>,
}

/// The complaint about one field of a body or one parameter of a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// JSON pointer into the body (RFC 6901, as a URI fragment), or `?name` for a query parameter.
    #[cfg_attr(feature = "openapi", schema(example = "#/amount"))]
    pub pointer: String,
    /// The rule that the value must satisfy.
    #[cfg_attr(feature = "openapi", schema(example = "is required"))]
    pub detail: String,
}

impl FieldError {
    /// A complaint about the field at a JSON pointer (`/amount`).
    pub fn new(pointer: &str, detail: &str) -> Self {
        Self { pointer: format!("#{pointer}"), detail: detail.to_owned() }
    }

    /// A complaint about a query parameter.
    pub fn parameter(name: &str, detail: &str) -> Self {
        Self { pointer: format!("?{name}"), detail: detail.to_owned() }
    }
}
