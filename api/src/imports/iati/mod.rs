//! IATI 2.03 activity files: transactions of seven types become entries. `schema` and `xml` read strictly, `plan`
//! says what an activity and its transactions make, and of all that only `import` knows the database.
//!
//! | IATI `TransactionType` | entry |
//! |---|---|
//! | 12, 13 | pledge |
//! | 2, 11 | commitment |
//! | 3, 7 | disbursement |
//! | 1 | receipt |
//!
//! 7 is a *Reimbursement* and no money paid back: "a type of disbursement that covers funds that have already been
//! spent by the recipient". What is taken back is a value below zero, of any of these types: the reversal of the
//! one earlier step of its activity, type, currency and provider that is large enough. Where there is none, or more
//! than one, the record is refused with the reason. Other types are counted, and passed over.

mod activity;
mod import;
mod plan;
mod read;
mod report;
mod schema;
#[cfg(test)]
mod tests;
mod xml;

pub use import::import;
pub use plan::{Planned, plan};
pub use read::{NotReadable, Read, read};
pub use report::Report;
pub use xml::Fault;

/// The name of the register in an entry's provenance.
pub const REGISTER: &str = "iati";
