//! The response headers that belong to the connection or to every reply. The document must list any
//! other header at the reply that carries it.

/// In lower case, as received.
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
