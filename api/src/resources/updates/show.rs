//! What each audience sees of an update: a function of the tables alone, so that it can be made again.

use std::collections::BTreeSet;

use shared::{
    languages::ByLanguage,
    updates::{Notes, ShownText, Update, UpdateState},
};
use uuid::Uuid;

use super::{Stored, render, store};
use crate::{db, log::Write};
use shared::audience::Audience;

/// Appends an update's state to the log and shows it to whom it is for. A draft is written for offices, whomever it
/// is meant for, and what is retracted is taken back to them: an editor may do both.
pub(crate) async fn record(write: &mut Write<'_>, update: &Stored) -> Result<(), db::Error> {
    write.append("updates", update.id, update.audience(), update).await?;
    show(write, update).await
}

/// Shows each audience the update, with the ties to what it sees and the updates before and after that it sees.
pub(crate) async fn show(write: &mut Write<'_>, update: &Stored) -> Result<(), db::Error> {
    let Stored { id, office, posted_at, text, .. } = update;
    let ties = store::audiences(&write.tx, &text.ties).await?;
    let before = match text.supersedes {
        Some(before) => store::get(&write.tx, before).await?,
        None => None,
    };
    let after = store::successor(&write.tx, *id).await?;
    let texts: ByLanguage<ShownText> = ByLanguage(text.texts.0.iter().map(shown).collect());
    let sort_key = format!("{posted_at:.6}");
    let seen = |reader: Audience| {
        if !reader.may_read(update.audience()) {
            return None;
        }
        let seen = |other: &&Stored| reader.may_read(other.seen_by());
        let superseded_by = after.as_ref().filter(seen).map(|after| after.id);
        let state = match text.state {
            UpdateState::Published if superseded_by.is_some() => UpdateState::Superseded,
            state => state,
        };
        Some(db::json(&Update {
            id: *id,
            office: *office,
            posted_at: *posted_at,
            state,
            about: text.about.clone(),
            texts: texts.clone(),
            ties: ties.iter().filter(|tied| reader.may_read(tied.seen_by)).map(|tied| tied.tie).collect(),
            supersedes: before.as_ref().filter(seen).map(|before| before.id),
            superseded_by,
            notes: if reader == Audience::Office { text.notes.clone() } else { Notes::default() },
        }))
    };
    write.show("updates", *id, &sort_key, seen).await
}

/// Shows the updates anew whose place is taken by one of these, or which take the place of one.
pub(super) async fn show_beside(write: &mut Write<'_>, versions: &[&Stored]) -> Result<(), db::Error> {
    let mut beside: BTreeSet<Uuid> = versions.iter().filter_map(|update| update.text.supersedes).collect();
    for update in versions {
        beside.extend(store::successor(&write.tx, update.id).await?.map(|after| after.id));
    }
    for id in beside {
        if let Some(update) = store::get(&write.tx, id).await? {
            show(write, &update).await?;
        }
    }
    Ok(())
}

/// Shows an update whose embargo ended, and those beside it.
pub(crate) async fn show_opened(write: &mut Write<'_>, id: Uuid) -> Result<(), db::Error> {
    let update = store::get(&write.tx, id).await?.expect("it is there");
    show(write, &update).await?;
    show_beside(write, &[&update]).await
}

/// Shows the updates anew that name a thing: to whom it is not shown, they do not name it.
pub(crate) async fn show_tied(write: &mut Write<'_>, resource: &str, id: Uuid) -> Result<(), db::Error> {
    for update in store::tied(&write.tx, resource, id).await? {
        show(write, &update).await?;
    }
    Ok(())
}

fn shown((tag, text): (&String, &shared::updates::Text)) -> (String, ShownText) {
    let html = text.body.as_deref().map(render::markdown);
    (tag.clone(), ShownText { text: text.clone(), html })
}
