//! Entries of pledges.

use serde_json::{Value, json};

use super::{ASIDE, Given, Maker, Thing, USUAL, a_pledge, a_publisher, evidence_aside, money, with};
use crate::{Client, Server};

const KINDS: [&str; 9] = [
    "announcement",
    "pledge",
    "authorisation",
    "appropriation",
    "commitment",
    "disbursement",
    "disbursement",
    "receipt",
    "endorsement",
];

pub(super) const GIVEN: Given = Given {
    resource: "entries",
    path: "/v1/pledges/{pledge}/entries",
    parents: &["pledges"],
    maker: Maker::Owner,
    new: |_| entry(json!({})),
    weight: 22,
    random: |chance, word| {
        let day = format!("2022-0{}-{:02}", 1 + chance.below(3), 1 + chance.below(28));
        let amount = format!("{}.00", chance.draw(&(1i64..100_000)));
        let amount = money(&amount, chance.one(&["USD", "EUR", "GBP"]));
        let kind = chance.one(&KINDS);
        // An endorsement has no amount.
        let has_amount = kind != "endorsement";
        let (amount, value_date) = (has_amount.then_some(amount), has_amount.then_some(&day));
        json!({"kind": kind, "date": day, "value_date": value_date, "amount": amount, "description": word})
    },
    aside: |body| with(evidence_aside(body), json!({"report": {"reporter": ASIDE}})),
    ..USUAL
};

/// A public disbursement of 100 US dollars with evidence, on a day with exchange rates.
pub async fn an_entry(client: &Client, pledge: &Thing, fields: Value) -> Thing {
    GIVEN.make(client, std::slice::from_ref(&pledge.id), fields).await
}

/// The first entry of a pledge, after that pledge and the publisher of both.
pub async fn a_first_entry(server: &Server, fields: Value) -> (Client, Thing, Thing) {
    let publisher = a_publisher(server).await;
    let pledge = a_pledge(&publisher, json!({})).await;
    let entry = an_entry(&publisher, &pledge, fields).await;
    (publisher, pledge, entry)
}

/// The body of an entry: a public disbursement of 100 US dollars with evidence.
pub fn entry(fields: Value) -> Value {
    let evidence = json!([{"kind": "bank_advice", "title": "Advice of payment", "date": "2022-03-08"}]);
    let body = json!({
        "kind": "disbursement", "audience": "public", "date": "2022-03-08", "amount": money("100.00", "USD"),
        "value_date": "2022-03-08", "evidence": evidence,
    });
    with(body, fields)
}
