//! Imports spreadsheets of members: each row is the membership of an organisation. Existing members stay
//! unchanged. A faulty row is refused alone, with its number and column.

mod body;
mod report;

use std::{fs, path::Path};

use anyhow::{Context, Result, anyhow};
use shared::{
    organisations::{NewOrganisation, Organisation},
    resource::Resource,
};
use tokio_postgres::Config;
use uuid::Uuid;

use super::{
    Mapping,
    body::{Wrong, values},
    import::for_office,
    mapping::Sheet,
    read,
};
use crate::{
    db::{self, Single},
    imports::report::Refused,
    log::{Exposure, Write},
    proof::{Author, Authority},
    resources::{members, organisations},
};
pub use report::Report;

/// A spreadsheet to start from, with two sample rows that only offices can see.
pub const TEMPLATE: &str = include_str!("template.csv");
/// The template's mapping.
pub const TEMPLATE_MAPPING: &str = include_str!("mapping.json");

/// A spreadsheet with one member per row.
struct Memberships;

impl Sheet for Memberships {
    const FIELDS: &'static [&'static str] = &[
        "name",
        "names",
        "type",
        "audience",
        "sample",
        "country",
        "identifiers",
        "website",
        "listing",
        "categories",
        "places",
        "since",
        "until",
        "consent.given_on",
        "consent.by",
        "consent.how",
        "consent.withdrawn_on",
    ];
    const REQUIRED: &'static [&'static str] = &["name", "audience", "listing"];
}

/// Imports a spreadsheet of members by its mapping, optionally for an office. A second run changes nothing.
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
    let mapping = Mapping::read_as::<Memberships>(&rules)
        .map_err(|reason| anyhow!("{} {reason}", mapping.display()))?;
    let read = read(&name, &bytes, &mapping)?;
    let mut connection = Single::owner(config).get().await?;
    let office = for_office(&connection, office).await?.office;
    let author =
        Author { office, actor: format!("import:{}", mapping.register), authority: Authority::Everybody };
    let mut write = Write::on(&mut connection, author).await?;
    if dry_run {
        write.on_trial();
    }
    let mut report = Report {
        dry_run,
        file: name,
        register: mapping.register.clone(),
        rows_read: read.rows_read,
        refused: read.refused,
        ..Report::default()
    };
    for row in &read.rows {
        let written = match values(row, &mapping).and_then(|values| body::row(&values, &mapping)) {
            Ok(member) => add(&mut write, member, office, &mut report).await?,
            Err(wrong) => Err(wrong),
        };
        let refuse = |(field, reason): Wrong| Refused {
            record: "a row".to_owned(),
            place: Some(row.place()),
            field: Some(mapping.column(&field)),
            reason,
        };
        report.refused.extend(written.err().into_iter().flatten().map(refuse));
    }
    if !dry_run && report.organisations.new + report.members.new > 0 {
        write.commit().await?;
    }
    Ok(report)
}

/// Adds a member that does not exist yet.
async fn add(
    write: &mut Write<'_>,
    body::Row { organisation, mut member }: body::Row,
    office: Option<Uuid>,
    report: &mut Report,
) -> Result<Result<(), Vec<Wrong>>> {
    let (id, is_here) = match find(write, &organisation).await? {
        Err(wrong) => return Ok(Err(vec![wrong])),
        Ok(Some(id)) => (id, true),
        Ok(None) => (Uuid::new_v4(), false),
    };
    if is_here {
        report.organisations.matched += 1;
    } else {
        let organisation = Organisation { id, office, merged_into: None, head: organisation };
        organisations::store::insert(&write.tx, &organisation).await?;
        organisations::record(write, &organisation).await?;
        report.organisations.new += 1;
    }
    member.organisation = id;
    let known = members::store::of_organisation(&write.tx, id).await?;
    if known.iter().any(|known| known.head.since == member.since) {
        report.members.matched += 1;
        return Ok(Ok(()));
    }
    let member = members::Stored { id: Uuid::new_v4(), office, head: member };
    if is_kept_narrower(write, &member).await? {
        return Ok(Err(vec![("listing".to_owned(), KEPT_NARROWER.to_owned())]));
    }
    write.tx.batch_execute("savepoint member").await?;
    match members::store::insert(&write.tx, &member).await {
        Ok(()) => {
            if let Some(why) = organisations::discretion::keep(write, id).await? {
                write.tx.batch_execute("rollback to savepoint member").await?;
                return Ok(Err(vec![("listing".to_owned(), why)]));
            }
            write.tx.batch_execute("release savepoint member").await?;
        }
        Err(db::Error::Constraint(_)) => {
            write.tx.batch_execute("rollback to savepoint member").await?;
            return Ok(Err(vec![("since".to_owned(), members::OVERLAPS.to_owned())]));
        }
        Err(error) => return Err(error.into()),
    }
    members::record(write, &member).await?;
    report.members.new += 1;
    Ok(Ok(()))
}

/// The complaint about a membership that one office, or one person, may not list so widely.
const KEPT_NARROWER: &str =
    "must not be wider than another membership of this organisation: make it hidden, and request a release";

/// Whether an office keeps another membership of its organisation narrower.
async fn is_kept_narrower(write: &Write<'_>, member: &members::Stored) -> Result<bool> {
    let exposure = Exposure::of(member.audience(), &serde_json::to_value(member)?);
    let keepers = write.keepers(Resource::Members.with(member.id), exposure).await?;
    Ok(!keepers.is_empty())
}

/// Finds a row's organisation by its identifiers, else by its name; or explains why the row is ambiguous.
async fn find(write: &Write<'_>, head: &NewOrganisation) -> Result<Result<Option<Uuid>, Wrong>> {
    let mut found = Vec::new();
    for identifier in &head.identifiers {
        found.extend(organisations::store::by_identifier(&write.tx, identifier).await?.map(|one| one.id));
    }
    let field = if head.identifiers.is_empty() { "name" } else { "identifiers" };
    if head.identifiers.is_empty() {
        found.extend(organisations::store::by_name(&write.tx, &head.name).await?.iter().map(|one| one.id));
    }
    found.sort_unstable();
    found.dedup();
    Ok(match found[..] {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        _ => Err((field.to_owned(), "matches several organisations: give an identifier".to_owned())),
    })
}
