//! OCHA's Financial Tracking Service (FTS): from recorded flows to what should exist here. `read`
//! takes the files apart, `plan` says which organisations, funds, pledges and entries they make, and
//! `totals` adds entries up by OCHA's own rule. Of all that, only `import` knows the database.

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

/// The name of the register in an entry's provenance.
pub const REGISTER: &str = "ocha-fts";
