//! Tries a release out: applies it inside a savepoint, and rolls back.

use data_encoding::HEXLOWER;
use shared::{
    releases::{NewRelease, Release, ShownItem},
    resource::Thing,
};
use uuid::Uuid;

use super::{amend::amend, thing};
use crate::{
    auth::Editor,
    db,
    http::Problem,
    log::{Exposure, Told, Write},
    proof::Authority,
};

/// The news to the public in a release. Refused if the release could not be applied, or would widen nothing.
pub(super) async fn rehearse(
    write: &mut Write<'_>,
    editor: &Editor,
    asked: &NewRelease,
) -> Result<Told, Problem> {
    let thing = thing(asked);
    let authority = std::mem::replace(&mut write.author.authority, Authority::Everybody);
    let before = write.exposure(thing).await?;
    let mark = write.mark().await?;
    write.on_trial();
    let amended = amend(write, editor.office, asked).await;
    let after = match &amended {
        Ok(()) => write.exposure(thing).await?,
        Err(_) => None,
    };
    let told = write.told();
    write.back_to(mark).await?;
    write.author.authority = authority;
    amended?;
    let exposures = before.zip(after);
    let is_wider = exposures.is_some_and(|(before, after)| after.is_wider_than(before));
    let is_public = exposures.is_some_and(|(before, after)| after.is_public() && !before.is_public());
    if !(is_wider || is_public || told.has_new) {
        return Err(Problem::invalid_field(
            "/changes",
            "must make a thing public that is not, or widen a listing",
        ));
    }
    if let Some(after) = after {
        for keeper in own_keepers(write, thing, after, editor.office).await? {
            editor.may_change(keeper)?;
        }
    }
    Ok(told)
}

/// The keepers of narrower memberships of the organisation: this office or an import. Refused if another office keeps
/// one.
pub(super) async fn own_keepers(
    write: &Write<'_>,
    thing: Thing,
    now: Exposure,
    office: Uuid,
) -> Result<Vec<Option<Uuid>>, db::Error> {
    let keepers = write.keepers(thing, now).await?;
    match keepers.iter().flatten().all(|keeper| *keeper == office) {
        true => Ok(keepers),
        false => Err(db::Error::KeptNarrower),
    }
}

/// Writes the news to the public into a release.
pub(super) fn note(release: &mut Release, told: &Told) {
    let item = |thing: &Thing| ShownItem { resource: thing.resource.to_string(), id: thing.id };
    release.shows = told.things.iter().map(item).collect();
    release.shows_hash = HEXLOWER.encode(&told.hash);
}

/// Whether a release tells the public what its two people agreed to.
pub(super) fn is_as_agreed(release: &Release, told: &Told) -> bool {
    release.shows_hash == HEXLOWER.encode(&told.hash)
}
