//! Keys of people.

use serde_json::{Value, json};

use super::{Given, Maker, Thing, USUAL};
use crate::Client;

pub(super) const GIVEN: Given = Given {
    resource: "keys",
    path: "/v1/people/{id}/keys",
    parents: &["people"],
    maker: Maker::Admin,
    new: |_| json!({}),
    state: None,
    weight: 0,
    is_logged: false,
    ..USUAL
};

/// A key of a person.
pub async fn a_key(admin: &Client, person: &Thing, fields: Value) -> Thing {
    GIVEN.make(admin, std::slice::from_ref(&person.id), fields).await
}
