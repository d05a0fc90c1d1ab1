//! Schedules: planned payments, their audience, and their history.

use harness::given::{self, money};
use serde_json::json;

#[tokio::test]
async fn a_schedule_reads_back_in_order_of_due_dates() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    let later = json!({"starts": "2027-01", "due": "2027-03", "amount": money("5", "JPY")});
    let sooner = json!({"due": "2026-12-31", "amount": money("1.234", "KWD")});
    let posted = given::a_schedule(&publisher, &pledge, json!({"instalments": [later, sooner]})).await;
    assert_eq!(posted.json["instalments"], json!([sooner, later]));
    let read = server.visitor().get(&format!("{}/schedule", pledge.path)).await;
    assert_eq!(read.is(200).json(), posted.json);
    assert_eq!(posted.path, format!("{}/schedule", pledge.path));
}

#[tokio::test]
async fn an_absent_schedule_is_404() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    server.visitor().get(&format!("{}/schedule", pledge.path)).await.is(404);
}

#[tokio::test]
async fn a_new_schedule_keeps_the_old_one_in_its_past() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    let first = given::a_schedule(&publisher, &pledge, json!({})).await;
    let then = server.visitor().get("/v1/stats").await.json()["as_of"].as_str().expect("text").to_owned();
    let second = given::a_schedule(&publisher, &pledge, json!({"instalments": []})).await;
    let path = format!("{}/schedule", pledge.path);
    assert_eq!(server.visitor().get(&path).await.json(), second.json);
    assert_eq!(server.visitor().get(&format!("{path}?as_of={then}")).await.is(200).json(), first.json);
}

#[tokio::test]
async fn a_schedule_cannot_have_a_wider_audience_than_its_pledge() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let hidden = given::a_pledge(&publisher, json!({"audience": "government"})).await;
    let path = format!("{}/schedule", hidden.path);
    publisher.post(&path, given::schedule(json!({}))).await.is(422).at("#/audience");
    let pledge = given::a_pledge(&publisher, json!({})).await;
    given::a_schedule(&publisher, &pledge, json!({})).await;
    publisher.patch(&pledge.path, &pledge.etag, json!({"audience": "office"})).await.is(200);
    server.visitor().get(&format!("{}/schedule", pledge.path)).await.is(404);
    publisher.get(&format!("{}/schedule", pledge.path)).await.is(200);
}

#[tokio::test]
async fn only_the_owning_office_can_schedule_a_pledge() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    let other = given::a_publisher(&server).await;
    other.post(&format!("{}/schedule", pledge.path), given::schedule(json!({}))).await.is(403);
}

#[tokio::test]
async fn an_invalid_public_schedule_is_refused_with_every_wrong_field() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    let wrong = json!([
        {"due": "2020", "starts": "2021", "amount": money("1.00", "USD")},
        {"amount": money("0.00", "USD"), "due": "2020"},
        {"due": "soon"},
    ]);
    let body = given::schedule(json!({"instalments": wrong, "evidence": []}));
    let refused = publisher.post(&format!("{}/schedule", pledge.path), body).await;
    for pointer in [
        "#/instalments/0/due",
        "#/instalments/1/amount",
        "#/instalments/2/due",
        "#/instalments/2/amount",
        "#/evidence",
    ] {
        refused.is(422).at(pointer);
    }
}
