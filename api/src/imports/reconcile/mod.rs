//! What a file says against what is here already. Pure: `write` fetches what is here and writes what is
//! missing. What differs is never rewritten.

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

/// A record of the file, and what is known here of its donor and its fund.
#[derive(Clone, Copy, Debug)]
pub struct There<'a> {
    pub register: &'a str,
    pub record: &'a str,
    /// Whether the record's id was made of what it says.
    pub is_derived: bool,
    pub entry: &'a NewEntry,
    pub data: &'a Value,
    pub donor: Party<'a>,
    pub fund: Party<'a>,
}

/// A donor or a fund: its id where it is here, and what it is called.
#[derive(Clone, Copy, Debug)]
pub struct Party<'a> {
    pub id: Option<Uuid>,
    pub name: &'a str,
}

/// An entry that is here.
#[derive(Clone, Debug)]
pub struct Here {
    pub id: Uuid,
    pub pledge: Uuid,
    pub entry: NewEntry,
    /// The register and the record that it was read from.
    pub source: Option<(String, String)>,
    /// The record as it was read, where it is of the file's register.
    pub data: Value,
    pub donor: (Uuid, String),
    pub fund: (Uuid, String),
    pub superseded_by: Option<Uuid>,
}

impl Here {
    /// Where it comes from, in words.
    fn source(&self) -> String {
        match &self.source {
            Some((register, record)) => format!("{register} {record}"),
            None => "an office".to_owned(),
        }
    }
}
