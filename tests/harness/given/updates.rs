//! Updates.

use serde_json::{Value, json};

use super::{ASIDE, Given, Thing, USUAL, for_audience, unique};
use crate::Client;

pub(super) const GIVEN: Given = Given {
    resource: "updates",
    path: "/v1/updates",
    new: |_| json!({"kind": "statement", "audience": "public", "texts": said(&unique("Update"))}),
    change: Some(|_, word| json!({"texts": said(word)})),
    widen: Some(for_audience),
    weight: 9,
    random: |chance, word| json!({"kind": chance.one(&["meeting", "statement", "visit", "alert"]), "texts": said(word)}),
    aside: |_| json!({"follow_up": ASIDE}),
    ..USUAL
};

/// A public update.
pub async fn an_update(client: &Client, fields: Value) -> Thing {
    GIVEN.make(client, &[], fields).await
}

/// The texts of an update that says this, in English.
pub fn said(title: &str) -> Value {
    json!({"en": {"title": title}})
}
