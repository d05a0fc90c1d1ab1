//! A stopping server finishes the requests it has accepted, ends its streams, and stops.

use futures_util::future::join_all;
use harness::{given, wait};
use serde_json::json;
use tokio::net::TcpStream;

#[tokio::test]
async fn a_stopping_server_ends_its_streams() {
    let server = harness::start().await;
    let mut streams = Vec::new();
    for _ in 0..10 {
        streams.push(server.visitor().stream("/v1/live").await);
    }
    let address = server.address;
    let _idle = TcpStream::connect(address).await.expect("the server accepts connections");
    wait::soon("the server stops", server.stop()).await;
    for stream in &mut streams {
        stream.ends().await;
    }
    TcpStream::connect(address).await.expect_err("nobody is there any more");
}

#[tokio::test]
async fn a_stopping_server_answers_accepted_requests() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let writes = (0..20).map(|n| {
        let (publisher, body) =
            (publisher.clone(), json!({"audience": "public", "slug": format!("f-{n}"), "name": "Fund"}));
        tokio::spawn(async move { publisher.post("/v1/funds", body).await.status })
    });
    let writes: Vec<_> = writes.collect();
    wait::until("the first write is done", async || (server.db_count("funds").await > 0).then_some(())).await;
    let another = server.another().await;
    wait::soon("the server stops", server.stop()).await;
    // Each write was answered or never accepted. None was accepted and dropped.
    let answered = join_all(writes).await.into_iter().flatten().filter(|status| *status == 201).count();
    assert_eq!(another.visitor().get("/v1/funds").await.json()["total"], answered);
}
