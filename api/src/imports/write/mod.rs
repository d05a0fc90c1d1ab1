//! Writes the planned things that do not exist yet. A dry run does the same work; its caller rolls the write back.

mod entries;
mod parties;

use std::collections::HashMap;

use anyhow::Result;
use shared::entries::NewEntry;
use uuid::Uuid;

use super::{
    plan::{Plan, PlannedEntry},
    reconcile::{Here, Missing, Party, There, Verdict, judge},
    report::{Outcome, Refused},
    store,
};
use crate::{log::Write, progress::progress, resources::views};
use entries::Entries;
use parties::Parties;

/// The import's author.
#[derive(Clone, Debug, Default)]
pub(super) struct By {
    /// The office that owns the pledges and entries; absent for a register's data.
    pub(super) office: Option<Uuid>,
    /// The office's time zone, which decides whether a payment is in the future.
    pub(super) time_zone: Option<String>,
}

/// The outcome, and the entries of the file's records.
pub(super) struct Done {
    pub(super) outcome: Outcome,
    pub(super) steps: Vec<NewEntry>,
}

/// Writes a plan. An entry that the database or another entry forbids is refused alone.
pub(super) async fn write(write: &mut Write<'_>, plan: &Plan, by: &By) -> Result<Done> {
    let mut outcome = Outcome { refused: plan.refused.clone(), ..Outcome::default() };
    let mut parties = Parties::find(write, plan, by, &mut outcome).await?;
    let file: Vec<There<'_>> = plan.entries.iter().map(|planned| there(plan, &parties, planned)).collect();
    let records: Vec<&str> = file.iter().map(|there| there.record).collect();
    let register = file.first().map(|there| there.register).unwrap_or_default();
    let here = store::here(&write.tx, &parties.funds(), register, &records).await?;
    let judgement = judge(&file, &here);
    outcome.reconciliation = judgement.report;
    let mut entries = Entries::new(plan, by, &here);
    let mut steps = Vec::new();
    let by_id: HashMap<Uuid, &Here> = here.iter().map(|entry| (entry.id, entry)).collect();
    for (planned, verdict) in plan.entries.iter().zip(&judgement.verdicts) {
        let (Verdict::Known(id) | Verdict::Elsewhere(id)) = verdict else { continue };
        entries.known(&planned.provenance.record, *id);
        outcome.entries.matched += 1;
        steps.push(by_id[id].entry.clone());
    }
    parties.write_named(write, plan, by, &mut outcome).await?;
    let order = in_order(&plan.entries, &judgement.verdicts);
    let bar = progress(order.len(), "entries");
    for place in order {
        let planned = &plan.entries[place];
        match entries.write(write, planned, &mut parties, &mut outcome).await? {
            Ok(()) => {
                outcome.entries.new += 1;
                outcome.reconciliation.missing_here.push(Missing::here(&file[place]));
                steps.push(planned.entry.clone());
            }
            Err(refused) => outcome.refused.push(refused),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    for thing in entries.touched() {
        views::show(write, thing).await?;
    }
    Ok(Done { outcome, steps })
}

fn there<'a>(plan: &'a Plan, parties: &Parties, planned: &'a PlannedEntry) -> There<'a> {
    let pledge = &plan.pledges[planned.pledge];
    let organisation = &plan.organisations[pledge.donor];
    let name = match (&organisation.head, &organisation.known_by) {
        (Some(head), _) => &head.name,
        (None, super::plan::KnownBy::Identifier(name) | super::plan::KnownBy::Name(name)) => name,
    };
    There {
        register: &planned.provenance.register,
        record: &planned.provenance.record,
        is_derived: planned.is_derived,
        entry: &planned.entry,
        data: &planned.provenance.data,
        donor: Party { id: parties.donor(pledge.donor), name },
        fund: Party { id: parties.fund(pledge.fund), name: &plan.funds[pledge.fund].slug },
    }
}

/// The indices of the entries to write, each after the entries it refers to.
fn in_order(entries: &[PlannedEntry], verdicts: &[Verdict]) -> Vec<usize> {
    let places: HashMap<&str, usize> =
        entries.iter().enumerate().map(|(place, entry)| (entry.provenance.record.as_str(), place)).collect();
    let mut order = Vec::new();
    let mut seen = vec![false; entries.len()];
    for start in 0..entries.len() {
        if seen[start] {
            continue;
        }
        // Without recursion, because a chain may be as long as a file.
        let mut path = vec![start];
        while let Some(&place) = path.last() {
            seen[place] = true;
            let before = entries[place].links.all().filter_map(|record| places.get(record).copied());
            match before.into_iter().find(|before| !seen[*before]) {
                Some(before) => path.push(before),
                None => {
                    path.pop();
                    if verdicts[place] == Verdict::New {
                        order.push(place);
                    }
                }
            }
        }
    }
    order
}

/// The refusal of a record that failed during writing.
fn refused(planned: &PlannedEntry, field: Option<&str>, reason: impl Into<String>) -> Refused {
    Refused {
        record: planned.provenance.record.clone(),
        place: planned.place.clone(),
        field: field.map(str::to_owned),
        reason: reason.into(),
    }
}
