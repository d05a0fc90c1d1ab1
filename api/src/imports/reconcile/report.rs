//! The report of a comparison, for a file and for the terminal.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::{date::PartialDate, entries::EntryKind, money::Money};
use uuid::Uuid;

use super::{Here, There};
use crate::imports::lines::list;

/// The comparison of a file with the ledger before the import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconciliation {
    /// Records equal to their entries.
    pub matched: usize,
    /// Records that differ from their entries, or whose step came from another source. They change nothing: an
    /// entry is never rewritten, and a step is not counted twice.
    pub different: Vec<Different>,
    /// Records without an entry: imported now, or by the next run if this was a dry run.
    pub missing_here: Vec<Missing>,
    /// Entries that the file lacks: from its register within its funds, and from any source within its pledges.
    pub missing_there: Vec<Missing>,
}

/// A record that differs from its entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Different {
    pub record: String,
    /// The entry, or the one that superseded it.
    pub entry: Uuid,
    pub pledge: Uuid,
    pub fields: Vec<Difference>,
}

/// One field's values, in the ledger and in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The entry's field, or a path in the record it was read from (`record/…`).
    pub field: String,
    pub here: Value,
    pub there: Value,
}

/// A step that only one side has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// The register and the record, or a note that an office posted the entry.
    pub source: String,
    /// The entry, if it exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pledge: Option<Uuid>,
    pub donor: String,
    pub fund: String,
    pub kind: EntryKind,
    pub date: PartialDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
}

impl Missing {
    pub(in crate::imports) fn here(there: &There<'_>) -> Self {
        Self {
            source: format!("{} {}", there.register, there.record),
            entry: None,
            pledge: None,
            donor: there.donor.name.to_owned(),
            fund: there.fund.name.to_owned(),
            kind: there.entry.kind,
            date: there.entry.date,
            amount: there.entry.amount,
        }
    }

    pub(super) fn there(here: &Here) -> Self {
        Self {
            source: here.source(),
            entry: Some(here.id),
            pledge: Some(here.pledge),
            donor: here.donor.1.clone(),
            fund: here.fund.1.clone(),
            kind: here.entry.kind,
            date: here.entry.date,
            amount: here.entry.amount,
        }
    }
}

impl fmt::Display for Reconciliation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{:>14}: {}", "matched", self.matched)?;
        list(out, "different", &self.different)?;
        if !self.different.is_empty() {
            writeln!(
                out,
                "                Nothing of these was written. Where the file is right, post an entry to the pledge \
                 that supersedes the one here: its next import then matches."
            )?;
        }
        list(out, "missing here", &self.missing_here)?;
        list(out, "missing there", &self.missing_there)
    }
}

impl fmt::Display for Different {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} is the entry {}, except for", self.record, self.entry)?;
        for (index, Difference { field, here, there }) in self.fields.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(out, "{comma} {field}: here {here}, there {there}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { source, donor, fund, kind, date, amount, .. } = self;
        let kind = serde_json::to_value(kind).unwrap_or_default();
        write!(out, "{source}: {} of {date}", kind.as_str().unwrap_or_default())?;
        if let Some(amount) = amount {
            write!(out, ", {} {}", amount.amount(), amount.currency())?;
        }
        write!(out, ", {donor} to {fund}")
    }
}
