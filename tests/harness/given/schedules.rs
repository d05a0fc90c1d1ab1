//! Schedules of pledges.

use serde_json::{Value, json};

use super::{Given, Maker, Takes, Thing, USUAL, evidence_aside, money, with};
use crate::Client;

pub(super) const GIVEN: Given = Given {
    resource: "schedules",
    path: "/v1/pledges/{pledge}/schedule",
    parents: &["pledges"],
    takes: Takes::Latest,
    maker: Maker::Owner,
    new: |_| schedule(json!({})),
    weight: 5,
    random: |chance, word| {
        let amount = money(&chance.draw(&(1i64..10_000)).to_string(), "USD");
        let instalment = json!({"due": chance.one(&["2022", "2023-05", "2031"]), "amount": amount});
        let mut body = schedule(json!({"instalments": [instalment]}));
        body["evidence"][0]["title"] = word.into();
        body
    },
    aside: evidence_aside,
    ..USUAL
};

/// A public schedule of one instalment of 100 US dollars that was due in 2022.
pub async fn a_schedule(client: &Client, pledge: &Thing, fields: Value) -> Thing {
    GIVEN.make(client, std::slice::from_ref(&pledge.id), fields).await
}

/// The body of a schedule.
pub fn schedule(fields: Value) -> Value {
    let body = json!({
        "audience": "public", "value_date": "2022-03-08",
        "instalments": [{"due": "2022", "amount": money("100.00", "USD")}],
        "evidence": [{"kind": "signed_agreement", "title": "Agreement", "date": "2022-03-08"}],
    });
    with(body, fields)
}
