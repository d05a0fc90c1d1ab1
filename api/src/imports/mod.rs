//! Imports: what other registers and publishers know, read into the ledger with where it came from.

pub mod ecb;
pub mod fts;

use indicatif::{ProgressBar, ProgressStyle};

/// Shows how far an import is, where somebody looks.
fn progress(length: usize, what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:>12} {bar:30} {pos}/{len}  {elapsed}");
    ProgressBar::new(length as u64)
        .with_style(style.expect("the template is written above"))
        .with_message(what)
}
