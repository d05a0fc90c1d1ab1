//! Confirmations: a donor's or recipient's own statement about an entry, recorded by an office, and
//! its effect on totals.

use harness::{
    Client,
    given::{self, money},
};
use serde_json::{Value, json};

async fn disbursed(client: &Client) -> Value {
    client.get("/v1/stats").await.is(200).json()["total"]["disbursed"].clone()
}

fn dispute() -> Value {
    json!({"verdict": "dispute", "reason": "It never came."})
}

#[tokio::test]
async fn totals_show_confirmed_amounts_separately() {
    let server = harness::start().await;
    let (publisher, pledge, entry) = given::a_first_entry(&server, json!({})).await;
    given::an_entry(&publisher, &pledge, json!({"amount": money("5.00", "USD")})).await;
    given::a_confirmation(&publisher, &pledge, &entry, json!({})).await;
    let disbursed = disbursed(&server.visitor()).await;
    assert_eq!(disbursed["original"], json!([money("105.00", "USD")]));
    assert_eq!(disbursed["confirmed"]["original"], json!([money("100.00", "USD")]));
    assert_eq!(disbursed["disputed"]["entries"], 0);
    let read = server.visitor().get(&entry.path).await.json();
    assert_eq!(read["confirmed_by"], json!(["donor"]));
}

#[tokio::test]
async fn an_entry_disputed_by_one_party_is_not_confirmed() {
    let server = harness::start().await;
    let (publisher, pledge, entry) = given::a_first_entry(&server, json!({})).await;
    given::a_confirmation(&publisher, &pledge, &entry, json!({})).await;
    let disputed = given::with(json!({"party": "recipient"}), dispute());
    given::a_confirmation(&publisher, &pledge, &entry, disputed).await;
    let figure = disbursed(&server.visitor()).await;
    assert_eq!(figure["confirmed"]["entries"], 0);
    assert_eq!(figure["disputed"]["original"], json!([money("100.00", "USD")]));
    assert_eq!(figure["original"], json!([money("100.00", "USD")]), "as it was reported");
    assert_eq!(server.visitor().get(&pledge.path).await.json()["disputed"], true);
    // The recipient's last statement counts.
    given::a_confirmation(&publisher, &pledge, &entry, json!({"party": "recipient"})).await;
    assert_eq!(disbursed(&server.visitor()).await["confirmed"]["entries"], 1);
    assert_eq!(server.visitor().get(&pledge.path).await.json()["disputed"], false);
    let words = server.visitor().get(&format!("{}/confirmations", pledge.path)).await.json();
    assert_eq!(words["total"], 3, "none was unsaid");
}

#[tokio::test]
async fn any_office_can_confirm_an_entry_under_its_own_pledge() {
    let server = harness::start().await;
    let (_, pledge, entry) = given::a_first_entry(&server, json!({})).await;
    let other = given::a_publisher(&server).await;
    let made = given::a_confirmation(&other, &pledge, &entry, json!({})).await;
    assert_eq!(server.visitor().get(&made.path).await.is(200).json(), made.json);
    let elsewhere = given::a_pledge(&other, json!({})).await;
    let path = format!("{}/confirmations", elsewhere.path);
    other.post(&path, given::confirmation(&entry.id)).await.is(422).at("#/entry");
    let wrong_path = format!("{}/confirmations/{}", elsewhere.path, made.id);
    server.visitor().get(&wrong_path).await.is(404);
}

#[tokio::test]
async fn a_public_dispute_needs_a_reason_and_evidence() {
    let server = harness::start().await;
    let (publisher, pledge, entry) = given::a_first_entry(&server, json!({})).await;
    let body = given::with(given::confirmation(&entry.id), json!({"verdict": "dispute", "evidence": []}));
    let refused = publisher.post(&format!("{}/confirmations", pledge.path), body).await;
    refused.is(422).at("#/reason").at("#/evidence");
}

#[tokio::test]
async fn an_office_dispute_changes_no_answer_to_a_visitor() {
    let server = harness::start().await;
    let (publisher, pledge, entry) = given::a_first_entry(&server, json!({})).await;
    let visitor = server.visitor();
    let seen = async || {
        let mut seen = Vec::new();
        for path in ["/v1/stats", "/v1/changes", &pledge.path, &entry.path, "/v1/pledges"] {
            let reply = visitor.get(path).await;
            seen.push((reply.etag(), reply.text().to_owned()));
        }
        seen
    };
    let before = seen().await;
    let hidden = given::with(json!({"audience": "office"}), dispute());
    given::a_confirmation(&publisher, &pledge, &entry, hidden).await;
    assert_eq!(seen().await, before);
    assert_eq!(publisher.get(&pledge.path).await.json()["disputed"], true);
    assert_eq!(disbursed(&publisher).await["disputed"]["entries"], 1);
}

#[tokio::test]
async fn a_confirmation_cannot_have_a_wider_audience_than_its_entry() {
    let server = harness::start().await;
    let (publisher, pledge, _) = given::a_first_entry(&server, json!({})).await;
    let hidden = given::an_entry(&publisher, &pledge, json!({"audience": "government"})).await;
    let path = format!("{}/confirmations", pledge.path);
    publisher.post(&path, given::confirmation(&hidden.id)).await.is(422).at("#/audience");
}

#[tokio::test]
async fn the_database_refuses_to_change_confirmations() {
    let server = harness::start().await;
    let (publisher, pledge, entry) = given::a_first_entry(&server, json!({})).await;
    given::a_confirmation(&publisher, &pledge, &entry, json!({})).await;
    for sql in ["update confirmations set word = '{}'", "delete from confirmations", "truncate confirmations"]
    {
        let refusal = server.db_refusal(sql).await;
        assert!(refusal.contains("append-only"), "{sql}: {refusal}");
    }
}
