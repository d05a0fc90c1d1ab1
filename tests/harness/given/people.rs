//! People of an office.

use serde_json::{Value, json};

use super::{Given, Maker, Thing, USUAL, unique};
use crate::Client;

pub(super) const GIVEN: Given = Given {
    resource: "people",
    path: "/v1/people",
    maker: Maker::Admin,
    new: |_| json!({"name": unique("Person"), "role": "reader"}),
    state: None,
    change: Some(|_, word| json!({"name": word})),
    weight: 0,
    is_logged: false,
    ..USUAL
};

/// A reader of the office whose admin makes them.
pub async fn a_person(admin: &Client, fields: Value) -> Thing {
    GIVEN.make(admin, &[], fields).await
}
