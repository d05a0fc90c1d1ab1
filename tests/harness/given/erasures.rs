//! Erasures of contacts, which nobody has agreed to yet.

use serde_json::{Value, json};

use super::{Given, Maker, Thing, USUAL, made};
use crate::Client;

pub(super) const GIVEN: Given = Given {
    resource: "erasures",
    path: "/v1/erasures",
    parents: &["contacts"],
    parents_state: Some("office"),
    maker: Maker::Person,
    new: |of| erasure("contacts", &of[0]),
    // Only offices read one, in every state of the samples.
    state: Some(|_| json!({})),
    weight: 0,
    ..USUAL
};

/// Erases a thing, as two admins of its office do. Returns the erasure.
pub async fn an_erasure(one: &Client, other: &Client, resource: &str, thing: &Thing) -> Value {
    let asked = made(one, "/v1/erasures", erasure(resource, &thing.id)).await;
    other.patch(&asked.path, &asked.etag, json!({"state": "done"})).await.is(200).json()
}

/// The body of an erasure.
pub fn erasure(resource: &str, thing: &str) -> Value {
    json!({"resource": resource, "thing": thing, "reason": "consent_withdrawn"})
}
