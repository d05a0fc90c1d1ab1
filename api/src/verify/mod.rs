//! `accord verify`: checks that nothing of the past was rewritten. Against a live database it reads the
//! log, every audience's feed, the tables and the signed heads; against an exported feed it needs neither a database nor
//! our word.

mod chain;
mod database;
mod heads;
mod offline;
mod tables;

pub use chain::{Broken, Chain};
pub use database::{Verified, database};
pub use heads::Checked;
pub use offline::{Feed, offline};
