//! Links between entries of a pledge: one follows, supersedes or reverses another.

use uuid::Uuid;

use super::{Entry, EntryKind, NewEntry};
use crate::problem::FieldError;

/// Complaints about a new entry's links to the existing entries of its pledge. The database itself limits
/// reversed amounts.
pub fn check_links(new: &NewEntry, pledge: &[Entry]) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (pointer, named) in
        [("/follows", new.follows), ("/supersedes", new.supersedes), ("/reverses", new.reverses)]
    {
        let Some(named) = named else { continue };
        let found = pledge.iter().find(|entry| entry.id == named);
        let wrong = match found {
            None => Some("must be an existing entry of this pledge"),
            Some(_) if is_superseded(named, pledge) => {
                Some("must not be superseded; name the entry that superseded it")
            }
            Some(entry) if new.audience < entry.step.audience => {
                Some("must not have a narrower audience than this entry")
            }
            // Readers who see a figure also see its correction.
            Some(entry) if pointer != "/follows" && new.audience != entry.step.audience => Some(
                "must have the same audience as this entry: a correction goes to everyone who saw the mistake",
            ),
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
        (None, _) => Some("must not be a reversal"),
        (_, None) => Some("must be absent in a reversal, which has `reverses` instead"),
        (Some(before), Some(now)) if before > now => Some("must not be a later step than this one"),
        _ => None,
    }
}

fn supersedes(new: &NewEntry, before: &Entry, pledge: &[Entry]) -> Option<&'static str> {
    let has_reversals =
        pledge.iter().any(|other| other.step.reverses == Some(before.id) && !is_superseded(other.id, pledge));
    if before.step.kind != new.kind {
        Some("must be of the same kind; otherwise reverse it and post a new entry")
    } else if before.step.reverses != new.reverses {
        Some("must reverse the same entry as this one")
    } else if has_reversals {
        Some("must not be partly reversed; reverse the rest and post a new entry")
    } else {
        None
    }
}

fn reverses(new: &NewEntry, before: &Entry) -> Option<&'static str> {
    match (before.step.amount, new.amount) {
        (None, Some(_)) => Some("must have an amount, or its reversal must have none"),
        (Some(_), None) => Some("must have no amount, or its reversal must have one: the amount to reverse"),
        _ => None,
    }
}

/// The order of the kinds in a contribution. A lapse or withdrawal may follow every other step.
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
