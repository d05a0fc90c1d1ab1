//! Shows a position only to readers of its call.

use shared::{audience::Audience, resource::Resource};
use uuid::Uuid;

use super::{Stored, store};
use crate::{
    db,
    log::{Shown, Write},
};

/// Each reader sees the evidence and the organisation that it may read; the note is for offices. A position is
/// never rewritten: if its organisation was merged, the other one is shown.
pub(crate) async fn show(write: &mut Write<'_>, id: Uuid) -> Result<Shown, db::Error> {
    let stored = store::get(&write.tx, id).await?.expect("the position is in its table");
    let Stored { made_at, position, visibility, organisation, .. } = stored;
    let sort_key = format!("{} {} {made_at:.6}", position.call, position.said.date.earliest());
    let seen = |reader: Audience| {
        let mut position = position.clone();
        let own = position.said.audience;
        position.said.evidence.retain(|piece| reader.may_read(piece.audience.unwrap_or(own)));
        let organisation = organisation.filter(|(_, its)| its.is_shown_to(reader));
        position.said.organisation = organisation.map(|(id, _)| id);
        position.said.note.take_if(|_| reader != Audience::Office);
        Some(db::json(&position))
    };
    write.show(Resource::Positions.with(id), &sort_key, visibility, seen).await
}
