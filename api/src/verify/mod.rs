//! `accord verify`: checks that nothing in the past was rewritten. For a live database it reads the log, every
//! audience's feed, the tables, the signed heads, the visibility and the figures. For an exported feed it needs
//! neither the database nor trust in the server.

mod chain;
mod database;
mod erased;
mod heads;
mod offline;
mod places;
mod tables;
mod totals;
mod versions;

pub use chain::{Broken, Chain};
pub use database::{Verified, database, within};
pub use heads::Checked;
pub use offline::{Feed, offline};
