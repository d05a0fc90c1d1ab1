//! Matches the records of a file with the stored entries.

use std::collections::{HashMap, HashSet};

use shared::entries::EntryKind;
use uuid::Uuid;

use super::{Different, Here, Missing, Reconciliation, There, compare};

/// The match of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The record's own entry, equal or not, or the entry that superseded it.
    Known(Uuid),
    /// The same step, stored from another source.
    Elsewhere(Uuid),
    /// No matching entry.
    New,
}

/// The verdict on each record, and the report.
#[derive(Debug, Default)]
pub struct Judgement {
    pub verdicts: Vec<Verdict>,
    /// Without the missing records: some of them may still be refused.
    pub report: Reconciliation,
}

/// Compares all records of a file with the stored entries: every entry of the file's funds, and every entry read
/// from one of its records.
pub fn judge(file: &[There<'_>], here: &[Here]) -> Judgement {
    let by_id: HashMap<Uuid, &Here> = here.iter().map(|entry| (entry.id, entry)).collect();
    let by_source: HashMap<(&str, &str), &Here> = here
        .iter()
        .filter_map(|entry| entry.source.as_ref().map(|(register, record)| ((&**register, &**record), entry)))
        .collect();
    let records: HashSet<(&str, &str)> = file.iter().map(|there| (there.register, there.record)).collect();
    let is_listed = |entry: &Here| {
        entry.source.as_ref().is_some_and(|(register, record)| records.contains(&(&**register, &**record)))
    };
    let mut judgement = Judgement::default();
    let mut taken = HashSet::new();
    let mut verdicts = vec![Verdict::New; file.len()];
    for (there, verdict) in file.iter().zip(&mut verdicts) {
        let Some(first) = by_source.get(&(there.register, there.record)) else { continue };
        let mut last = *first;
        // A record superseded by another record of the register still says the same.
        let by_another = |entry: &&&Here| {
            let source = entry.source.as_ref();
            source.is_none_or(|(register, _)| register != there.register)
        };
        while let Some(later) = last.superseded_by.and_then(|later| by_id.get(&later)).filter(by_another) {
            taken.insert(last.id);
            last = later;
        }
        taken.insert(last.id);
        let fields =
            if last.id == first.id { compare::record(there, first) } else { compare::successor(there, last) };
        *verdict = Verdict::Known(last.id);
        judgement.note(there, last, fields);
    }
    for (there, verdict) in file.iter().zip(&mut verdicts) {
        if *verdict != Verdict::New || there.entry.kind == EntryKind::Reversal {
            continue;
        }
        let same = here.iter().find(|entry| {
            let is_ours = entry.source.as_ref().is_some_and(|(register, _)| register == there.register);
            !taken.contains(&entry.id)
                && entry.superseded_by.is_none()
                && (!is_ours || there.is_derived && !is_listed(entry))
                && compare::is_same_step(there, entry)
        });
        let Some(entry) = same else { continue };
        taken.insert(entry.id);
        *verdict = Verdict::Elsewhere(entry.id);
        judgement.note(there, entry, compare::elsewhere(there, entry));
    }
    let funds: HashSet<Uuid> = file.iter().filter_map(|there| there.fund.id).collect();
    let pairs: HashSet<(Uuid, Uuid)> =
        file.iter().filter_map(|there| there.donor.id.zip(there.fund.id)).collect();
    let missing = here.iter().filter(|entry| {
        let is_ours = entry
            .source
            .as_ref()
            .is_some_and(|(register, _)| file.first().is_some_and(|there| there.register == register));
        let is_covered = if is_ours {
            funds.contains(&entry.fund.0)
        } else {
            pairs.contains(&(entry.donor.0, entry.fund.0))
        };
        is_covered && entry.superseded_by.is_none() && !taken.contains(&entry.id)
    });
    judgement.report.missing_there = missing.map(Missing::there).collect();
    judgement.verdicts = verdicts;
    judgement
}

impl Judgement {
    fn note(&mut self, there: &There<'_>, here: &Here, fields: Vec<super::Difference>) {
        if fields.is_empty() {
            self.report.matched += 1;
        } else {
            self.report.different.push(Different {
                record: there.record.to_owned(),
                entry: here.id,
                pledge: here.pledge,
                fields,
            });
        }
    }
}
