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

use indicatif::{ProgressBar, ProgressStyle};

/// Shows how far a long piece of work is, where somebody looks.
pub(crate) fn progress(length: usize, what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:>12} {bar:30} {pos}/{len}  {elapsed}");
    ProgressBar::new(length as u64)
        .with_style(style.expect("the template is written above"))
        .with_message(what)
}

/// A text that fits a field; what is cut off is still in the record that is kept with the entry.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}
