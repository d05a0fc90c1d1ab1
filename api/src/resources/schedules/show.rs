//! Shows a schedule only to readers of its pledge, with the evidence that each may read.

use shared::{audience::Audience, resource::Resource};
use uuid::Uuid;

use super::store;
use crate::{
    db,
    log::{Shown, Write},
    resources::pledges,
};

/// Shows the schedule of a pledge, under the pledge's id.
pub(crate) async fn show(write: &mut Write<'_>, pledge: Uuid) -> Result<Shown, db::Error> {
    let schedule = store::get(&write.tx, pledge).await?.expect("the schedule is in its table");
    let thing = Resource::Schedules.with(pledge);
    let own = write.visibility(thing, schedule.plan.audience).await?;
    let visibility = own.narrowed_by(pledges::store::file(&write.tx, pledge).await?.visibility);
    let seen = |reader: Audience| {
        let mut schedule = schedule.clone();
        let evidence = &mut schedule.plan.evidence;
        evidence.retain(|piece| reader.may_read(piece.audience.unwrap_or(visibility.now)));
        Some(db::json(&schedule))
    };
    write.show(thing, &pledge.to_string(), visibility, seen).await
}
