//! An update that supersedes another: readers of both see the link on each.

use harness::{given, given::Thing};
use serde_json::json;

async fn states(client: &harness::Client, update: &Thing) -> (String, Option<String>) {
    let seen = client.get(&update.path).await.is(200).json();
    let text = |name: &str| seen[name].as_str().map(str::to_owned);
    (text("state").expect("a state"), text("superseded_by"))
}

fn published() -> (String, Option<String>) {
    ("published".to_owned(), None)
}

#[tokio::test]
async fn a_superseded_update_names_its_successor_to_its_readers() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let (visitor, publisher) = (server.visitor(), server.publisher(&office));
    let old = given::an_update(&publisher, json!({})).await;
    let draft = given::an_update(&publisher, json!({"supersedes": old.id, "state": "draft"})).await;
    // A draft supersedes nothing yet.
    assert_eq!(states(&publisher, &old).await, published());
    let new = publisher.patch(&draft.path, &draft.etag, json!({"state": "published"})).await;
    let superseded = ("superseded".to_owned(), Some(draft.id.clone()));
    for client in [&visitor, &publisher] {
        assert_eq!(states(client, &old).await, superseded);
        assert_eq!(client.get(&draft.path).await.is(200).json()["supersedes"], old.id.as_str());
    }
    let superseded_only = visitor.get("/v1/updates?state=superseded").await.items();
    assert_eq!(superseded_only.len(), 1);

    // A reader who loses the new update sees the old one as published again.
    let narrowed = publisher.patch(&draft.path, &new.etag(), json!({"audience": "office"})).await;
    narrowed.is(200);
    assert_eq!(states(&visitor, &old).await, published());
    assert_eq!(states(&publisher, &old).await, superseded);
    // A retracted correction no longer supersedes anything.
    let retract = json!({"state": "retracted", "retracted_because": "It was right before."});
    publisher.patch(&draft.path, &narrowed.etag(), retract).await.is(200);
    assert_eq!(states(&publisher, &old).await, published());
    server.verify().await.expect("what is shown is what the tables make it");
}

#[tokio::test]
async fn an_update_does_not_name_a_narrowed_predecessor() {
    let server = harness::start().await;
    let (visitor, publisher) = (server.visitor(), given::a_publisher(&server).await);
    let old = given::an_update(&publisher, json!({})).await;
    let new = given::an_update(&publisher, json!({"supersedes": old.id})).await;
    let etag = publisher.get(&old.path).await.etag();
    publisher.patch(&old.path, &etag, json!({"audience": "office"})).await.is(200);
    visitor.get(&old.path).await.is(404);
    let seen = visitor.get(&new.path).await;
    seen.is(200);
    assert!(!seen.text().contains(&old.id), "{seen}");
    assert_eq!(publisher.get(&new.path).await.json()["supersedes"], old.id.as_str());
}

#[tokio::test]
async fn an_update_supersedes_only_a_published_equal_of_its_office() {
    let server = harness::start().await;
    let (london, berlin) = (given::an_office(&server).await, given::an_office(&server).await);
    let publisher = server.publisher(&london);
    let old = given::an_update(&publisher, json!({})).await;
    let new = given::an_update(&publisher, json!({"supersedes": old.id})).await;
    let draft = given::an_update(&publisher, json!({"state": "draft"})).await;
    let office = given::an_update(&publisher, json!({"audience": "office"})).await;
    let theirs = given::an_update(&server.publisher(&berlin), json!({})).await;
    let nobodys = uuid::Uuid::new_v4().to_string();
    for (id, says) in [
        (&old.id, "must not be superseded already"),
        (&draft.id, "must be published"),
        (&office.id, "must have the same audience"),
        (&theirs.id, "must be an update of this office"),
        (&nobodys, "must be an update of this office"),
    ] {
        let body =
            json!({"kind": "visit", "audience": "public", "texts": given::said("x"), "supersedes": id});
        publisher.post("/v1/updates", body).await.is(422).at("#/supersedes").says(says);
    }
    // Updates cannot supersede each other, or themselves.
    let etag = publisher.get(&old.path).await.etag();
    publisher.patch(&old.path, &etag, json!({"supersedes": new.id})).await.is(422).at("#/supersedes");
    publisher.patch(&old.path, &etag, json!({"supersedes": old.id})).await.is(422).at("#/supersedes");
    publisher.patch(&new.path, &new.etag, json!({"supersedes": new.id})).await.is(422).at("#/supersedes");
}
