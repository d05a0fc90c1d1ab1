//! Compares a record with an entry.

use serde_json::{Map, Value};
use shared::entries::NewEntry;

use super::{Difference, Here, There};

/// Fields that are not compared: ids of other entries, which a record cannot name, and the evidence, which is the
/// record itself.
const LEFT: [&str; 4] = ["reverses", "follows", "supersedes", "evidence"];
/// The fields that define a step.
const CORE: [&str; 4] = ["kind", "date", "amount", "value_date"];
/// The most differences reported within a record.
const MOST: usize = 20;

/// Compares a record with the entry read from it. If the record is unchanged, only the step's defining fields are
/// compared: a later version of the reader may read more of the other fields.
pub(super) fn record(there: &There<'_>, here: &Here) -> Vec<Difference> {
    let (read, kept) = (fields(there.entry), fields(&here.entry));
    let is_unchanged = *there.data == here.data;
    let mut differences = parties(there, here);
    for name in names(&read, &kept) {
        if !LEFT.contains(&name) && (!is_unchanged || CORE.contains(&name)) {
            push(&mut differences, name.to_owned(), kept.get(name), read.get(name));
        }
    }
    let shown = differences.len();
    values("record", &here.data, there.data, &mut differences);
    differences.truncate(shown + MOST);
    differences
}

/// Compares a record with the entry that superseded the one read from it.
pub(super) fn successor(there: &There<'_>, here: &Here) -> Vec<Difference> {
    let (read, kept) = (fields(there.entry), fields(&here.entry));
    let mut differences = Vec::new();
    for name in CORE {
        push(&mut differences, name.to_owned(), kept.get(name), read.get(name));
    }
    differences
}

/// Compares a record with the same step from another source.
pub(super) fn elsewhere(there: &There<'_>, here: &Here) -> Vec<Difference> {
    let source = format!("{} {}", there.register, there.record);
    vec![Difference {
        field: "source".to_owned(),
        here: Value::from(here.source()),
        there: Value::from(source),
    }]
}

/// Whether both are clearly the same step: the same donor, fund, kind, day and amount.
pub(super) fn is_same_step(there: &There<'_>, here: &Here) -> bool {
    there.donor.id == Some(here.donor.0)
        && there.fund.id == Some(here.fund.0)
        && there.entry.kind == here.entry.kind
        && there.entry.amount.is_some()
        && there.entry.amount == here.entry.amount
        && there.entry.date == here.entry.date
}

fn parties(there: &There<'_>, here: &Here) -> Vec<Difference> {
    let mut differences = Vec::new();
    for (field, read, kept) in [("donor", there.donor, &here.donor), ("fund", there.fund, &here.fund)] {
        if read.id != Some(kept.0) {
            let (here, there) = (Value::from(kept.1.as_str()), Value::from(read.name));
            differences.push(Difference { field: field.to_owned(), here, there });
        }
    }
    differences
}

/// Collects the differences within a document, each with its path.
fn values(at: &str, here: &Value, there: &Value, differences: &mut Vec<Difference>) {
    match (here, there) {
        (Value::Object(kept), Value::Object(read)) => {
            for name in names(read, kept) {
                let (here, there) = (kept.get(name), read.get(name));
                values(
                    &format!("{at}/{name}"),
                    here.unwrap_or(&Value::Null),
                    there.unwrap_or(&Value::Null),
                    differences,
                );
            }
        }
        (Value::Array(kept), Value::Array(read)) if kept.len() == read.len() => {
            for (index, (here, there)) in kept.iter().zip(read).enumerate() {
                values(&format!("{at}/{index}"), here, there, differences);
            }
        }
        _ => push(differences, at.to_owned(), Some(here), Some(there)),
    }
}

fn push(differences: &mut Vec<Difference>, field: String, here: Option<&Value>, there: Option<&Value>) {
    let (here, there) = (here.cloned().unwrap_or_default(), there.cloned().unwrap_or_default());
    if here != there {
        differences.push(Difference { field, here, there });
    }
}

fn names<'a>(read: &'a Map<String, Value>, kept: &'a Map<String, Value>) -> Vec<&'a str> {
    let mut names: Vec<&str> = read.keys().chain(kept.keys()).map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn fields(entry: &NewEntry) -> Map<String, Value> {
    match serde_json::to_value(entry) {
        Ok(Value::Object(fields)) => fields,
        _ => unreachable!("an entry is an object of plain data"),
    }
}
