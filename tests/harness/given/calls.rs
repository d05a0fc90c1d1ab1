//! Calls.

use serde_json::{Value, json};

use super::{Given, Thing, USUAL, for_audience, unique};
use crate::Client;

pub(super) const GIVEN: Given = Given {
    resource: "calls",
    path: "/v1/calls",
    new: |_| call(),
    change: Some(
        |_, word| json!({"texts": {"en": text(word, "What is asked."), "de": text(word, "Worum es geht.")}}),
    ),
    widen: Some(for_audience),
    weight: 4,
    random: |_, word| json!({"slug": word, "texts": {"en": text(word, "What is asked.")}}),
    ..USUAL
};

/// A public call, in English and French.
pub async fn a_call(client: &Client, fields: Value) -> Thing {
    GIVEN.make(client, &[], fields).await
}

/// The body of a call.
pub fn call() -> Value {
    let texts = json!({"en": text("A call", "What is asked."), "fr": text("Un appel", "La demande.")});
    json!({"audience": "public", "slug": unique("call"), "texts": texts})
}

fn text(title: &str, text: &str) -> Value {
    json!({"title": title, "text": text})
}
