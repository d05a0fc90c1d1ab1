//! Writes what a plan says should exist, as far as it is not here already. All of it or nothing; a dry
//! run is the same work, given up before its end.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use jiff::tz::TimeZone;
use shared::{
    entries::{Entry, NewEntry},
    funds::Fund,
    organisations::Organisation,
};
use tokio_postgres::Config;
use uuid::Uuid;

use super::{Plan, PlannedEntry, REGISTER, Refused, Report, Tally, plan, read, totals};
use crate::{
    db::Db,
    entries, funds,
    imports::progress,
    log::{Author, Write},
    organisations, pledges,
};

/// Imports recorded flows; run twice, it changes nothing.
pub async fn import(config: &Config, files: &[PathBuf], dry_run: bool) -> Result<Report> {
    let contents = files.iter().map(|file| {
        let bytes = fs::read(file).with_context(|| format!("read {}", file.display()))?;
        Ok((file.display().to_string(), bytes))
    });
    let read = read(&contents.collect::<Result<Vec<_>>>()?)?;
    let mut connection = Db::new(config).get().await?;
    let author = Author { office: None, actor: format!("import:{REGISTER}") };
    let mut write = Write::on(&mut connection, author).await?;
    let plan = plan(&read.flows, write.at.to_zoned(TimeZone::UTC).date());
    let done = write_plan(&mut write, &plan).await?;
    if !dry_run && done.has_new() {
        write.commit().await?;
    }
    Ok(Report {
        dry_run,
        organisations: done.organisations,
        funds: done.funds,
        pledges: done.pledges,
        entries: done.entries,
        changed: done.changed,
        ..Report::of(&read, &plan, totals(&done.steps))
    })
}

/// What was new and what was here.
#[derive(Default)]
struct Done {
    organisations: Tally,
    funds: Tally,
    pledges: Tally,
    entries: Tally,
    changed: Vec<Refused>,
    /// The imported entries, as they are kept.
    steps: Vec<NewEntry>,
}

impl Done {
    fn has_new(&self) -> bool {
        [self.organisations, self.funds, self.pledges, self.entries].iter().any(|tally| tally.new > 0)
    }
}

async fn write_plan(write: &mut Write<'_>, plan: &Plan) -> Result<Done> {
    let mut done = Done::default();
    let (mut donors, mut envelopes, mut files) = (Vec::new(), Vec::new(), Vec::new());
    for head in &plan.organisations {
        let found = match head.identifiers.first() {
            Some(identifier) => organisations::store::by_identifier(&write.tx, identifier).await?,
            None => organisations::store::by_name(&write.tx, &head.name).await?,
        };
        donors.push(match counted(&mut done.organisations, found.map(|found| found.id)) {
            Some(id) => id,
            None => {
                let organisation = Organisation { id: Uuid::new_v4(), head: head.clone() };
                organisations::store::insert(&write.tx, &organisation).await?;
                organisations::record(write, &organisation).await?;
                organisation.id
            }
        });
    }
    for head in &plan.funds {
        let found = funds::store::by_slug(&write.tx, &head.slug).await?;
        envelopes.push(match counted(&mut done.funds, found.map(|found| found.id)) {
            Some(id) => id,
            None => {
                let fund = Fund { id: Uuid::new_v4(), head: head.clone() };
                funds::store::insert(&write.tx, &fund).await?;
                funds::record(write, &fund).await?;
                fund.id
            }
        });
    }
    for planned in &plan.pledges {
        let (donor, fund) = (donors[planned.donor], envelopes[planned.fund]);
        let found = pledges::store::imported(&write.tx, donor, fund).await?;
        files.push(match counted(&mut done.pledges, found) {
            Some(id) => id,
            None => {
                let head = planned.head(donor, fund);
                let pledge = pledges::Stored { id: Uuid::new_v4(), made_at: write.at, office: None, head };
                pledges::store::insert(&write.tx, &pledge).await?;
                pledges::record(write, &pledge).await?;
                pledge.id
            }
        });
    }
    let bar = progress(plan.entries.len(), "entries");
    for planned in &plan.entries {
        write_entry(write, planned, files[planned.pledge], &mut done).await?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    for pledge in files {
        pledges::show(write, pledge).await?;
    }
    Ok(done)
}

async fn write_entry(
    write: &mut Write<'_>,
    planned: &PlannedEntry,
    pledge: Uuid,
    done: &mut Done,
) -> Result<()> {
    let PlannedEntry { entry: step, provenance, .. } = planned;
    if let Some(found) = entries::store::by_record(&write.tx, REGISTER, &provenance.record).await? {
        done.entries.matched += 1;
        let kept = found.entry.provenance.map(|kept| kept.data).unwrap_or_default();
        if kept != provenance.data {
            let reason = format!(
                "is here in version {}, and {} was read",
                kept["versionId"], provenance.data["versionId"]
            );
            done.changed.push(Refused { flow: provenance.record.clone(), reason });
        }
        done.steps.push(found.entry.step);
        return Ok(());
    }
    done.entries.new += 1;
    let (id, step, provenance) = (Uuid::new_v4(), step.clone(), Some(provenance.clone()));
    let entry = Entry { provenance, ..Entry::new(id, pledge, None, step) };
    let entry = entries::Stored::new(write.at, entry);
    entries::store::insert(&write.tx, &entry).await?;
    let audience = pledges::store::file(&write.tx, pledge).await?.audience();
    entries::record(write, &entry, audience).await?;
    done.steps.push(entry.entry.step);
    Ok(())
}

/// Counts a thing as matched where it was found, else as new.
fn counted(tally: &mut Tally, found: Option<Uuid>) -> Option<Uuid> {
    match found {
        Some(_) => tally.matched += 1,
        None => tally.new += 1,
    }
    found
}
