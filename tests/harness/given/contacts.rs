//! Contacts of organisations.

use serde_json::{Value, json};

use super::{Given, Thing, USUAL, members::consent, unique};
use crate::Client;

pub(super) const GIVEN: Given = Given {
    resource: "contacts",
    path: "/v1/organisations/{organisation}/contacts",
    parents: &["organisations"],
    new: |_| contact(),
    state: None,
    change: Some(|_, word| json!({"name": word})),
    weight: 3,
    random: |_, word| json!({"name": word, "note": word, "email": format!("{word}@example.org")}),
    is_logged: false,
    ..USUAL
};

/// A contact of an organisation.
pub async fn a_contact(client: &Client, organisation: &Thing, fields: Value) -> Thing {
    GIVEN.make(client, std::slice::from_ref(&organisation.id), fields).await
}

/// The body of a contact.
pub fn contact() -> Value {
    json!({"name": unique("Desk"), "email": "press@example.org", "consent": consent()})
}
