//! Compares a file with the ledger. Uses no database: `write` reads the ledger and writes the missing entries.
//! Entries that differ are never rewritten.

mod compare;
mod judge;
mod report;
#[cfg(test)]
mod tests;

use serde_json::Value;
use shared::entries::NewEntry;
use uuid::Uuid;

pub use judge::{Judgement, Verdict, judge};
pub use report::{Difference, Different, Missing, Reconciliation};

/// A record of the file, and the matching donor and fund.
#[derive(Clone, Copy, Debug)]
pub struct There<'a> {
    pub register: &'a str,
    pub record: &'a str,
    /// Whether the record's id was derived from its content.
    pub is_derived: bool,
    pub entry: &'a NewEntry,
    pub data: &'a Value,
    pub donor: Party<'a>,
    pub fund: Party<'a>,
}

/// A donor or a fund: its id if it exists, and its name.
#[derive(Clone, Copy, Debug)]
pub struct Party<'a> {
    pub id: Option<Uuid>,
    pub name: &'a str,
}

/// A stored entry.
#[derive(Clone, Debug)]
pub struct Here {
    pub id: Uuid,
    pub pledge: Uuid,
    pub entry: NewEntry,
    /// The register and the record that the entry was read from.
    pub source: Option<(String, String)>,
    /// The record as it was read, if it belongs to the file's register.
    pub data: Value,
    pub donor: (Uuid, String),
    pub fund: (Uuid, String),
    pub superseded_by: Option<Uuid>,
}

impl Here {
    /// The entry's source, in words.
    fn source(&self) -> String {
        match &self.source {
            Some((register, record)) => format!("{register} {record}"),
            None => "an office".to_owned(),
        }
    }
}
