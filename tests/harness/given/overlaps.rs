//! Overlaps of entries.

use serde_json::{Value, json};

use super::{Given, Takes, Thing, USUAL, for_audience};
use crate::Client;

pub(super) const GIVEN: Given = Given {
    resource: "overlaps",
    path: "/v1/overlaps",
    parents: &["entries", "entries"],
    takes: Takes::One,
    new: |of| overlap(&[&of[0], &of[1]]),
    change: Some(|chance, word| json!({"reason": word, "dissolved": chance.happens(50)})),
    widen: Some(for_audience),
    hides_with_parents: true,
    weight: 6,
    random: |_, word| json!({"reason": word}),
    ..USUAL
};

/// A public overlap of entries. The first entry counts.
pub async fn an_overlap(client: &Client, entries: &[&Thing], fields: Value) -> Thing {
    let ids: Vec<String> = entries.iter().map(|entry| entry.id.clone()).collect();
    GIVEN.make(client, &ids, fields).await
}

/// The body of an overlap of entries. The first entry counts.
pub fn overlap(entries: &[&str]) -> Value {
    json!({"audience": "public", "entries": entries, "counted": entries[0], "reason": "One bank advice."})
}
