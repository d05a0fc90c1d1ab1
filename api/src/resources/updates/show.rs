//! Shows each audience its view of an update, derived from the tables alone so that it can be repeated.

use shared::{
    languages::ByLanguage,
    resource::Resource,
    updates::{Notes, ShownText, Update, UpdateState},
};
use uuid::Uuid;

use super::{Stored, render, store};
use crate::{
    db,
    log::{Shown, Write},
};
use shared::audience::Audience;

/// Shows each audience the update, with the ties and the earlier and later updates that this audience may
/// see.
pub(crate) async fn show(write: &mut Write<'_>, id: Uuid) -> Result<Shown, db::Error> {
    let update = store::get(&write.tx, id).await?.expect("the update is in its table");
    let Stored { office, posted_at, text, .. } = &update;
    let ties = store::audiences(&write.tx, &text.ties).await?;
    let before = match text.supersedes {
        Some(before) => store::get(&write.tx, before).await?,
        None => None,
    };
    let after = store::successor(&write.tx, id).await?;
    let texts: ByLanguage<ShownText> = ByLanguage(text.texts.0.iter().map(shown).collect());
    let sort_key = format!("{posted_at:.6}");
    let seen = |reader: Audience| {
        let seen = |other: &&Stored| other.visibility().is_shown_to(reader);
        let superseded_by = after.as_ref().filter(seen).map(|after| after.id);
        let state = match text.state {
            UpdateState::Published if superseded_by.is_some() => UpdateState::Superseded,
            state => state,
        };
        Some(db::json(&Update {
            id,
            office: *office,
            posted_at: *posted_at,
            state,
            about: text.about.clone(),
            texts: texts.clone(),
            ties: ties
                .iter()
                .filter(|tied| tied.visibility.is_shown_to(reader))
                .map(|tied| tied.tie)
                .collect(),
            supersedes: before.as_ref().filter(seen).map(|before| before.id),
            superseded_by,
            notes: if reader == Audience::Office { text.notes.clone() } else { Notes::default() },
        }))
    };
    write.show(Resource::Updates.with(id), &sort_key, update.visibility(), seen).await
}

fn shown((tag, text): (&String, &shared::updates::Text)) -> (String, ShownText) {
    let html = text.body.as_deref().map(render::markdown);
    (tag.clone(), ShownText { text: text.clone(), html })
}
