//! The totals at a mark plus the digest's changes equal the totals now. Proved with random steps.

use std::collections::BTreeMap;

use harness::{
    Client,
    given::{self, Thing, money},
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};

use crate::digest::{end, london, since};

/// Totals in cents, by pledge, measure and currency.
type Totals = BTreeMap<(String, String, String), i64>;

fn cents(amount: &Value) -> i64 {
    amount["amount"].as_str().expect("an amount").replace('.', "").parse().expect("a number of cents")
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

async fn totals(client: &Client) -> Totals {
    let mut totals = Totals::new();
    for pledge in client.all("/v1/pledges").await {
        for (measure, sums) in pledge["totals"].as_object().expect("totals") {
            for sum in sums.as_array().expect("sums").iter().filter(|sum| cents(sum) != 0) {
                totals.insert((text(&pledge["id"]), measure.clone(), text(&sum["currency"])), cents(sum));
            }
        }
    }
    totals
}

/// The earlier totals with the digest's changes applied.
fn apply_digest(mut totals: Totals, digest: &Value) -> Totals {
    for (group, sign) in [("raised", 1), ("cut", -1)] {
        for item in digest[group]["items"].as_array().expect("items") {
            for amount in item["amounts"].as_array().expect("amounts") {
                let of = (text(&item["id"]), text(&amount["measure"]), text(&amount["amount"]["currency"]));
                let total = totals.entry(of).or_default();
                assert_eq!(cents(&amount["before"]), *total, "{item}");
                *total += sign * cents(&amount["amount"]);
                assert_eq!(cents(&amount["after"]), *total, "{item}");
            }
        }
    }
    totals.retain(|_, total| *total != 0);
    totals
}

#[tokio::test]
async fn earlier_totals_plus_the_digest_equal_present_totals() {
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let steps = prop::collection::vec((0..6u8, any::<u16>(), any::<u8>()), 60);
    let steps = steps.new_tree(&mut runner).expect("steps").current();
    let server = harness::start().await;
    let (_, publisher) = london(&server).await;
    let pledges = [
        given::a_pledge(&publisher, json!({})).await,
        given::a_pledge(&publisher, json!({"audience": "office"})).await,
    ];
    let mut posted: Vec<(usize, Thing)> = Vec::new();
    let (mut read, mut mark) = (totals(&publisher).await, end(&publisher).await);
    for (index, (step, number, which)) in steps.iter().enumerate() {
        let which = usize::from(*which);
        let kind = ["pledge", "commitment", "disbursement", "announcement"][usize::from(number % 4)];
        let amount = money(&format!("{}.50", number % 900 + 1), ["USD", "GBP"][usize::from(number % 2)]);
        let before = (!posted.is_empty()).then(|| posted[which % posted.len()].clone());
        match (step, before) {
            // An entry already corrected can be neither reversed nor corrected again.
            (3 | 4, Some((at, before))) => {
                let currency = text(&before.json["amount"]["currency"]);
                let fields = match step {
                    3 => {
                        json!({"kind": "reversal", "reverses": before.id, "amount": money("0.25", &currency)})
                    }
                    _ => json!({"kind": before.json["kind"], "supersedes": before.id, "amount": amount}),
                };
                let body = given::entry(given::with(fields, json!({"audience": "office"})));
                let status = publisher.post(&format!("{}/entries", pledges[at].path), body).await.status;
                assert!([201, 422].contains(&status), "{status}");
            }
            (5, _) => {
                let now = totals(&publisher).await;
                let moved = since(&publisher, mark).await;
                assert_eq!(apply_digest(read, &moved), now, "after step {index} of {steps:?}");
                (read, mark) = (now, end(&publisher).await);
            }
            _ => {
                let fields = json!({"kind": kind, "amount": amount, "audience": "office"});
                let at = which % 2;
                posted.push((at, given::an_entry(&publisher, &pledges[at], fields).await));
            }
        }
    }
    let now = totals(&publisher).await;
    assert_eq!(apply_digest(read, &since(&publisher, mark).await), now, "{steps:?}");
    assert_eq!(apply_digest(Totals::new(), &since(&publisher, 0).await), now, "{steps:?}");
}
