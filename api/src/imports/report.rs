//! The part of the report that all imports share: new, existing and refused records, and the comparison of the
//! file with the ledger.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{lines::list, reconcile::Reconciliation};

/// The new, existing and refused things of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub organisations: Tally,
    pub funds: Tally,
    pub pledges: Tally,
    pub entries: Tally,
    /// Records that became no entry, with the reason.
    pub refused: Vec<Refused>,
    /// The comparison of the file with the ledger before the import.
    pub reconciliation: Reconciliation,
}

/// The number of new and of existing things of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub new: usize,
    pub matched: usize,
}

/// A record that became no entry, with the reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The record's id in its register.
    pub record: String,
    /// The record's position in its file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The faulty field, or its column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    pub reason: String,
}

impl Refused {
    /// A refusal with a reason alone.
    pub fn new(record: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { record: record.into(), reason: reason.into(), ..Self::default() }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { record, place, field, reason } = self;
        match place {
            Some(place) => write!(out, "{place} ({record}) ")?,
            None => write!(out, "{record} ")?,
        }
        match field {
            Some(field) => write!(out, "{field}: {reason}"),
            None => write!(out, "{reason}"),
        }
    }
}

impl Outcome {
    /// Whether there is anything to commit.
    pub fn has_new(&self) -> bool {
        [self.organisations, self.funds, self.pledges, self.entries].iter().any(|tally| tally.new > 0)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, tally) in [
            ("organisations", self.organisations),
            ("funds", self.funds),
            ("pledges", self.pledges),
            ("entries", self.entries),
        ] {
            writeln!(out, "{name:>14}: {} new, {} already here", tally.new, tally.matched)?;
        }
        list(out, "refused", &self.refused)?;
        write!(out, "{}", self.reconciliation)
    }
}
