//! What must be so around an update, when it is written: in which state it was, what it names, and its clock.

use jiff::tz::TimeZone;
use shared::{problem::FieldError, updates::UpdateState};

use super::{Stored, store};
use crate::{db, http::Problem, log::Write};

/// Says everything that is wrong with an update as it is to be. What became of other things since it was last
/// written does not stand in its way: only what it names anew is looked at, and all of it where it goes to more
/// readers.
pub(super) async fn check(
    write: &Write<'_>,
    update: &Stored,
    before: Option<&Stored>,
) -> Result<(), Problem> {
    let mut errors = Vec::new();
    let state = update.text.state;
    if !state.may_follow(before.map(|before| before.text.state)) {
        let detail = match state {
            UpdateState::Superseded => {
                "is not said here: an update is superseded by another that names it in `supersedes`"
            }
            _ => "does not follow on the state before: a draft is published, and what is published retracted",
        };
        errors.push(FieldError::new("/state", detail));
    }
    let known = before.filter(|before| update.audience() >= before.audience());
    ties(write, update, known, &mut errors).await?;
    let supersedes = update.text.supersedes;
    if supersedes.is_some() && known.is_none_or(|known| known.text.supersedes != supersedes) {
        errors.extend(superseding(write, update).await?.map(|detail| FieldError::new("/supersedes", detail)));
    }
    errors.extend(clock(update));
    if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
}

/// Nobody learns of a thing by an update that names it.
async fn ties(
    write: &Write<'_>,
    update: &Stored,
    known: Option<&Stored>,
    errors: &mut Vec<FieldError>,
) -> Result<(), db::Error> {
    let audiences = store::audiences(&write.tx, &update.text.ties).await?;
    for (index, tie) in update.text.ties.iter().enumerate() {
        if known.is_some_and(|known| known.text.ties.contains(tie)) {
            continue;
        }
        let detail = match audiences.iter().find(|tied| tied.tie == *tie) {
            None => "is to nothing that there is",
            Some(tied) if !update.text.about.audience.may_read(tied.visibility.audience) => {
                "is to a thing that is for fewer readers than the update"
            }
            Some(_) => continue,
        };
        errors.push(FieldError::new(&format!("/ties/{index}"), detail));
    }
    Ok(())
}

/// Why an update cannot take the place of the one that it names.
async fn superseding(write: &Write<'_>, update: &Stored) -> Result<Option<&'static str>, db::Error> {
    let Some(id) = update.text.supersedes else { return Ok(None) };
    let detail = match store::get(&write.tx, id).await? {
        Some(other) if other.office == update.office => {
            if other.text.state != UpdateState::Published {
                "is not published"
            } else if other.text.about.audience != update.text.about.audience {
                "is for another audience"
            } else if store::successor(&write.tx, update.id).await?.is_some() {
                "is of an update that is superseded itself"
            } else {
                return Ok(None);
            }
        }
        _ => "is no update of this office",
    };
    Ok(Some(detail))
}

fn clock(update: &Stored) -> Option<FieldError> {
    let event = update.text.about.event.as_ref()?;
    let Ok(zone) = TimeZone::get(&event.zone) else {
        return Some(FieldError::new("/event/zone", "is not in the tz database, as Europe/London is"));
    };
    let (field, detail) = event.instants(&zone).err()?;
    Some(FieldError::new(&format!("/event/{field}"), detail))
}

/// Words what the schema refused.
pub(super) fn refused(constraint: &str) -> Option<Problem> {
    let detail = match constraint {
        "updates_superseded_once" => "is superseded already, by another",
        "updates_supersedes_another" => "is this update itself",
        _ => return None,
    };
    Some(Problem::invalid_field("/supersedes", detail))
}
