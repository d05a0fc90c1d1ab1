//! Imports flows of OCHA's Financial Tracking Service (FTS). `read` parses the files, `plan` turns flows into
//! organisations, funds, pledges and entries, and `totals` adds entries up by OCHA's own rule. Only `import` uses
//! the database.

mod destination;
mod exact;
mod flow;
mod import;
mod parties;
mod plan;
mod read;
mod report;
mod step;
#[cfg(test)]
mod tests;

pub use flow::Flow;
pub use import::import;
pub use plan::plan;
pub use read::{NotReadable, Read, Recorded, read};
pub use report::{Published, Report, Totals, totals};

/// The register's name in an entry's provenance.
pub const REGISTER: &str = "ocha-fts";
