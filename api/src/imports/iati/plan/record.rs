//! A transaction's record id. IATI gives transactions no unique identifier: `ref` is the publisher's own,
//! optional, and in practice a voucher with several lines. So the id is the activity's identifier and the `ref`.
//! If the `ref` is missing or shared, a hash of the transaction replaces it. Identical transactions are numbered
//! in their order, so that inserting a transaction between others changes no other id.

use std::collections::HashMap;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::imports::iati::{activity::Activity, xml::Node};

#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) id: String,
    /// Whether the id contains a hash, and so changes with the transaction's content.
    pub(super) is_derived: bool,
}

/// The record ids of an activity's transactions, in order.
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

/// The first half of a hash, which is enough to distinguish an activity's transactions.
pub(super) fn hash(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text.as_bytes())[..8])
}
