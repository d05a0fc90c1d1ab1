//! The report of an import of members, as it is written to a file and shown to a person.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::imports::report::{Refused, Tally, list};

/// What an import of members read, and what it did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Whether nothing was written.
    pub dry_run: bool,
    pub file: String,
    pub register: String,
    pub rows_read: usize,
    pub organisations: Tally,
    pub members: Tally,
    /// Rows that became no member, and why.
    pub refused: Vec<Refused>,
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "Read {} rows of {}.", self.rows_read, self.file)?;
        for (name, tally) in [("organisations", self.organisations), ("members", self.members)] {
            writeln!(out, "{name:>14}: {} new, {} already here", tally.new, tally.matched)?;
        }
        list(out, "refused", &self.refused)?;
        if self.dry_run {
            writeln!(out, "Dry run: nothing was written.")?;
        }
        Ok(())
    }
}
