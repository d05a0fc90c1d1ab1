//! The report of an import, for a file and for the terminal.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::imports::report::Outcome;

/// The counts and refusals of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// True if nothing was written.
    pub dry_run: bool,
    pub file: String,
    pub register: String,
    pub rows_read: usize,
    /// Rows that repeat the record id of an earlier row.
    pub duplicates: usize,
    #[serde(flatten)]
    pub outcome: Outcome,
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { dry_run, file, rows_read, duplicates, outcome, .. } = self;
        writeln!(out, "Read {rows_read} rows of {file}, {duplicates} of them more than once.")?;
        write!(out, "{outcome}")?;
        if *dry_run {
            writeln!(out, "Dry run: nothing was written.")?;
        }
        Ok(())
    }
}
