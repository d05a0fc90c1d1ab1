//! Confirmations of entries.

use serde_json::{Value, json};

use super::{Given, Thing, USUAL, evidence_aside};
use crate::Client;

pub(super) const GIVEN: Given = Given {
    resource: "confirmations",
    path: "/v1/pledges/{pledge}/confirmations",
    parents: &["pledges", "entries"],
    new: |of| confirmation(&of[1]),
    weight: 8,
    random: |chance, word| {
        let (party, verdict) = (chance.one(&["donor", "recipient"]), chance.one(&["confirm", "dispute"]));
        json!({"party": party, "verdict": verdict, "reason": word})
    },
    aside: evidence_aside,
    ..USUAL
};

/// The donor's public confirmation of an entry.
pub async fn a_confirmation(client: &Client, pledge: &Thing, entry: &Thing, fields: Value) -> Thing {
    GIVEN.make(client, &[pledge.id.clone(), entry.id.clone()], fields).await
}

/// The body of a confirmation.
pub fn confirmation(entry: &str) -> Value {
    json!({
        "audience": "public", "entry": entry, "party": "donor", "verdict": "confirm", "date": "2022-04",
        "evidence": [{"kind": "letter", "title": "Letter of the donor", "date": "2022-04"}],
    })
}
