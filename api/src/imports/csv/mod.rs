//! Spreadsheets as CSV: each row is an entry, by a mapping that says which column is which field. A row is read by
//! the rules of a body that is sent, and refused alone, with its number and its column.
//!
//! The mapping is JSON: whoever writes one knows it from the API, its values are the API's own, editors and the
//! document's readers check it, and it needs no other reader than the one that bodies have.

mod body;
mod import;
mod mapping;
pub mod members;
mod parties;
mod plan;
mod read;
mod report;
mod template;
#[cfg(test)]
mod tests;
mod values;

pub use import::import;
pub use mapping::Mapping;
pub use plan::{Planned, plan};
pub use read::{NotReadable, Read, read};
pub use report::Report;
pub(crate) use template::routes;
pub use template::{TEMPLATE, TEMPLATE_MAPPING};
