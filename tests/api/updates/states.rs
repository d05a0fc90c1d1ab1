//! Draft, published, retracted: the visibility of each state, and the allowed transitions.

use harness::{Client, given};
use serde_json::{Value, json};

/// The operations of a reader's feed on a thing: `put` or `tombstone`.
async fn lines(client: &Client, id: &str) -> Vec<Value> {
    let lines = client.all("/v1/changes?limit=200").await;
    lines.into_iter().filter(|line| line["id"] == id).map(|line| line["operation"].clone()).collect()
}

#[tokio::test]
async fn only_offices_see_a_draft_until_its_publication() {
    let server = harness::start().await;
    let (london, berlin) = (given::an_office(&server).await, given::an_office(&server).await);
    let publisher = server.publisher(&london);
    let draft = given::an_update(&publisher, json!({"state": "draft"})).await;
    let after = given::an_update(&publisher, json!({})).await;
    assert_eq!(server.reader(&berlin).get(&draft.path).await.is(200).json()["state"], "draft");
    let visitor = server.visitor();
    visitor.get(&draft.path).await.is(404);
    assert_eq!(visitor.get("/v1/updates").await.items(), std::slice::from_ref(&after.json));
    assert!(lines(&visitor, &draft.id).await.is_empty());

    let published = publisher.patch(&draft.path, &draft.etag, json!({"state": "published"})).await;
    let published = published.is(200).json();
    assert_eq!(published["state"], "published");
    // Publication sets `posted_at`, so nobody can tell that it was a draft, and it is the newest.
    assert!(published["posted_at"].as_str() > after.json["posted_at"].as_str(), "{published}");
    assert_eq!(visitor.get("/v1/updates").await.items(), [published.clone(), after.json]);
    assert_eq!(server.reader(&berlin).get("/v1/updates").await.items()[0], published);
    assert_eq!(lines(&visitor, &draft.id).await, [json!("put")]);
}

#[tokio::test]
async fn only_a_publisher_can_publish_an_editors_public_draft() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let editor = server.editor(&office);
    let draft = given::an_update(&editor, json!({"state": "draft"})).await;
    let publish = json!({"state": "published"});
    editor.patch(&draft.path, &draft.etag, publish.clone()).await.is(403);
    let published = server.publisher(&office).patch(&draft.path, &draft.etag, publish).await;
    published.is(200);
    // An editor can retract at once, without waiting for a publisher.
    let retract = json!({"state": "retracted", "retracted_because": "It names somebody."});
    editor.patch(&draft.path, &published.etag(), retract).await.is(200);
    server.visitor().get(&draft.path).await.is(404);
}

#[tokio::test]
async fn a_retraction_takes_the_update_back_and_hides_its_reason() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let (public, hidden) = (
        given::an_update(&publisher, json!({})).await,
        given::an_update(&publisher, json!({"audience": "government"})).await,
    );
    let visitor = server.visitor();
    let before = visitor.get("/v1/stats").await.json()["as_of"].as_str().expect("an instant").to_owned();
    let retract = json!({"state": "retracted", "retracted_because": "The figure was wrong."});
    for update in [&public, &hidden] {
        let retracted = publisher.patch(&update.path, &update.etag, retract.clone()).await.is(200).json();
        assert_eq!(retracted["state"], "retracted");
        assert_eq!(retracted["retracted_because"], "The figure was wrong.");
        visitor.get(&update.path).await.is(404);
    }
    assert!(lines(&visitor, &public.id).await.is_empty());
    let told = visitor.all("/v1/changes?limit=200").await;
    assert_eq!(told.last().expect("a line")["operation"], "withdraw");
    assert!(lines(&visitor, &hidden.id).await.is_empty());
    assert_eq!(lines(&publisher, &public.id).await, ["put", "put"]);
    // It also leaves the visitor's past.
    visitor.get(&format!("{}?as_of={before}", public.path)).await.is(404);
    assert_eq!(visitor.get(&format!("/v1/updates?as_of={before}")).await.json()["total"], 0);
}

#[tokio::test]
async fn an_update_never_returns_to_an_earlier_state() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let body = |state: &str| {
        json!({"kind": "visit", "audience": "office", "texts": given::said("x"), "state": state,
            "retracted_because": (state == "retracted").then_some("x")})
    };
    for state in ["superseded", "retracted"] {
        publisher.post("/v1/updates", body(state)).await.is(422).at("#/state");
    }
    let refused = async |update: &given::Thing, states: &[&str]| {
        for state in states {
            let because = (*state == "retracted").then_some("x");
            let change = json!({"state": state, "retracted_because": because});
            let etag = publisher.get(&update.path).await.etag();
            publisher.patch(&update.path, &etag, change).await.is(422).at("#/state");
        }
    };
    let update = given::an_update(&publisher, json!({"state": "draft"})).await;
    refused(&update, &["superseded", "retracted"]).await;
    let etag = publisher.patch(&update.path, &update.etag, json!({"state": "published"})).await.etag();
    refused(&update, &["draft", "superseded"]).await;
    let without_a_reason = publisher.patch(&update.path, &etag, json!({"state": "retracted"})).await;
    without_a_reason.is(422).at("#/retracted_because");
    let retract = json!({"state": "retracted", "retracted_because": "x"});
    publisher.patch(&update.path, &etag, retract).await.is(200);
    refused(&update, &["draft", "superseded"]).await;
    let etag = publisher.get(&update.path).await.etag();
    let back = json!({"state": "published", "retracted_because": null});
    publisher.patch(&update.path, &etag, back).await.is(422).at("#/state");
}
