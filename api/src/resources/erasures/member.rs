//! Erases a membership, and its organisation if nothing else names that.

use shared::{
    organisations::Organisation,
    resource::{Resource, Thing},
};
use uuid::Uuid;

use super::{outside, report::Report, rows};
use crate::{
    db,
    log::Write,
    resources::{members, organisations},
    rest::once::{self, Made},
};

pub(super) async fn erase(
    write: &Write<'_>,
    id: Uuid,
    office: Option<Uuid>,
    report: &mut Report,
) -> Result<(), db::Error> {
    let member = members::store::get(&write.tx, id).await?.expect("the membership exists");
    let mut gone = vec![id];
    report.things.push(Resource::Members.with(id));
    let organisations = its_organisations(write, member.head.organisation).await?;
    let names: Vec<Uuid> = organisations.iter().map(|organisation| organisation.id).collect();
    let naming = rows::naming(&write.tx, &names, id, office).await?;
    let is_of_another =
        organisations.iter().any(|one| office.is_some() && one.office.is_some_and(|of| Some(of) != office));
    rows::delete_member(&write.tx, id).await?;
    report.erased("membership with its places, dates, categories and consent", 1);
    if is_of_another {
        report.remains("the organisation", "another office maintains it");
    } else if naming.is_empty() {
        for contacted in rows::contacts(&write.tx, &names).await? {
            outside::contact(write, contacted, report).await?;
        }
        rows::delete_organisations(&write.tx, &names).await?;
        report.things.extend(organisations.iter().flat_map(things));
        report.erased("organisation with its names and identifiers", names.len());
        gone.extend(names);
    } else {
        let naming: Vec<_> = naming.iter().map(|(kind, number)| format!("{kind} ({number})")).collect();
        let why = format!("these still name it: {}. Commitments and statements stay", naming.join(", "));
        report.remains("the organisation", &why);
    }
    let releases = rows::releases(&write.tx, &gone).await?;
    rows::delete_releases(&write.tx, &releases).await?;
    report.erased("releases of them", releases.len());
    report.things.extend(releases.into_iter().map(|id| Resource::Releases.with(id)));
    let locations: Vec<_> = report.things.iter().map(|thing| Made::of(*thing).location).collect();
    let requests = once::forget(&write.tx, &locations).await?;
    report.erased("stored requests and responses", usize::try_from(requests).unwrap_or(usize::MAX));
    report.remains(
        "the lines of the log, without these states",
        "their hashes show that nothing else was altered",
    );
    report.remains("published member counts", "they name nobody and count in whole fives");
    Ok(())
}

/// An organisation, and the duplicates that were merged into it.
async fn its_organisations(write: &Write<'_>, id: Uuid) -> Result<Vec<Organisation>, db::Error> {
    let mut all = organisations::store::merged_into(&write.tx, id).await?;
    all.extend(organisations::store::get(&write.tx, id).await?);
    Ok(all)
}

/// An organisation, and its redirect if it was merged.
fn things(organisation: &Organisation) -> Vec<Thing> {
    let merge = organisation.merged_into.map(|_| Resource::Merges.with(organisation.id));
    merge.into_iter().chain([Resource::Organisations.with(organisation.id)]).collect()
}
