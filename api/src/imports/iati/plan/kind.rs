//! Maps a transaction's type to a kind of entry.

use shared::entries::EntryKind;

use crate::imports::iati::xml::Node;

/// The kind of entry that a transaction becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) entry: EntryKind,
    /// Whether the reporting activity receives the money rather than gives it.
    pub(super) comes_in: bool,
}

impl Kind {
    /// A transaction's kind, or the code of a type that is skipped.
    pub(super) fn of(transaction: &Node) -> Result<Self, String> {
        let code =
            transaction.first("transaction-type").and_then(|node| node.said("code")).unwrap_or_default();
        let (entry, comes_in) = match code {
            "1" => (EntryKind::Receipt, true),
            "2" => (EntryKind::Commitment, false),
            "3" | "7" => (EntryKind::Disbursement, false),
            "11" => (EntryKind::Commitment, true),
            "12" => (EntryKind::Pledge, false),
            "13" => (EntryKind::Pledge, true),
            other => return Err(other.to_owned()),
        };
        Ok(Self { entry, comes_in })
    }
}
