//! Idempotency: a request repeated because its outcome is unknown takes effect once.

use futures_util::future::join_all;
use harness::{
    Client, Reply,
    document::{Document, Operation},
    given::{self, Samples},
    wait,
};
use serde_json::{Value, json};

async fn post(client: &Client, path: &str, key: &str, body: &Value) -> Reply {
    client.request("POST", path).header("Idempotency-Key", key).json(body).send().await
}

fn fund(slug: &str) -> Value {
    json!({"audience": "public", "slug": slug, "name": "Fund"})
}

fn assert_same(one: &Reply, other: &Reply) {
    assert_eq!((one.status, one.text()), (other.status, other.text()));
    for name in ["Location", "ETag", "Content-Type"] {
        assert_eq!(one.header(name), other.header(name), "{name}");
    }
}

#[tokio::test]
async fn the_same_key_and_body_get_the_first_answer() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let first = post(&publisher, "/v1/funds", "key-1", &fund("once")).await;
    first.is(201);
    let spaced = "{ \"name\": \"Fund\",  \"slug\": \"once\", \"audience\": \"public\" }";
    for body in [fund("once").to_string(), spaced.to_owned()] {
        let request = publisher.request("POST", "/v1/funds").header("Idempotency-Key", "key-1");
        assert_same(&first, &request.header("Content-Type", "application/json").bytes(body).send().await);
    }
    assert_eq!(server.visitor().get("/v1/funds").await.json()["total"], 1);
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_despite_later_changes() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let first = post(&publisher, "/v1/funds", "key-1", &fund("once")).await;
    let path = first.header("Location").expect("what was made has an address");
    publisher.patch(path, &first.etag(), json!({"name": "Renamed"})).await.is(200);
    assert_same(
        &first,
        &post(&server.another().await.client_of(&publisher), "/v1/funds", "key-1", &fund("once")).await,
    );
}

#[tokio::test]
async fn the_same_key_with_another_body_or_path_is_422() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    post(&publisher, "/v1/funds", "key-1", &fund("once")).await.is(201);
    post(&publisher, "/v1/funds", "key-1", &fund("twice")).await.is(422).problem("/problems/key-reused");
    let organisation = json!({"audience": "public", "name": "Once", "type": "ngo"});
    post(&publisher, "/v1/organisations", "key-1", &organisation)
        .await
        .is(422)
        .problem("/problems/key-reused");
    assert_eq!(server.visitor().get("/v1/funds").await.json()["total"], 1);
}

#[tokio::test]
async fn fifty_simultaneous_repeats_create_one_fund() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let body = fund("once");
    let replies = (0..50).map(|_| wait::for_room(|| post(&publisher, "/v1/funds", "key-1", &body)));
    let replies = join_all(replies).await;
    let (made, waiting): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 201);
    assert!(!made.is_empty());
    made.iter().for_each(|reply| assert_same(made[0], reply));
    waiting.iter().for_each(|reply| {
        reply.is(409).problem("/problems/in-progress");
    });
    assert_eq!(server.db_count("funds").await, 1);
    assert_eq!(server.db_count("changes where resource = 'funds'").await, 1);
}

#[tokio::test]
async fn offices_can_use_the_same_idempotency_key() {
    let server = harness::start().await;
    let (london, berlin) = (given::an_office(&server).await, given::an_office(&server).await);
    post(&server.publisher(&london), "/v1/funds", "key-1", &fund("london")).await.is(201);
    post(&server.publisher(&berlin), "/v1/funds", "key-1", &fund("berlin")).await.is(201);
}

#[tokio::test]
async fn a_refused_request_does_not_use_up_its_key() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    post(&publisher, "/v1/funds", "key-1", &fund("Not A Slug")).await.is(422).problem("/problems/invalid");
    post(&publisher, "/v1/funds", "key-1", &fund("a-slug")).await.is(201);
    post(&publisher, "/v1/funds", "key-2", &fund("a-slug")).await.is(409).problem("/problems/taken");
    post(&publisher, "/v1/funds", "key-2", &fund("another")).await.is(201);
}

#[tokio::test]
async fn every_post_needs_an_idempotency_key_of_valid_length() {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    let admin = server.admin(&samples.office);
    let is_post =
        |operation: &&Operation| operation.method == "POST" && operation.template.starts_with("/v1/");
    for operation in Document::published().operations.iter().filter(is_post) {
        let (path, body) = samples.post(operation, "public").await;
        admin.request("POST", &path).json(&body).send().await.is(400).problem("/problems/bad-request");
        for key in [String::new(), "x".repeat(256)] {
            post(&admin, &path, &key, &body).await.is(400).problem("/problems/bad-request");
        }
    }
}
