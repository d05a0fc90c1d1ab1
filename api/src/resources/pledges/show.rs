//! Shows a pledge with the stage and the sums of the entries that each audience sees.

use std::collections::BTreeSet;

use serde_json::Value;
use shared::{
    audience::Audience,
    pledges::{Pledge, Step, stage, standing, totals},
    resource::Resource,
};
use uuid::Uuid;

use super::store;
use crate::{
    db,
    log::{Shown, Write},
    resources::entries,
};

pub(crate) async fn show(write: &mut Write<'_>, id: Uuid) -> Result<Shown, db::Error> {
    let pledge = store::file(&write.tx, id).await?;
    let entries = entries::store::of_pledge(&write.tx, id).await?;
    let seen = |reader: Audience| {
        let visible: Vec<_> = entries.iter().filter(|entry| entry.visibility.is_shown_to(reader)).collect();
        let steps: Vec<Step> = visible.iter().map(|entry| entry.step()).collect();
        let standing: BTreeSet<Uuid> = standing(&steps).iter().map(|step| step.id).collect();
        let is_disputed = |entry: &entries::Stored| {
            standing.contains(&entry.entry.id) && !entry.standing(reader).disputed_by.is_empty()
        };
        let (disputed, totals) = (visible.into_iter().any(is_disputed), totals(&steps));
        Some(db::json(&Pledge { stage: stage(&steps), disputed, totals, ..pledge.without_entries() }))
    };
    write.show(Resource::Pledges.with(id), &pledge.sort_key(), pledge.visibility, seen).await
}

/// Shows a pledge after one more entry was posted: from what was shown before and that entry, without the others.
/// Falls back on all entries if the new one corrects or ends something.
pub(crate) async fn show_after(write: &mut Write<'_>, id: Uuid, entry: Uuid) -> Result<Shown, db::Error> {
    let entry = entries::store::get(&write.tx, entry).await?.expect("the entry is in its table");
    let before = write.seen(Resource::Pledges.with(id)).await?;
    let after = |audience: Audience| -> Option<Option<Value>> {
        let Some(document) = before.document(audience) else { return Some(None) };
        if !entry.visibility.is_shown_to(audience) {
            return Some(Some(document.clone()));
        }
        let pledge: Pledge = serde_json::from_value(document.clone()).ok()?;
        Some(Some(db::json(&pledge.with_step(&entry.step())?)))
    };
    let Some(after) = Audience::ALL.map(after).into_iter().collect::<Option<Vec<_>>>() else {
        return show(write, id).await;
    };
    let pledge = store::file(&write.tx, id).await?;
    let seen = |reader: Audience| after[reader as usize].clone();
    write.show(Resource::Pledges.with(id), &pledge.sort_key(), pledge.visibility, seen).await
}
