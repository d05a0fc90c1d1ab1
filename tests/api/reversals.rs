//! Reversals: correcting a mistake without rewriting anything.

use futures_util::future::join_all;
use harness::given::{self, Thing, money};
use serde_json::{Value, json};

fn reversal(of: &Thing, amount: &str, fields: Value) -> Value {
    let reversal = json!({"kind": "reversal", "reverses": of.id, "amount": money(amount, "USD")});
    given::entry(given::with(reversal, fields))
}

#[tokio::test]
async fn a_reversal_reduces_every_sum() {
    let server = harness::start().await;
    let (publisher, pledge, entry) = given::a_first_entry(&server, json!({})).await;
    publisher.post(&format!("{}/entries", pledge.path), reversal(&entry, "30.50", json!({}))).await.is(201);
    let left = json!([money("69.50", "USD")]);
    assert_eq!(server.visitor().get(&pledge.path).await.json()["totals"]["disbursed"], left);
    let disbursed = server.visitor().get("/v1/stats").await.json()["total"]["disbursed"].clone();
    assert_eq!((disbursed["original"].clone(), disbursed["entries"].as_i64()), (left, Some(1)));
}

#[tokio::test]
async fn reversals_cannot_exceed_their_entry() {
    let server = harness::start().await;
    let (publisher, pledge, entry) = given::a_first_entry(&server, json!({})).await;
    let path = format!("{}/entries", pledge.path);
    publisher.post(&path, reversal(&entry, "100.01", json!({}))).await.is(422).at("#/amount");
    publisher.post(&path, reversal(&entry, "60.00", json!({}))).await.is(201);
    publisher.post(&path, reversal(&entry, "40.01", json!({}))).await.is(422).at("#/amount");
    publisher.post(&path, reversal(&entry, "40.00", json!({}))).await.is(201);
    publisher.post(&path, reversal(&entry, "0.01", json!({}))).await.is(422).at("#/amount");
}

#[tokio::test]
async fn simultaneous_reversals_cannot_exceed_their_entry() {
    let server = harness::start().await;
    let (publisher, pledge, entry) = given::a_first_entry(&server, json!({})).await;
    let second = server.another().await.client_of(&publisher);
    let path = format!("{}/entries", pledge.path);
    let race = (0..10).map(|n| {
        let client = if n % 2 == 0 { &publisher } else { &second };
        client.post(&path, reversal(&entry, "60.00", json!({})))
    });
    let statuses: Vec<u16> = join_all(race).await.iter().map(|reply| reply.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 9, "{statuses:?}");
}

#[tokio::test]
async fn a_reversal_needs_an_entry_of_its_pledge_and_currency() {
    let server = harness::start().await;
    let (publisher, pledge, entry) = given::a_first_entry(&server, json!({})).await;
    let path = format!("{}/entries", pledge.path);
    let other = given::a_pledge(&publisher, json!({})).await;
    let elsewhere = format!("{}/entries", other.path);
    publisher.post(&elsewhere, reversal(&entry, "1.00", json!({}))).await.is(422).at("#/reverses");
    let euros = json!({"amount": money("1.00", "EUR")});
    publisher.post(&path, reversal(&entry, "1.00", euros)).await.is(422).problem("/problems/invalid");
    let nothing = json!({"reverses": uuid::Uuid::new_v4()});
    publisher.post(&path, reversal(&entry, "1.00", nothing)).await.is(422).at("#/reverses");
    publisher.post(&path, reversal(&entry, "1.00", json!({"reverses": null}))).await.is(422).at("#/reverses");
    let no_reversal = given::entry(json!({"reverses": entry.id}));
    publisher.post(&path, no_reversal).await.is(422).at("#/reverses");
}

#[tokio::test]
async fn a_reversal_cannot_be_reversed() {
    let server = harness::start().await;
    let (publisher, pledge, entry) = given::a_first_entry(&server, json!({})).await;
    let path = format!("{}/entries", pledge.path);
    let made = publisher.post(&path, reversal(&entry, "10.00", json!({}))).await.is(201).json();
    publisher
        .post(&path, reversal(&entry, "1.00", json!({"reverses": made["id"]})))
        .await
        .is(422)
        .at("#/reverses");
}

#[tokio::test]
async fn a_fully_reversed_entry_moves_no_stage() {
    let server = harness::start().await;
    let (publisher, pledge, entry) = given::a_first_entry(&server, json!({})).await;
    let earlier = json!({"kind": "announcement", "date": "2020"});
    given::an_entry(&publisher, &pledge, earlier).await;
    assert_eq!(server.visitor().get(&pledge.path).await.json()["stage"], "part_disbursed");
    publisher.post(&format!("{}/entries", pledge.path), reversal(&entry, "100.00", json!({}))).await.is(201);
    assert_eq!(server.visitor().get(&pledge.path).await.json()["stage"], "announced");
}
