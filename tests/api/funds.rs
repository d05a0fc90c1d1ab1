//! Funds: the envelopes that pledges go to.

use harness::given::{self, money};
use serde_json::json;

#[tokio::test]
async fn a_fund_reads_back_as_written() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let body = json!({
        "audience": "public", "sample": false, "slug": "international-fund", "name": "International Fund",
        "description": "For peace.", "target": money("200000000.00", "USD"), "yearly": true,
        "starts": "2027", "ends": "2031-12", "source_url": "https://example.org/fund",
        "people": 13_500_000, "people_source_url": "https://example.org/people",
        "comparison": {
            "name": {"en": "Northern Ireland", "fr": "Irlande du Nord"}, "amount": money("33.00", "USD"),
            "source_url": "https://example.org/elsewhere",
        },
    });
    let made = given::a_fund(&publisher, body.clone()).await;
    assert_eq!(
        given::with(made.json.clone(), json!({"id": null})),
        given::with(body, json!({"office": office.id}))
    );
    assert_eq!(server.visitor().get(&made.path).await.is(200).json(), made.json);
}

#[tokio::test]
async fn a_slug_belongs_to_one_fund() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({"slug": "one"})).await;
    let second = json!({"audience": "public", "slug": "one", "name": "Second"});
    publisher.post("/v1/funds", second).await.is(409).problem("/problems/taken").at("#/slug");
    let other = given::a_fund(&publisher, json!({"slug": "other"})).await;
    publisher.patch(&other.path, &other.etag, json!({"slug": "one"})).await.is(409).at("#/slug");
    assert_eq!(server.visitor().get(&fund.path).await.json(), fund.json);
}

#[tokio::test]
async fn an_invalid_fund_is_refused_with_every_wrong_field() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let body = json!({
        "audience": "public", "slug": "wrong", "name": "Wrong", "target": money("0.00", "USD"),
        "starts": "2027", "ends": "2026-05", "source_url": "javascript:alert(1)",
    });
    publisher.post("/v1/funds", body).await.is(422).at("#/target").at("#/ends").at("#/source_url");
}

#[tokio::test]
async fn people_and_comparison_of_a_fund_must_be_valid() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let comparison = json!({"name": {}, "amount": money("-1.00", "USD"), "source_url": "ftp://x"});
    for people in [json!(0), json!(-1), json!(1.5), json!("7"), json!(10_000_000_001_i64), json!(true)] {
        let body = json!({
            "audience": "public", "slug": "wrong", "name": "Wrong", "people": people,
            "people_source_url": "x", "comparison": comparison,
        });
        let refused = publisher.post("/v1/funds", body).await;
        refused.is(422).at("#/people").at("#/people_source_url");
        refused.at("#/comparison/name").at("#/comparison/amount").at("#/comparison/source_url");
    }
    let fund = given::a_fund(&publisher, json!({"people": 1})).await;
    let whole = json!({"comparison": {"name": {"en": "Elsewhere"}, "amount": money("1.00", "USD")}});
    publisher.patch(&fund.path, &fund.etag, whole).await.is(422).at("#/comparison/source_url");
    let changed = publisher.patch(&fund.path, &fund.etag, json!({"people": null})).await;
    assert_eq!(changed.is(200).json().get("people"), None);
}

#[tokio::test]
async fn a_date_keeps_its_precision() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    for date in ["2027", "2027-02", "2027-02-28"] {
        let fund = given::a_fund(&publisher, json!({"starts": date})).await;
        assert_eq!(server.visitor().get(&fund.path).await.json()["starts"], date);
    }
}

#[tokio::test]
async fn null_removes_an_optional_field_and_never_a_required_one() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({"description": "Old", "target": money("5.00", "EUR")})).await;
    let change = json!({"description": null, "target": null});
    let changed = publisher.patch(&fund.path, &fund.etag, change).await;
    assert!(changed.is(200).json()["description"].is_null() && changed.json()["target"].is_null());
    publisher.patch(&fund.path, &changed.etag(), json!({"name": null})).await.is(422).at("#/name");
    publisher.patch(&fund.path, &changed.etag(), json!({"id": "x"})).await.is(422).at("#/id");
}

#[tokio::test]
async fn only_the_owner_or_admins_can_change_a_fund() {
    let server = harness::start().await;
    let (london, berlin) = (given::an_office(&server).await, given::an_office(&server).await);
    let fund = given::a_fund(&server.publisher(&london), json!({})).await;
    let change = json!({"name": "Mine"});
    server.admin(&berlin).patch(&fund.path, &fund.etag, change.clone()).await.is(403);
    server.db_run("update funds set office = null").await;
    server.publisher(&berlin).patch(&fund.path, &fund.etag, change.clone()).await.is(403);
    server.admin(&berlin).patch(&fund.path, &fund.etag, change).await.is(200);
}
