//! What every import says of what it did: what was new, what was here, what was refused, and how the file
//! compares with what is here.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::reconcile::Reconciliation;

/// What an import made, found already here and refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub organisations: Tally,
    pub funds: Tally,
    pub pledges: Tally,
    pub entries: Tally,
    /// Records that became no entry, and why.
    pub refused: Vec<Refused>,
    /// The file against what was here before.
    pub reconciliation: Reconciliation,
}

/// How many of one kind of thing were new and how many were here already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub new: usize,
    pub matched: usize,
}

/// A record that became no entry, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The record's id in its register.
    pub record: String,
    /// Where in its file it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The field that is wrong, or the column that it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    pub reason: String,
}

impl Refused {
    /// A record without more to say than the reason.
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
    /// Whether anything is to be committed.
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

/// How many lines of a list a person is shown; the file of `--report` has them all.
const SHOWN: usize = 20;

/// A list with its length, and its first lines.
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
