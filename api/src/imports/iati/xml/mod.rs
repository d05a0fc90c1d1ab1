//! Reads XML from untrusted files: it must be well-formed UTF-8 of limited depth, and each element knows its line.
//! This module knows nothing of IATI. It refuses document type declarations and so every entity that a file could
//! define: no entity can expand without limit (billion laughs) or read another file.

mod document;
mod node;

pub(super) use document::Document;
pub use node::Fault;
pub(super) use node::Node;

/// The namespace of `xml:lang`.
pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";
