//! Lists in the reports that a person reads on the terminal.

use std::fmt;

/// The most lines of a list on the terminal; the file of `--report` has all of them.
const SHOWN: usize = 20;

/// Writes a list's length and its first lines.
pub(super) fn list<T: fmt::Display>(out: &mut fmt::Formatter<'_>, name: &str, items: &[T]) -> fmt::Result {
    writeln!(out, "{name:>14}: {}", items.len())?;
    for item in items.iter().take(SHOWN) {
        writeln!(out, "                {item}")?;
    }
    match items.len().checked_sub(SHOWN) {
        Some(more @ 1..) => writeln!(out, "                and {more} more, which --report FILE lists"),
        _ => Ok(()),
    }
}
