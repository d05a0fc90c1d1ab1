//! Plans a donor, a fund and an entry for each row that is not refused.

use std::collections::{HashMap, hash_map::Entry as Place};

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::entries::Provenance;

use super::{
    Mapping, Read,
    body::{self, Wrong},
    parties,
    read::Row,
};
use crate::imports::{
    plan::{Plan, PlannedEntry},
    report::Refused,
};

/// The plan, and the number of rows that the file repeats.
#[derive(Debug, Default)]
pub struct Planned {
    pub plan: Plan,
    pub duplicates: usize,
}

/// Plans the import of all rows.
pub fn plan(read: &Read, mapping: &Mapping) -> Planned {
    let mut planned = Planned::default();
    planned.plan.refused.clone_from(&read.refused);
    let mut seen: HashMap<String, Value> = HashMap::new();
    let mut same: HashMap<String, usize> = HashMap::new();
    for row in &read.rows {
        let data = json!({"row": row.cells});
        let (record, is_derived) = record(row, mapping, &data, &mut same);
        let refuse = |(field, reason): Wrong| Refused {
            record: record.clone().unwrap_or_else(|| "a row".to_owned()),
            place: Some(row.place()),
            field: Some(mapping.column(&field)),
            reason,
        };
        let Some(id) = record.clone() else {
            let column = mapping.record.clone().unwrap_or_default();
            planned.plan.refused.push(refuse((column, "is empty, but must identify the record".to_owned())));
            continue;
        };
        match seen.entry(id.clone()) {
            Place::Occupied(before) if *before.get() == data => {
                planned.duplicates += 1;
                continue;
            }
            Place::Occupied(_) => {
                let column = mapping.record.clone().unwrap_or_default();
                let reason = format!("is `{id}` in two rows that differ");
                planned.plan.refused.push(refuse((column, reason)));
                continue;
            }
            Place::Vacant(place) => place.insert(data.clone()),
        };
        if let Err(wrong) = add(&mut planned.plan, row, mapping, id, is_derived, data) {
            planned.plan.refused.extend(wrong.into_iter().map(refuse));
        }
    }
    planned
}

fn add(
    plan: &mut Plan,
    row: &Row,
    mapping: &Mapping,
    record: String,
    is_derived: bool,
    data: Value,
) -> Result<(), Vec<Wrong>> {
    let values = body::values(row, mapping)?;
    let (entry, links) = body::entry(&values, mapping)?;
    let (known_by, donor) = parties::donor(&values, &entry)?;
    let (slug, fund) = parties::fund(&values, &entry)?;
    let (donor, fund) = (plan.sought_organisation(known_by, donor), plan.fund(slug, fund));
    let pledge = plan.pledge(donor, fund, values.get("pledge.title").cloned(), &entry);
    plan.entries.push(PlannedEntry {
        pledge,
        entry,
        provenance: Provenance { register: mapping.register.clone(), record, data },
        place: Some(row.place()),
        is_derived,
        links,
        barred: None,
    });
    Ok(())
}

/// The record's id: from its column, else a hash of the row. Identical rows are numbered in their order.
fn record(
    row: &Row,
    mapping: &Mapping,
    data: &Value,
    same: &mut HashMap<String, usize>,
) -> (Option<String>, bool) {
    if let Some(column) = &mapping.record {
        let id = row.cells.get(column).map(|cell| cell.trim().to_owned());
        return (id.filter(|id| !id.is_empty()), false);
    }
    let id = format!("row~{}", HEXLOWER.encode(&Sha256::digest(data.to_string().as_bytes())[..8]));
    let order = same.entry(id.clone()).or_default();
    *order += 1;
    (Some(if *order == 1 { id } else { format!("{id}-{order}") }), true)
}
