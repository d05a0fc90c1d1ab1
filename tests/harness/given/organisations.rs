//! Organisations and merges.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Given, Thing, USUAL, for_audience, made, unique};
use crate::Client;

pub(super) const GIVEN: Given = Given {
    resource: "organisations",
    path: "/v1/organisations",
    new: |_| json!({"audience": "public", "name": unique("Organisation"), "type": "ngo"}),
    change: Some(|_, word| json!({"name": word})),
    widen: Some(for_audience),
    // The target does not exist, so that the sample stays as it is.
    actions: &[("/v1/organisations/{id}/merge", || json!({"into": Uuid::new_v4()}))],
    named_by: &["donor"],
    weight: 8,
    random: |_, word| json!({"name": word, "type": "government", "country": "GB"}),
    ..USUAL
};

/// A public organisation.
pub async fn an_organisation(client: &Client, fields: Value) -> Thing {
    GIVEN.make(client, &[], fields).await
}

/// Merges an organisation into another one.
pub async fn a_merge(client: &Client, merged: &Thing, into: &Thing) -> Thing {
    made(client, &format!("{}/merge", merged.path), json!({"into": into.id})).await
}
