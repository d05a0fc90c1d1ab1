//! Members. Their listing says who sees them.

use serde_json::{Value, json};

use super::{Given, Takes, Thing, USUAL, an_organisation};
use crate::Client;

/// The categories of random members.
pub const CATEGORIES: [&str; 3] = ["cross-border", "shared-society", "dialogue"];

pub(super) const GIVEN: Given = Given {
    resource: "members",
    path: "/v1/members",
    parents: &["organisations"],
    takes: Takes::One,
    new: |of| json!({"organisation": of[0], "listing": "full", "consent": consent()}),
    state: Some(|state| json!({"listing": if state == "office" { "hidden" } else { "full" }})),
    change: Some(|_, _| json!({"listing": "name_only"})),
    // A wider listing needs a consent of its own.
    widen: Some(|audience| match audience {
        "office" => json!({"listing": "hidden"}),
        _ => json!({"listing": "full", "consent": {"given_on": "2026"}}),
    }),
    weight: 8,
    random: |chance, word| json!({"categories": [chance.one(&CATEGORIES), word]}),
    // Other readers see the name of such a member and nothing else.
    aside: |body| if body["listing"] == "name_only" { json!({"since": "2019"}) } else { json!({}) },
    ..USUAL
};

/// A full member, with its consent and an organisation of its own unless the fields name one.
pub async fn a_member(client: &Client, fields: Value) -> Thing {
    let organisation = match fields["organisation"].as_str() {
        Some(organisation) => organisation.to_owned(),
        None => an_organisation(client, json!({})).await.id,
    };
    GIVEN.make(client, &[organisation], fields).await
}

/// A consent to be listed.
pub fn consent() -> Value {
    json!({"given_on": "2020-05", "by": "The board", "how": "letter"})
}
