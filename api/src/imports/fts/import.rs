//! Imports recorded flows in one transaction.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use jiff::tz::TimeZone;
use tokio_postgres::Config;

use super::{REGISTER, Report, plan, read, totals};
use crate::{
    db::Single,
    imports::write::{self, By},
    log::Write,
    proof::Author,
};

/// Imports recorded flows. A second run changes nothing.
pub async fn import(config: &Config, files: &[PathBuf], dry_run: bool) -> Result<Report> {
    let contents = files.iter().map(|file| {
        let bytes = fs::read(file).with_context(|| format!("read {}", file.display()))?;
        Ok((file.display().to_string(), bytes))
    });
    let read = read(&contents.collect::<Result<Vec<_>>>()?)?;
    let mut connection = Single::owner(config).get().await?;
    let author = Author::operator(&format!("import:{REGISTER}"));
    let mut write = Write::on(&mut connection, author).await?;
    if dry_run {
        write.on_trial();
    }
    let mut plan = plan(&read.flows, write.at.to_zoned(TimeZone::UTC).date());
    plan.refused.splice(0..0, read.refused.iter().cloned());
    let done = write::write(&mut write, &plan, &By::default()).await?;
    if !dry_run && done.outcome.has_new() {
        write.commit().await?;
    }
    Ok(Report { dry_run, ..Report::of(&read, done.outcome, totals(&done.steps)) })
}
