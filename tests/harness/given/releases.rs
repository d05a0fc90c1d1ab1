//! Releases of hidden things.

use serde_json::{Value, json};

use super::{Given, Maker, Thing, USUAL, made};
use crate::{Office, Server, wait};

pub(super) const GIVEN: Given = Given {
    resource: "releases",
    path: "/v1/releases",
    parents: &["funds"],
    parents_state: Some("office"),
    maker: Maker::Person,
    new: |of| json!({"resource": "funds", "thing": of[0], "changes": {"audience": "public"}}),
    // Only offices read one, in every state of the samples.
    state: Some(|_| json!({})),
    weight: 0,
    ..USUAL
};

/// Releases a thing to the public, as two people of its office do. The server must not hold releases back.
pub async fn a_release(server: &Server, office: &Office, resource: &str, thing: &Thing, changes: Value) {
    let (one, other) = (server.person(office, "editor").await, server.person(office, "publisher").await);
    let body = json!({"resource": resource, "thing": thing.id, "changes": changes});
    let asked = made(&one, "/v1/releases", body).await;
    other.patch(&asked.path, &asked.etag, json!({"state": "agreed"})).await.is(200);
    let left = async || (one.get(&asked.path).await.json()["state"] == "left").then_some(());
    wait::until("the release left", left).await;
}
