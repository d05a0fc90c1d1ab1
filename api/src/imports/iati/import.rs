//! Imports activity files: writes all valid entries in one transaction.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use tokio_postgres::Config;

use super::{REGISTER, Report, plan, read};
use crate::{
    db::Single,
    imports::write::{self, By},
    log::Write,
    proof::Author,
};

/// Imports activity files, all into one fund if a fund is given. A second run changes nothing.
pub async fn import(config: &Config, files: &[PathBuf], fund: Option<&str>, dry_run: bool) -> Result<Report> {
    let contents = files.iter().map(|file| {
        let bytes = fs::read(file).with_context(|| format!("read {}", file.display()))?;
        Ok((file.display().to_string(), bytes))
    });
    let read = read(&contents.collect::<Result<Vec<_>>>()?)?;
    let planned = plan(&read, fund);
    let mut connection = Single::owner(config).get().await?;
    let author = Author::operator(&format!("import:{REGISTER}"));
    let mut write = Write::on(&mut connection, author).await?;
    if dry_run {
        write.on_trial();
    }
    if let Some(fund) = fund {
        let found = crate::resources::funds::store::by_slug(&write.tx, fund).await?;
        found.with_context(|| format!("there is no fund with the slug {fund}"))?;
    }
    let done = write::write(&mut write, &planned.plan, &By::default()).await?;
    if !dry_run && done.outcome.has_new() {
        write.commit().await?;
    }
    Ok(Report::of(dry_run, &read, planned, done.outcome))
}
