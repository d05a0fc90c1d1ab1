//! Pledges: a donor's file with one fund, and its stage.

use harness::{
    Client,
    given::{self, Thing, money},
};
use serde_json::{Value, json};

async fn step(publisher: &Client, pledge: &Thing, kind: &str, amount: &str, date: &str) -> Thing {
    let fields = json!({"kind": kind, "amount": money(amount, "USD"), "date": date, "value_date": date});
    given::an_entry(publisher, pledge, fields).await
}

#[tokio::test]
async fn a_pledge_names_its_office_fund_and_donor() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let fund = given::a_fund(&publisher, json!({"slug": "fund", "name": "Fund"})).await;
    let donor = given::an_organisation(&publisher, json!({"name": "Examplia"})).await;
    let pledge =
        given::a_pledge(&publisher, json!({"fund": fund.id, "donor": donor.id, "title": "First"})).await;
    let read = server.visitor().get(&pledge.path).await.is(200).json();
    assert_eq!(read, pledge.json);
    assert_eq!(read["office"], office.id.as_str());
    assert_eq!(read["fund"], json!({"id": fund.id, "slug": "fund", "name": "Fund"}));
    assert_eq!(read["donor"], json!({"id": donor.id, "name": "Examplia"}));
    assert_eq!((read["title"].clone(), read["stage"].clone()), (json!("First"), Value::Null));
}

#[tokio::test]
async fn the_stage_follows_from_the_entries() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    let stage = async || server.visitor().get(&pledge.path).await.json()["stage"].clone();
    let endorsement = json!({"kind": "endorsement", "amount": null, "value_date": null, "date": "2020"});
    given::an_entry(&publisher, &pledge, endorsement).await;
    assert_eq!(stage().await, "endorsed");
    for (kind, reached) in [
        ("announcement", "announced"),
        ("pledge", "pledged"),
        ("authorisation", "authorised"),
        ("appropriation", "appropriated"),
        ("commitment", "committed"),
    ] {
        step(&publisher, &pledge, kind, "100.00", "2021-03-04").await;
        assert_eq!(stage().await, reached);
    }
    step(&publisher, &pledge, "disbursement", "40.00", "2021-05-06").await;
    assert_eq!(stage().await, "part_disbursed");
    step(&publisher, &pledge, "disbursement", "60.00", "2021-06-07").await;
    assert_eq!(stage().await, "fulfilled");
}

#[tokio::test]
async fn the_stage_ignores_the_order_of_posting() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    let withdrawal = json!({"kind": "withdrawal", "amount": null, "value_date": null, "date": "2021-09-01"});
    given::an_entry(&publisher, &pledge, withdrawal).await;
    step(&publisher, &pledge, "pledge", "100.00", "2020-02-03").await;
    assert_eq!(server.visitor().get(&pledge.path).await.json()["stage"], "withdrawn");
    step(&publisher, &pledge, "pledge", "50.00", "2022-02-03").await;
    assert_eq!(server.visitor().get(&pledge.path).await.json()["stage"], "pledged");
}

#[tokio::test]
async fn sums_are_separate_per_kind_and_currency() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    step(&publisher, &pledge, "commitment", "100.00", "2021-03-04").await;
    step(&publisher, &pledge, "disbursement", "40.10", "2021-03-05").await;
    step(&publisher, &pledge, "disbursement", "0.90", "2021-03-06").await;
    given::an_entry(&publisher, &pledge, json!({"amount": money("7", "JPY")})).await;
    given::an_entry(&publisher, &pledge, json!({"kind": "receipt", "amount": money("40.10", "USD")})).await;
    let totals = server.visitor().get(&pledge.path).await.json()["totals"].clone();
    assert_eq!(totals["committed"], json!([money("100.00", "USD")]));
    assert_eq!(totals["disbursed"], json!([money("7", "JPY"), money("41.00", "USD")]));
    assert_eq!(totals["pledged"], json!([]));
}

#[tokio::test]
async fn a_pledge_needs_an_existing_fund_and_donor() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let nobody = uuid::Uuid::new_v4();
    let body = json!({"audience": "public", "fund": nobody, "donor": nobody});
    publisher.post("/v1/pledges", body).await.is(422).at("#/fund").at("#/donor");
}

#[tokio::test]
async fn a_pledge_cannot_be_wider_than_its_fund_or_donor() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({"audience": "office"})).await;
    let donor = given::an_organisation(&publisher, json!({"audience": "partner"})).await;
    let public = given::an_organisation(&publisher, json!({})).await;
    for (fund, donor) in [(&fund.id, &public.id), (&fund.id, &donor.id)] {
        let body = json!({"audience": "public", "fund": fund, "donor": donor});
        publisher.post("/v1/pledges", body).await.is(422).at("#/audience");
    }
    given::a_pledge(&publisher, json!({"audience": "office", "fund": fund.id, "donor": donor.id})).await;
}

#[tokio::test]
async fn pledges_can_be_filtered_by_fund_donor_and_stage() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let (one, other) =
        (given::a_pledge(&publisher, json!({})).await, given::a_pledge(&publisher, json!({})).await);
    step(&publisher, &one, "commitment", "100.00", "2021-03-04").await;
    let ids = async |query: String| {
        let items = server.visitor().get(&format!("/v1/pledges?{query}")).await.is(200).items();
        items.iter().map(|pledge| pledge["id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    let (fund, donor) = (&one.json["fund"]["slug"], &other.json["donor"]["id"]);
    assert_eq!(ids(format!("fund={}", fund.as_str().expect("a slug"))).await, [one.id.as_str()]);
    assert_eq!(ids(format!("donor={}", donor.as_str().expect("an id"))).await, [other.id.as_str()]);
    assert_eq!(ids("stage=committed".to_owned()).await, [one.id.as_str()]);
    server.visitor().get("/v1/pledges?stage=comitted").await.is(400).at("?stage").says("`committed`");
}

#[tokio::test]
async fn a_pledge_of_a_narrowed_fund_can_be_retitled() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({})).await;
    let pledge = given::a_pledge(&publisher, json!({"fund": fund.id})).await;
    publisher.patch(&fund.path, &fund.etag, json!({"audience": "office"})).await.is(200);
    server.visitor().get(&pledge.path).await.is(404);
    let etag = publisher.get(&pledge.path).await.etag();
    publisher.patch(&pledge.path, &etag, json!({"title": "New"})).await.is(200);
    server.visitor().get(&pledge.path).await.is(404);
}
