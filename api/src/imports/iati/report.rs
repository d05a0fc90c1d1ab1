//! The report of an import, for a file and for the terminal.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use super::{Planned, Read};
use crate::imports::{
    lines::list,
    report::{Outcome, Refused},
};

/// The counts and refusals of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// True if nothing was written.
    pub dry_run: bool,
    pub files: Vec<String>,
    pub activities_read: usize,
    pub transactions_read: usize,
    /// Transactions that the files repeat.
    pub duplicates: usize,
    /// Transactions of skipped types, by their code in IATI's `TransactionType`.
    pub passed_over: BTreeMap<String, usize>,
    /// Sectors and places left out of an entry because they do not add up to a whole. The entry's record has them.
    pub left_out: Vec<Refused>,
    #[serde(flatten)]
    pub outcome: Outcome,
}

impl Report {
    pub(super) fn of(dry_run: bool, read: &Read, planned: Planned, outcome: Outcome) -> Self {
        Self {
            dry_run,
            files: read.files.clone(),
            activities_read: read.activities.len(),
            transactions_read: planned.transactions_read,
            duplicates: planned.duplicates,
            passed_over: planned.passed_over,
            left_out: planned.left_out,
            outcome,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { activities_read, transactions_read, duplicates, .. } = self;
        writeln!(
            out,
            "Read {transactions_read} transactions of {activities_read} activities from {} files, {duplicates} of them \
             more than once.",
            self.files.len()
        )?;
        for (code, count) in &self.passed_over {
            writeln!(
                out,
                "{:>14}: {count} transactions of the type {code}, which are not imported",
                "passed over"
            )?;
        }
        if !self.left_out.is_empty() {
            list(out, "left out", &self.left_out)?;
        }
        write!(out, "{}", self.outcome)?;
        if self.dry_run {
            writeln!(out, "Dry run: nothing was written.")?;
        }
        Ok(())
    }
}
