//! Imports IATI 2.03 activity files: transactions of seven types become entries. `schema` and `xml` read strictly,
//! `plan` turns activities and transactions into entries, and only `import` uses the database.
//!
//! | IATI `TransactionType` | entry |
//! |---|---|
//! | 12, 13 | pledge |
//! | 2, 11 | commitment |
//! | 3, 7 | disbursement |
//! | 1 | receipt |
//!
//! Type 7, *Reimbursement*, is not a repayment: it is "a type of disbursement that covers funds that have already
//! been spent by the recipient". A negative value of any type is a reversal of an earlier step with the same
//! activity, type, currency and provider that is large enough. Unless there is exactly one such step, the record is
//! refused with the reason. Transactions of other types are counted and skipped.

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
pub use plan::{Planned, REGISTER, plan};
pub use read::{NotReadable, Read, read};
pub use report::Report;
pub use xml::Fault;
