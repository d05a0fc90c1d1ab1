//! Shows an entry only to readers of its pledge, with the evidence that each may read.

use shared::{audience::Audience, resource::Resource};
use uuid::Uuid;

use super::{Stored, store};
use crate::{
    db,
    log::{Shown, Write},
};

pub(crate) async fn show(write: &mut Write<'_>, id: Uuid) -> Result<Shown, db::Error> {
    let stored = store::get(&write.tx, id).await?.expect("the entry is in its table");
    let Stored { made_at, entry, visibility, .. } = &stored;
    let sort_key = format!("{} {} {made_at:.6}", entry.pledge, entry.step.date.earliest());
    let seen = |reader: Audience| {
        let mut entry = entry.clone();
        entry.step.evidence.retain(|piece| reader.may_read(piece.audience.unwrap_or(visibility.now)));
        entry.step.report.take_if(|report| !reader.may_read(report.audience));
        entry.standing = stored.standing(reader);
        Some(db::json(&entry))
    };
    write.show(Resource::Entries.with(id), &sort_key, *visibility, seen).await
}
