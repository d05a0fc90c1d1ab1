//! Nobody outside the offices finds a member that is in no list by subtracting one list from another.

use std::collections::BTreeSet;

use harness::{Client, Server, given};
use serde_json::{Value, json};

const LISTINGS: [&str; 4] = ["full", "name_only", "count_only", "hidden"];

/// The organisations in the public list that no public list of members names.
async fn difference(server: &Server) -> BTreeSet<String> {
    let name = |value: &Value| value.as_str().expect("a name").to_owned();
    let organisations = server.visitor().all("/v1/organisations?limit=200").await;
    let members = server.visitor().all("/v1/members?limit=200").await;
    let listed: BTreeSet<String> =
        members.iter().map(|member| name(&member["organisation"]["name"])).collect();
    organisations.iter().map(|one| name(&one["name"])).filter(|name| !listed.contains(name)).collect()
}

async fn a_member_of(publisher: &Client, name: &str, listing: &str) -> (given::Thing, given::Thing) {
    let organisation = given::an_organisation(publisher, json!({"name": name})).await;
    let fields = json!({"organisation": organisation.id, "listing": listing});
    let member = given::a_member(publisher, fields).await;
    (organisation, member)
}

#[tokio::test]
async fn no_subtraction_of_lists_names_a_hidden_member() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    for listing in LISTINGS {
        a_member_of(&publisher, &format!("An organisation, {listing}"), listing).await;
    }
    assert_eq!(difference(&server).await, BTreeSet::new());
    assert_eq!(publisher.get("/v1/organisations").await.json()["total"], 4);
    server.verify().await.expect("nothing was rewritten");
}

#[tokio::test]
async fn a_retracted_membership_takes_its_organisation_along() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let visitor = server.visitor();
    let (organisation, member) = a_member_of(&publisher, "A former member", "full").await;
    let then = visitor.get("/v1/stats").await.json()["as_of"].as_str().expect("an instant").to_owned();
    visitor.get(&organisation.path).await.is(200);
    publisher.patch(&member.path, &member.etag, json!({"listing": "hidden"})).await.is(200);
    for path in [organisation.path.clone(), format!("{}?as_of={then}", organisation.path)] {
        visitor.get(&path).await.is(404);
    }
    for path in ["/v1/changes?limit=200", "/v1/organisations", "/v1/members"] {
        assert!(!visitor.get(path).await.text().contains("A former member"), "{path}");
    }
    // It cannot return to the list while its membership is in none.
    let etag = publisher.get(&organisation.path).await.etag();
    publisher.patch(&organisation.path, &etag, json!({"audience": "public"})).await.is(422).at("#/audience");
}

#[tokio::test]
async fn a_publicly_named_organisation_keeps_its_membership_listed() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let (organisation, member) = a_member_of(&publisher, "A donor too", "full").await;
    let pledge = given::a_pledge(&publisher, json!({"donor": organisation.id})).await;
    let hidden = json!({"listing": "hidden"});
    let refused = publisher.patch(&member.path, &member.etag, hidden.clone()).await;
    refused.is(422).at("#/listing").says(&pledge.id);
    server.visitor().get(&member.path).await.is(200);
    publisher.patch(&pledge.path, &pledge.etag, json!({"audience": "office"})).await.is(200);
    publisher.patch(&member.path, &member.etag, hidden).await.is(200);
    server.visitor().get(&organisation.path).await.is(404);
}

#[tokio::test]
async fn a_merge_shows_no_hidden_members_organisation() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let (hidden, _) = a_member_of(&publisher, "A hidden member", "hidden").await;
    let kept = given::an_organisation(&publisher, json!({"audience": "office"})).await;
    given::a_merge(&publisher, &hidden, &kept).await;
    let etag = publisher.get(&kept.path).await.etag();
    publisher.patch(&kept.path, &etag, json!({"audience": "public"})).await.is(422).at("#/audience");
    assert_eq!(difference(&server).await, BTreeSet::new());
}
