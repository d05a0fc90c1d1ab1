//! Checks an update against its surroundings: its previous state, the things it names, and its time zone.

use jiff::tz::TimeZone;
use shared::{problem::FieldError, updates::UpdateState};

use super::{Stored, store};
use crate::{db, http::Problem, log::Write};

/// Refuses an update that breaks a rule. Later changes of other things must not prevent a correction, so only
/// newly named things are checked. All of them are checked if the update goes to more readers.
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
                "must not be superseded: post another update that names this one in `supersedes`"
            }
            _ => "must follow the previous state: a draft can be published, and a published update retracted",
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

/// An update must not reveal a thing to readers who may not see it.
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
            None => "must name an existing thing",
            Some(tied) if !update.text.about.audience.may_read(tied.visibility.audience) => {
                "must name a thing whose audience is at least as wide as the update's"
            }
            Some(_) => continue,
        };
        errors.push(FieldError::new(&format!("/ties/{index}"), detail));
    }
    Ok(())
}

/// Why an update cannot supersede the one that it names.
async fn superseding(write: &Write<'_>, update: &Stored) -> Result<Option<&'static str>, db::Error> {
    let Some(id) = update.text.supersedes else { return Ok(None) };
    let detail = match store::get(&write.tx, id).await? {
        Some(other) if other.office == update.office => {
            if other.text.state != UpdateState::Published {
                "must be published"
            } else if other.text.about.audience != update.text.about.audience {
                "must have the same audience"
            } else if store::successor(&write.tx, update.id).await?.is_some() {
                "must be absent in an update that is superseded itself"
            } else {
                return Ok(None);
            }
        }
        _ => "must be an update of this office",
    };
    Ok(Some(detail))
}

fn clock(update: &Stored) -> Option<FieldError> {
    let event = update.text.about.event.as_ref()?;
    let Ok(zone) = TimeZone::get(&event.zone) else {
        return Some(FieldError::new(
            "/event/zone",
            "must be a name in the IANA time zone database, such as Europe/London",
        ));
    };
    let (field, detail) = event.instants(&zone).err()?;
    Some(FieldError::new(&format!("/event/{field}"), detail))
}

/// The problem for a constraint of the schema.
pub(super) fn refused(constraint: &str) -> Option<Problem> {
    let detail = match constraint {
        "updates_superseded_once" => "must not be superseded already",
        "updates_supersedes_another" => "must be another update",
        _ => return None,
    };
    Some(Problem::invalid_field("/supersedes", detail))
}
