//! Imports a spreadsheet: writes all valid rows in one transaction.

use std::{fs, path::Path};

use anyhow::{Context, Result, anyhow};
use deadpool_postgres::GenericClient;
use tokio_postgres::Config;

use super::{Mapping, Report, plan, read};
use crate::{
    db::Single,
    imports::write::{self, By},
    log::Write,
    proof::{Author, Authority},
    resources::offices,
};

/// Imports a spreadsheet by its mapping, optionally for an office. A second run changes nothing.
pub async fn import(
    config: &Config,
    file: &Path,
    mapping: &Path,
    office: Option<&str>,
    dry_run: bool,
) -> Result<Report> {
    let name = file.display().to_string();
    let bytes = fs::read(file).with_context(|| format!("read {name}"))?;
    let rules = fs::read(mapping).with_context(|| format!("read {}", mapping.display()))?;
    let mapping = Mapping::read(&rules).map_err(|reason| anyhow!("{} {reason}", mapping.display()))?;
    let read = read(&name, &bytes, &mapping)?;
    let planned = plan(&read, &mapping);
    let mut connection = Single::owner(config).get().await?;
    let by = for_office(&connection, office).await?;
    let author = Author {
        office: by.office,
        actor: format!("import:{}", mapping.register),
        authority: Authority::Everybody,
    };
    let mut write = Write::on(&mut connection, author).await?;
    if dry_run {
        write.on_trial();
    }
    let done = write::write(&mut write, &planned.plan, &by).await?;
    if !dry_run && done.outcome.has_new() {
        write.commit().await?;
    }
    let mut outcome = done.outcome;
    // A refusal during writing names a field; the reader of the report knows the column.
    for refused in outcome.refused.iter_mut().skip(planned.plan.refused.len()) {
        refused.field = refused.field.as_deref().map(|field| mapping.column(field));
    }
    Ok(Report {
        dry_run,
        file: name,
        register: mapping.register,
        rows_read: read.rows_read,
        duplicates: planned.duplicates,
        outcome,
    })
}

/// The office with this slug, if a slug is given, as the author of the import.
pub(super) async fn for_office(client: &impl GenericClient, slug: Option<&str>) -> Result<By> {
    let Some(slug) = slug else { return Ok(By::default()) };
    let office = offices::store::by_slug(client, slug).await?;
    let office = office.with_context(|| format!("there is no office with the slug {slug}"))?;
    Ok(By { office: Some(office.id), time_zone: Some(office.head.time_zone) })
}
