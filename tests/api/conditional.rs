//! ETags: no reader downloads a known version again, and no editor overwrites an unseen one.

use futures_util::future::join_all;
use harness::{
    document::Document,
    given::{self, Samples},
    wait,
};
use serde_json::json;

#[tokio::test]
async fn an_unchanged_read_is_304_without_a_body() {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    for operation in Document::published().operations.iter().filter(|operation| operation.is_plain_get()) {
        if !["/v1/", "/.well-known/"].iter().any(|start| operation.template.starts_with(start)) {
            continue;
        }
        let path = samples.path(&operation.template);
        let client = samples.client(&server, operation);
        let first = client.get(&path).await;
        let etags = [
            first.etag(),
            format!("\"other\", {}", first.etag()),
            format!("W/{}", first.etag()),
            "*".to_owned(),
        ];
        for etag in etags {
            let again = client.request("GET", &path).header("If-None-Match", &etag).send().await;
            again.is(304);
            assert!(again.bytes().is_empty(), "{path}");
            for name in ["ETag", "Cache-Control", "Vary"] {
                assert_eq!(again.header(name), first.header(name), "{name} of {path}");
            }
        }
        let other = client.request("GET", &path).header("If-None-Match", "\"other\"").send().await;
        other.is(200);
    }
}

#[tokio::test]
async fn an_etag_changes_with_its_document() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({})).await;
    let (one, list) = (server.visitor().get(&fund.path).await, server.visitor().get("/v1/funds").await);
    publisher.patch(&fund.path, &fund.etag, json!({"name": "Another name"})).await.is(200);
    assert_ne!(server.visitor().get(&fund.path).await.etag(), one.etag());
    assert_ne!(server.visitor().get("/v1/funds").await.etag(), list.etag());
}

#[tokio::test]
async fn a_change_answers_with_the_etag_for_the_next_one() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({})).await;
    assert_eq!(publisher.get(&fund.path).await.etag(), fund.etag);
    let changed = publisher.patch(&fund.path, &fund.etag, json!({"name": "Second"})).await;
    assert_eq!(changed.is(200).json()["name"], "Second");
    assert_eq!(publisher.get(&fund.path).await.etag(), changed.etag());
    publisher.patch(&fund.path, &changed.etag(), json!({"name": "Third"})).await.is(200);
}

#[tokio::test]
async fn a_change_without_if_match_is_428() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({})).await;
    let refused = publisher.request("PATCH", &fund.path).merge_patch(&json!({"name": "New"})).send().await;
    refused.is(428).problem("/problems/precondition-required");
    assert_eq!(server.visitor().get(&fund.path).await.json(), fund.json);
}

#[tokio::test]
async fn a_change_to_an_old_version_is_412() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({})).await;
    publisher.patch(&fund.path, &fund.etag, json!({"name": "First"})).await.is(200);
    publisher
        .patch(&fund.path, &fund.etag, json!({"name": "Second"}))
        .await
        .is(412)
        .problem("/problems/stale");
    publisher.patch(&fund.path, "\"made-up\"", json!({"name": "Third"})).await.is(412);
    assert_eq!(server.visitor().get(&fund.path).await.json()["name"], "First");
}

#[tokio::test]
async fn exactly_one_of_twenty_racing_editors_succeeds() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({})).await;
    let race = (0..20).map(|n| {
        let (publisher, fund) = (&publisher, &fund);
        let change = json!({"name": format!("Publisher {n}")});
        wait::for_room(move || publisher.patch(&fund.path, &fund.etag, change.clone()))
    });
    let statuses: Vec<u16> = join_all(race).await.iter().map(|reply| reply.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 412).count(), 19, "{statuses:?}");
}

#[tokio::test]
async fn every_patch_operation_needs_if_match() {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    for operation in Document::published().operations.iter().filter(|operation| operation.method == "PATCH") {
        let path = samples.path(&operation.template);
        let admin = server.admin(&samples.office);
        admin.request("PATCH", &path).merge_patch(&json!({})).send().await.is(428);
        admin.patch(&path, "\"made-up\"", json!({})).await.is(412);
    }
}
