//! Members: who belongs, shown and counted as each of them consented.

use harness::{Client, given};
use serde_json::{Value, json};

async fn figures(client: &Client) -> Value {
    client.get("/v1/stats").await.is(200).json()["members"].clone()
}

#[tokio::test]
async fn a_full_member_is_listed_with_everything_and_counted() {
    let server = harness::start().await;
    let publisher = server.publisher(&given::an_office(&server).await);
    let organisation = given::an_organisation(&publisher, json!({"name": "Parents for Peace"})).await;
    let fields = json!({
        "organisation": organisation.id, "categories": ["cross-border", "shared-society"], "since": "2006-05",
    });
    let member = given::a_member(&publisher, fields).await;
    let read = server.visitor().get(&member.path).await.is(200).json();
    assert_eq!(read["organisation"], json!({"id": organisation.id, "name": "Parents for Peace"}));
    assert_eq!((&read["since"], &read["categories"][1]), (&json!("2006-05"), &json!("shared-society")));
    let figures = figures(&server.visitor()).await;
    assert_eq!(
        (&figures["total"], &figures["listed"], &figures["not_named"]),
        (&json!(1), &json!(1), &json!(0))
    );
    let by_category =
        json!([{"category": "cross-border", "count": 1}, {"category": "shared-society", "count": 1}]);
    assert_eq!(figures["by_category"], by_category);
}

#[tokio::test]
async fn a_member_listed_by_name_only_shows_its_name_only() {
    let server = harness::start().await;
    let publisher = server.publisher(&given::an_office(&server).await);
    let fields = json!({"listing": "name_only", "categories": ["cross-border"], "since": "2006"});
    let member = given::a_member(&publisher, fields).await;
    let read = server.visitor().get(&member.path).await.is(200).json();
    let names: Vec<&String> = read.as_object().expect("a member is an object").keys().collect();
    assert_eq!(names, ["id", "listing", "organisation", "sample"]);
    assert_eq!(publisher.get(&member.path).await.json()["since"], "2006");
    let figures = figures(&server.visitor()).await;
    assert_eq!((&figures["listed"], &figures["by_category"]), (&json!(1), &json!([])));
}

#[tokio::test]
async fn a_count_only_member_is_in_the_count_and_in_no_list() {
    let server = harness::start().await;
    let publisher = server.publisher(&given::an_office(&server).await);
    given::a_member(&publisher, json!({})).await;
    let counted =
        given::a_member(&publisher, json!({"listing": "count_only", "categories": ["cross-border"]})).await;
    for _ in 0..2 {
        given::a_member(&publisher, json!({"listing": "count_only"})).await;
    }
    server.publish_member_counts().await;
    let visitor = server.visitor();
    visitor.get(&counted.path).await.is(404);
    let list = visitor.get("/v1/members").await;
    assert_eq!((list.items().len(), list.json()["total"].as_i64()), (1, Some(1)));
    assert!(!list.text().contains(&counted.id));
    let figures = figures(&visitor).await;
    assert_eq!(
        (&figures["total"], &figures["listed"], &figures["not_named"]),
        (&json!(4), &json!(1), &json!(3))
    );
    assert_eq!(figures["by_category"], json!([]));
    assert_eq!(publisher.get(&counted.path).await.is(200).json()["listing"], "count_only");
}

#[tokio::test]
async fn a_count_only_member_that_joins_is_counted_with_the_next_daily_snapshot_only() {
    let server = harness::start().await;
    let publisher = server.publisher(&given::an_office(&server).await);
    let before = figures(&server.visitor()).await;
    given::a_member(&publisher, json!({"listing": "count_only"})).await;
    assert_eq!(figures(&server.visitor()).await, before);
}

#[tokio::test]
async fn a_hidden_member_is_in_neither_list_nor_count() {
    let server = harness::start().await;
    let publisher = server.publisher(&given::an_office(&server).await);
    let hidden =
        given::a_member(&publisher, json!({"listing": "hidden", "categories": ["cross-border"]})).await;
    server.publish_member_counts().await;
    let visitor = server.visitor();
    visitor.get(&hidden.path).await.is(404);
    assert_eq!(visitor.get("/v1/members").await.json()["total"], 0);
    let figures = figures(&visitor).await;
    assert_eq!((&figures["total"], &figures["not_named"]), (&json!(0), &json!(0)));
    publisher.get(&hidden.path).await.is(200);
}

#[tokio::test]
async fn no_filter_tells_an_unlisted_member_from_nobody() {
    let server = harness::start().await;
    let publisher = server.publisher(&given::an_office(&server).await);
    for listing in ["count_only", "hidden"] {
        given::a_member(&publisher, json!({"listing": listing, "categories": ["cross-border"]})).await;
    }
    given::a_member(&publisher, json!({"listing": "name_only", "categories": ["cross-border"]})).await;
    let visitor = server.visitor();
    let filtered = visitor.get("/v1/members?category=cross-border").await.is(200).json();
    assert_eq!(filtered, visitor.get("/v1/members?category=no-such-category").await.json());
}

#[tokio::test]
async fn an_organisation_is_a_member_once() {
    let server = harness::start().await;
    let publisher = server.publisher(&given::an_office(&server).await);
    let organisation = given::an_organisation(&publisher, json!({})).await;
    given::a_member(&publisher, json!({"organisation": organisation.id})).await;
    let again = json!({"organisation": organisation.id, "listing": "full"});
    publisher.post("/v1/members", again).await.is(409).problem("/problems/taken").at("#/organisation");
}

#[tokio::test]
async fn a_member_that_asks_not_to_be_listed_leaves_the_list_at_once() {
    let server = harness::start().await;
    let publisher = server.publisher(&given::an_office(&server).await);
    let member = given::a_member(&publisher, json!({})).await;
    publisher.patch(&member.path, &member.etag, json!({"listing": "hidden"})).await.is(200);
    server.visitor().get(&member.path).await.is(404);
    assert_eq!(figures(&server.visitor()).await["listed"], 0);
}

#[tokio::test]
async fn the_name_of_an_organisation_for_offices_is_not_told_by_its_membership() {
    let server = harness::start().await;
    let publisher = server.publisher(&given::an_office(&server).await);
    let hidden = given::an_organisation(&publisher, json!({"audience": "office", "name": "Unnamed"})).await;
    let body = json!({"organisation": hidden.id, "listing": "full"});
    let reply = publisher.post("/v1/members", body).await;
    assert!(reply.status == 422 || reply.status == 201, "{reply}");
    assert!(!server.visitor().get("/v1/members").await.text().contains("Unnamed"));
}

#[tokio::test]
async fn a_change_of_fewer_than_three_counted_members_waits_so_that_it_tells_of_nobody() {
    let server = harness::start().await;
    let publisher = server.publisher(&given::an_office(&server).await);
    for (joined, published) in [(1, 0), (2, 0), (3, 3), (4, 3), (5, 3), (6, 6)] {
        given::a_member(&publisher, json!({"listing": "count_only"})).await;
        server.publish_member_counts().await;
        assert_eq!(figures(&server.visitor()).await["not_named"], published, "after {joined}");
    }
}

#[tokio::test]
async fn a_category_that_is_named_twice_counts_once() {
    let server = harness::start().await;
    let publisher = server.publisher(&given::an_office(&server).await);
    given::a_member(&publisher, json!({"categories": ["youth", "youth"]})).await;
    assert_eq!(figures(&server.visitor()).await["by_category"], json!([{"category": "youth", "count": 1}]));
}
