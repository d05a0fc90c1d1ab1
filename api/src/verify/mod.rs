//! `accord verify`: checks that nothing of the past was rewritten. Against a live database it reads the
//! log, every audience's feed and the tables; against an exported feed it needs neither a database nor
//! our word.

mod chain;
mod database;
mod offline;
mod tables;

pub use chain::{Broken, Chain};
pub use database::{Verified, database};
pub use offline::{Head, offline};
