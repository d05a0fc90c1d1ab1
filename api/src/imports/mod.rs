//! Imports: reads the data of other registers and publishers into the ledger, with its provenance.

pub mod csv;
pub mod ecb;
pub mod fts;
pub mod iati;
mod lines;
pub mod plan;
pub mod reconcile;
pub mod report;
mod store;
mod write;

pub(crate) use csv::routes;

/// Cuts a text to the length of a field. The record stored with the entry has the full text.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}
