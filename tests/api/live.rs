//! The live stream: a watcher learns of every visible change once, and of no other.

use harness::{Client, given};
use serde_json::json;

async fn position(client: &Client) -> i64 {
    client.get("/v1/stats").await.json()["position"].as_i64().expect("figures have a position")
}

#[tokio::test]
async fn a_commit_reaches_every_stream_of_every_server() {
    let server = harness::start().await;
    let second = server.another().await;
    let publisher = given::a_publisher(&server).await;
    let mut streams = Vec::new();
    for n in 0..20 {
        let visitor = if n % 2 == 0 { server.visitor() } else { second.visitor() };
        streams.push(visitor.stream("/v1/live").await);
    }
    given::an_update(&publisher, json!({})).await;
    let committed = position(&server.visitor()).await;
    for mut stream in streams {
        let mut reached = 0;
        while reached < committed {
            reached = stream.next_named("change").await.position();
        }
        assert_eq!(reached, committed);
    }
}

#[tokio::test]
async fn a_resumed_stream_has_no_gap_and_no_repeat() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let mut stream = server.visitor().stream("/v1/live").await;
    given::an_update(&publisher, json!({})).await;
    let last = stream.next_named("change").await;
    drop(stream);
    for _ in 0..5 {
        given::an_update(&publisher, json!({})).await;
    }
    let mut again = server.another().await.visitor().stream_after("/v1/live", Some(&last.id)).await;
    given::an_update(&publisher, json!({})).await;
    for n in 1..=6 {
        assert_eq!(again.next_named("change").await.position(), last.position() + n);
    }
}

#[tokio::test]
async fn a_hidden_change_does_not_move_a_readers_stream() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    given::an_update(&publisher, json!({})).await;
    let before = position(&server.visitor()).await;
    let mut public = server.visitor().stream("/v1/live").await;
    for audience in ["office", "government", "partner"] {
        given::an_update(&publisher, json!({"audience": audience})).await;
    }
    given::an_update(&publisher, json!({})).await;
    let mut change = public.next_named("change").await;
    while change.position() <= before {
        change = public.next_named("change").await;
    }
    assert_eq!(change.position(), before + 1);
    assert_eq!(position(&server.visitor()).await, before + 1);
}

#[tokio::test]
async fn an_invalid_stream_position_causes_no_server_error() {
    let server = harness::start().await;
    for id in ["x", "-1", "99999999999999999999", "999999"] {
        let request = server.visitor().request("GET", "/v1/live").header("Last-Event-ID", id);
        let status = request.open_only().await;
        assert!(status == 200 || status == 400, "{id} is answered {status}");
    }
}
