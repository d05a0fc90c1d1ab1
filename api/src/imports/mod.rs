//! Imports: what other registers and publishers know, read into the ledger with where it came from.

pub mod csv;
pub mod ecb;
pub mod fts;
pub mod iati;
pub mod plan;
pub mod reconcile;
pub mod report;
mod store;
mod write;

pub(crate) use csv::routes;

/// A text that fits a field; what is cut off is still in the record that is kept with the entry.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}
