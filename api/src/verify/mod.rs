//! `accord verify`: checks that nothing of the past was rewritten. Against a live database it reads the
//! log, every audience's feed, the tables, the signed heads, what is
//! shown to whom, and the figures; against an exported feed it needs neither a database nor
//! our word.

mod chain;
mod database;
mod heads;
mod offline;
mod places;
mod tables;
mod totals;

pub use chain::{Broken, Chain};
pub use database::{Verified, database, within};
pub use heads::Checked;
pub use offline::{Feed, offline};
