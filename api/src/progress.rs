//! Shows the progress of long work on a terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// A progress bar, shown only on a terminal.
pub(crate) fn progress(length: usize, what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:>12} {bar:30} {pos}/{len}  {elapsed}");
    ProgressBar::new(length as u64)
        .with_style(style.expect("the template is written above"))
        .with_message(what)
}
