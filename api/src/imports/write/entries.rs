//! Writes a plan's entries: each obeys the rules of a posted entry, and is refused alone.

use std::collections::{BTreeSet, HashMap, hash_map::Entry as Place};

use anyhow::Result;
use jiff::Zoned;
use shared::{
    audience::Audience,
    entries::Entry,
    resource::{Resource, Thing},
};
use uuid::Uuid;

use super::{By, parties::Parties, refused};
use crate::{
    db,
    imports::{
        plan::{Plan, PlannedEntry},
        reconcile::Here,
        report::{Outcome, Refused},
    },
    log::Write,
    resources::{entries, pledges, views},
};

pub(super) struct Entries<'p> {
    plan: &'p Plan,
    by: &'p By,
    /// The current entry of each record of the register: the last in its chain of supersessions.
    records: HashMap<String, Uuid>,
    pledges: HashMap<Uuid, Known>,
    /// The things that depend on the new entries: refreshed once, after all entries.
    touched: BTreeSet<Thing>,
}

/// The fields of a pledge that its entries need, and its existing entries.
struct Known {
    audience: Audience,
    before: Vec<Entry>,
}

impl<'p> Entries<'p> {
    pub(super) fn new(plan: &'p Plan, by: &'p By, here: &[Here]) -> Self {
        let register = plan.entries.first().map(|planned| planned.provenance.register.clone());
        let later: HashMap<Uuid, Uuid> =
            here.iter().filter_map(|entry| Some((entry.id, entry.superseded_by?))).collect();
        let records = here.iter().filter_map(|entry| {
            let (named, record) = entry.source.clone()?;
            let mut last = entry.id;
            while let Some(next) = later.get(&last) {
                last = *next;
            }
            (Some(named) == register).then_some((record, last))
        });
        let records = records.collect();
        Self { plan, by, records, pledges: HashMap::new(), touched: BTreeSet::new() }
    }

    /// Notes the entry of a record that came from another source.
    pub(super) fn known(&mut self, record: &str, entry: Uuid) {
        self.records.entry(record.to_owned()).or_insert(entry);
    }

    /// The pledges with new entries, and the entries that these supersede.
    pub(super) fn touched(&self) -> Vec<Thing> {
        self.touched.iter().copied().collect()
    }

    /// Writes an entry, or explains the refusal.
    pub(super) async fn write(
        &mut self,
        write: &mut Write<'_>,
        planned: &PlannedEntry,
        parties: &mut Parties,
        outcome: &mut Outcome,
    ) -> Result<Result<(), Refused>> {
        if let Some(reason) = &planned.barred {
            return Ok(Err(refused(planned, None, reason)));
        }
        let mut step = planned.entry.clone();
        let links = &planned.links;
        for (field, record, place) in [
            ("reverses", &links.reverses, &mut step.reverses),
            ("follows", &links.follows, &mut step.follows),
            ("supersedes", &links.supersedes, &mut step.supersedes),
        ] {
            let Some(record) = record else { continue };
            *place = self.records.get(record).copied();
            if place.is_none() {
                let reason =
                    format!("names the record `{record}`, which is neither in the database nor imported");
                return Ok(Err(refused(planned, Some(field), reason)));
            }
        }
        let pledge = match parties.pledge(write, self.plan, self.by, planned.pledge, outcome).await? {
            Ok(pledge) => pledge,
            Err((field, reason)) => return Ok(Err(refused(planned, Some(field), reason))),
        };
        let now = write.local_time(self.by.time_zone.as_deref());
        let office = self.by.office;
        let Known { audience, before } = self.pledge(write, pledge).await?;
        if let Some(refused) = complaint(planned, &step, *audience, &now, before) {
            return Ok(Err(refused));
        }
        let id = Uuid::new_v4();
        let entry = Entry::new(id, pledge, office, step);
        let entry = Entry { provenance: Some(planned.provenance.clone()), ..entry };
        let stored = entries::Stored::new(write.at, entry);
        write.tx.batch_execute("savepoint entry").await?;
        match entries::store::insert(&write.tx, &stored).await {
            Ok(()) => write.tx.batch_execute("release savepoint entry").await?,
            Err(db::Error::Constraint(name)) => {
                write.tx.batch_execute("rollback to savepoint entry").await?;
                let (pointer, detail) =
                    entries::refusal(&name).unwrap_or(("", "is refused by a database constraint"));
                let field = Some(pointer.trim_start_matches('/')).filter(|field| !field.is_empty());
                return Ok(Err(refused(planned, field, detail)));
            }
            Err(error) => return Err(error.into()),
        }
        before.push(stored.entry.clone());
        let thing = Resource::Entries.with(id);
        write.append(thing, stored.entry.step.audience, &stored).await?;
        views::show(write, thing).await?;
        self.records.insert(planned.provenance.record.clone(), id);
        self.touched.insert(Resource::Pledges.with(pledge));
        self.touched.extend(stored.entry.step.supersedes.map(|id| Resource::Entries.with(id)));
        Ok(Ok(()))
    }

    async fn pledge(&mut self, write: &Write<'_>, id: Uuid) -> Result<&mut Known> {
        match self.pledges.entry(id) {
            Place::Occupied(known) => Ok(known.into_mut()),
            Place::Vacant(place) => {
                let file = pledges::store::file(&write.tx, id).await?;
                let before = entries::store::of_pledge(&write.tx, id).await?;
                let before = before.into_iter().map(|stored| stored.entry).collect();
                Ok(place.insert(Known { audience: file.visibility.audience, before }))
            }
        }
    }
}

/// Why an entry is invalid, given its pledge, the time and the existing entries.
fn complaint(
    planned: &PlannedEntry,
    step: &shared::entries::NewEntry,
    audience: Audience,
    now: &Zoned,
    before: &[Entry],
) -> Option<Refused> {
    let errors = entries::complaints(step, audience, now, before);
    let first = errors.first()?;
    let field = first.pointer.trim_start_matches("#/").to_owned();
    let more = errors[1..]
        .iter()
        .map(|error| format!("; {} {}", error.pointer.trim_start_matches("#/"), error.detail));
    Some(refused(planned, Some(&field), first.detail.clone() + &more.collect::<String>()))
}
