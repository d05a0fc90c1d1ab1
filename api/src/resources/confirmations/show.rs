//! Shows a confirmation only to readers of its entry, with the evidence that each may read.

use shared::{audience::Audience, resource::Resource};
use uuid::Uuid;

use super::{Stored, store};
use crate::{
    db,
    log::{Shown, Write},
};

pub(crate) async fn show(write: &mut Write<'_>, id: Uuid) -> Result<Shown, db::Error> {
    let stored = store::get(&write.tx, id).await?.expect("the confirmation is in its table");
    let Stored { made_at, confirmation, visibility } = stored;
    let sort_key = format!("{} {made_at:.6}", confirmation.pledge);
    let seen = |reader: Audience| {
        let mut confirmation = confirmation.clone();
        let evidence = &mut confirmation.word.evidence;
        evidence.retain(|piece| reader.may_read(piece.audience.unwrap_or(visibility.now)));
        Some(db::json(&confirmation))
    };
    write.show(Resource::Confirmations.with(id), &sort_key, visibility, seen).await
}
