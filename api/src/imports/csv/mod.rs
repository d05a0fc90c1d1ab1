//! Imports spreadsheets in CSV: each row is an entry, and a mapping names the column of each field. A row is
//! checked by the same rules as a posted body. A faulty row is refused alone, with its number and column.
//!
//! The mapping is JSON because its fields and values are the API's own. Editors check JSON, and the reader of
//! request bodies reads it too.

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
