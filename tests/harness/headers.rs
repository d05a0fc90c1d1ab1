//! The response headers that belong to the connection or to every reply alike. Any other header has
//! to be listed where the document describes the reply.

/// In lower case, as they come.
pub(crate) const KNOWN: &[&str] = &[
    "access-control-allow-origin",
    "access-control-expose-headers",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-security-policy",
    "content-type",
    "cross-origin-embedder-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "date",
    "permissions-policy",
    "referrer-policy",
    "request-id",
    "strict-transport-security",
    "transfer-encoding",
    "vary",
    "x-content-type-options",
];
