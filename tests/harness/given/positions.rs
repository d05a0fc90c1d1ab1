//! Positions on calls.

use serde_json::{Value, json};

use super::{ASIDE, Given, Thing, USUAL, evidence_aside, with};
use crate::Client;

const STANDINGS: [&str; 5] = ["none", "considering", "supportive", "endorsed", "enacted"];

pub(super) const GIVEN: Given = Given {
    resource: "positions",
    path: "/v1/calls/{call}/positions",
    parents: &["calls"],
    new: |_| position(json!({})),
    weight: 8,
    random: |chance, word| {
        let mut body = position(json!({
            "standing": chance.one(&STANDINGS), "country": chance.one(&["GB", "FR"]),
            "date": format!("202{}", chance.below(4)),
        }));
        body["evidence"][0]["title"] = word.into();
        body
    },
    aside: |body| with(evidence_aside(body), json!({"note": ASIDE})),
    ..USUAL
};

/// The public position of the United Kingdom on a call: it endorsed the call in 2022.
pub async fn a_position(client: &Client, call: &Thing, fields: Value) -> Thing {
    GIVEN.make(client, std::slice::from_ref(&call.id), fields).await
}

/// The body of a position.
pub fn position(fields: Value) -> Value {
    let body = json!({
        "audience": "public", "country": "GB", "standing": "endorsed", "date": "2022-03-08",
        "evidence": [{"kind": "hansard", "title": "Debate", "url": "https://example.org/debate", "date": "2022-03-08"}],
    });
    with(body, fields)
}
