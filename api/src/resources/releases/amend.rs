//! The change that a release makes, by the rules of the thing's own resource.

use shared::releases::{NewRelease, Released};
use uuid::Uuid;

use crate::{
    http::Problem,
    log::Write,
    resources::{calls, funds, members, organisations, overlaps, pledges, schedules, updates},
};

/// Changes a thing of an office or of nobody, and refuses whatever a PATCH of it would refuse.
pub(super) async fn amend(write: &mut Write<'_>, office: Uuid, asked: &NewRelease) -> Result<(), Problem> {
    let (id, changes) = (asked.thing, &asked.changes);
    let none = || Problem::invalid_field("/thing", "must be an existing thing of this office");
    let own = |owner: Option<Uuid>| owner == Some(office);
    // Any office may change an imported thing, if anyone may.
    let own_or_nobodys = |owner: Option<Uuid>| owner.is_none() || own(owner);
    match asked.resource {
        Released::Funds => {
            let fund = funds::store::get(&write.tx, id).await?.filter(|fund| own_or_nobodys(fund.office));
            funds::amend(write, fund.ok_or_else(none)?, changes).await
        }
        Released::Pledges => {
            let pledge = pledges::store::get(&write.tx, id).await?.filter(|pledge| own(pledge.office));
            pledges::amend(write, pledge.ok_or_else(none)?, changes).await
        }
        Released::Schedules => {
            let schedule = schedules::store::get(&write.tx, id).await?.filter(|plan| own(Some(plan.office)));
            schedules::amend(write, schedule.ok_or_else(none)?, changes).await
        }
        Released::Overlaps => {
            let overlap = overlaps::store::get(&write.tx, id).await?.filter(|one| own(Some(one.office)));
            overlaps::amend(write, overlap.ok_or_else(none)?, changes).await
        }
        Released::Organisations => {
            let found =
                organisations::store::get(&write.tx, id).await?.filter(|found| own_or_nobodys(found.office));
            organisations::amend(write, found.ok_or_else(none)?, changes).await
        }
        Released::Members => {
            let member =
                members::store::get(&write.tx, id).await?.filter(|member| own_or_nobodys(member.office));
            members::amend(write, member.ok_or_else(none)?, changes).await
        }
        Released::Calls => {
            let call = calls::store::get(&write.tx, id).await?.filter(|call| own(Some(call.office)));
            calls::amend(write, call.ok_or_else(none)?, changes).await
        }
        Released::Updates => {
            let update = updates::store::get(&write.tx, id).await?.filter(|update| own(Some(update.office)));
            updates::amend(write, update.ok_or_else(none)?, changes).await
        }
    }
}
