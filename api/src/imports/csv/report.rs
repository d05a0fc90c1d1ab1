//! The report of an import, as it is written to a file and shown to a person.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::imports::report::Outcome;

/// What an import read, and what it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Whether nothing was written.
    pub dry_run: bool,
    pub file: String,
    pub register: String,
    pub rows_read: usize,
    /// Rows that the file has twice under one record id.
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
