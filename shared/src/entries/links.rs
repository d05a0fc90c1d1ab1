//! What entries of a pledge say of each other: one follows another, takes its place, or takes it back.

use uuid::Uuid;

use super::{Entry, EntryKind, NewEntry};
use crate::problem::FieldError;

/// What a new entry may not say of the entries that its pledge has already. Amounts that are taken back are
/// the database's to bound.
pub fn check_links(new: &NewEntry, pledge: &[Entry]) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (pointer, named) in
        [("/follows", new.follows), ("/supersedes", new.supersedes), ("/reverses", new.reverses)]
    {
        let Some(named) = named else { continue };
        let found = pledge.iter().find(|entry| entry.id == named);
        let wrong = match found {
            None => Some("is no entry of this pledge"),
            Some(_) if is_superseded(named, pledge) => {
                Some("was superseded; name the entry that took its place")
            }
            Some(entry) if new.audience < entry.step.audience => Some("is for a narrower audience than this"),
            // Who is shown a figure is shown what became of it.
            Some(entry) if pointer != "/follows" && new.audience != entry.step.audience => {
                Some("is for another audience: a correction is for whoever was shown what was wrong")
            }
            Some(entry) => match pointer {
                "/follows" => follows(new, entry),
                "/supersedes" => supersedes(new, entry, pledge),
                _ => reverses(new, entry),
            },
        };
        errors.extend(wrong.map(|detail| FieldError::new(pointer, detail)));
    }
    errors
}

fn is_superseded(entry: Uuid, pledge: &[Entry]) -> bool {
    pledge.iter().any(|other| other.step.supersedes == Some(entry))
}

fn follows(new: &NewEntry, before: &Entry) -> Option<&'static str> {
    let order = (place(before.step.kind), place(new.kind));
    match order {
        (None, _) => Some("is a step that nothing follows"),
        (_, None) => Some("has a place in no reversal: `reverses` says what is taken back"),
        (Some(before), Some(now)) if before > now => Some("is a later step than this one"),
        _ => None,
    }
}

fn supersedes(new: &NewEntry, before: &Entry, pledge: &[Entry]) -> Option<&'static str> {
    let has_reversals =
        pledge.iter().any(|other| other.step.reverses == Some(before.id) && !is_superseded(other.id, pledge));
    if before.step.kind != new.kind {
        Some("is of another kind; take it back and post anew")
    } else if before.step.reverses != new.reverses {
        Some("takes back another entry")
    } else if has_reversals {
        Some("was taken back in part; take back the rest and post anew")
    } else {
        None
    }
}

fn reverses(new: &NewEntry, before: &Entry) -> Option<&'static str> {
    match (before.step.amount, new.amount) {
        (None, Some(_)) => Some("has no amount, so that its reversal has none"),
        (Some(_), None) => Some("has an amount; say how much of it is taken back"),
        _ => None,
    }
}

/// Where a kind stands in the course of a contribution; an end may follow every step.
fn place(kind: EntryKind) -> Option<u8> {
    Some(match kind {
        EntryKind::Endorsement => 0,
        EntryKind::Announcement => 1,
        EntryKind::Pledge => 2,
        EntryKind::Authorisation => 3,
        EntryKind::Appropriation => 4,
        EntryKind::Commitment => 5,
        EntryKind::Disbursement => 6,
        EntryKind::Receipt => 7,
        EntryKind::Lapse | EntryKind::Withdrawal => 8,
        EntryKind::Reversal => return None,
    })
}
