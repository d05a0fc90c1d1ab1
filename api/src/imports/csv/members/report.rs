//! The report of a members import, for a file and for the terminal.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::imports::{
    lines::list,
    report::{Refused, Tally},
};

/// The counts and refusals of a members import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// True if nothing was written.
    pub dry_run: bool,
    pub file: String,
    pub register: String,
    pub rows_read: usize,
    pub organisations: Tally,
    pub members: Tally,
    /// Rows that created no member, with the reason.
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
