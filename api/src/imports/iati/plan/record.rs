//! What a transaction is known again by. IATI gives it no identifier that must be unique: `ref` is the publisher's
//! own, optional, and in practice one voucher with several lines. So it is the identifier of its activity and its
//! `ref`; and where it has none, or shares it, a hash of all that it says. Transactions that say the very same are
//! told apart by their order among themselves, so that one that is inserted between others moves none of them.

use std::collections::HashMap;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::imports::iati::{activity::Activity, xml::Node};

#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) id: String,
    /// Whether a hash is in it, so that it changes with what the transaction says.
    pub(super) is_derived: bool,
}

/// The records of an activity's transactions, in their order.
pub(super) fn of(activity: &Activity) -> Vec<Record> {
    let identifier = activity.identifier().unwrap_or("an activity without an identifier");
    let mut shared: HashMap<&str, usize> = HashMap::new();
    for reference in activity.transactions.iter().filter_map(|node| node.said("ref")) {
        *shared.entry(reference).or_default() += 1;
    }
    let mut same: HashMap<String, usize> = HashMap::new();
    let record = |node: &Node| {
        let reference = node.said("ref").unwrap_or_default();
        if shared.get(reference) == Some(&1) {
            return Record { id: format!("{identifier}#{reference}"), is_derived: false };
        }
        let id = format!("{identifier}#{reference}~{}", hash(&node.to_json().to_string()));
        let order = same.entry(id.clone()).or_default();
        *order += 1;
        let id = if *order == 1 { id } else { format!("{id}-{order}") };
        Record { id, is_derived: true }
    };
    activity.transactions.iter().map(record).collect()
}

/// The first half of a hash, which is enough to tell an activity's transactions apart.
pub(super) fn hash(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text.as_bytes())[..8])
}
