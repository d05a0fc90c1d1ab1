//! A server at capacity refuses further requests at once, and says when to retry.

use futures_util::future::join_all;
use harness::{raw::Connection, wait};

#[tokio::test]
async fn requests_beyond_capacity_are_503_with_retry_after() {
    let server = harness::start_with(|config| config.max_requests = 1).await;
    let visitor = server.visitor();
    let replies = join_all((0..100).map(|_| visitor.get("/v1/funds"))).await;
    let refused = replies.iter().filter(|reply| reply.status != 200);
    for reply in refused.clone() {
        reply.is(503).problem("/problems/overloaded");
        let seconds = reply.header("Retry-After").and_then(|seconds| seconds.parse::<u32>().ok());
        assert!(seconds.is_some_and(|seconds| seconds >= 1), "{reply}");
    }
    assert!((1..100).contains(&refused.count()));
    visitor.get("/v1/funds").await.is(200);
}

#[tokio::test]
async fn a_busy_server_still_passes_its_health_check() {
    let server = harness::start_with(|config| config.max_requests = 1).await;
    let visitor = server.visitor();
    let busy = join_all((0..50).map(|_| visitor.get("/v1/funds")));
    let alive = join_all((0..10).map(|_| visitor.get("/health/live")));
    let (_, alive) = futures_util::join!(busy, alive);
    alive.iter().for_each(|reply| {
        reply.is(200);
    });
}

#[tokio::test]
async fn health_is_answered_beyond_the_last_connection() {
    let server = harness::start_with(|config| config.max_connections = 1).await;
    let stream = server.visitor().stream("/v1/live").await;
    let status = async |path: &str| {
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n");
        Connection::send(server.address, request).await.status().await
    };
    assert_eq!(status("/health/live").await, 200);
    assert_eq!(status("/v1/funds").await, 503);
    drop(stream);
    wait::until("the connection is free", async || (status("/v1/funds").await == 200).then_some(())).await;
}

#[tokio::test]
async fn streams_take_a_quarter_of_the_connections() {
    let server = harness::start_with(|config| config.max_connections = 8).await;
    let (mut open, mut statuses) = (Vec::new(), Vec::new());
    for _ in 0..6 {
        let request = "GET /v1/live HTTP/1.1\r\nHost: x\r\n\r\n";
        let mut connection = Connection::send(server.address, request).await;
        statuses.push(connection.status().await);
        open.push(connection);
    }
    assert_eq!(statuses, [200, 200, 503, 503, 503, 503]);
    drop(open);
    wait::for_room(async || server.visitor().get("/v1/funds").await).await.is(200);
}
