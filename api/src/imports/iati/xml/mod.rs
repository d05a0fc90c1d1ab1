//! XML as an untrusted file has it: well-formed, in UTF-8, of bounded depth, each element with its line.
//! Knows nothing of IATI. A document type declaration is refused, and with it every entity that a file
//! could define: none can grow (billion laughs) and none can read another file.

mod document;
mod node;

pub(super) use document::Document;
pub use node::Fault;
pub(super) use node::Node;

/// The namespace of `xml:lang`.
pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";
