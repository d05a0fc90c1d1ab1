//! A server at capacity refuses further requests at once, and says when to retry.

use futures_util::future::join_all;

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
