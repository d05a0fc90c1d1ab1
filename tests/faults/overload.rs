//! More work than a server takes on: the rest is told to come back, at once and in so many words.

use futures_util::future::join_all;

#[tokio::test]
async fn what_is_too_much_is_refused_with_the_time_to_try_again() {
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
async fn a_busy_server_still_says_that_it_lives() {
    let server = harness::start_with(|config| config.max_requests = 1).await;
    let visitor = server.visitor();
    let busy = join_all((0..50).map(|_| visitor.get("/v1/funds")));
    let alive = join_all((0..10).map(|_| visitor.get("/health/live")));
    let (_, alive) = futures_util::join!(busy, alive);
    alive.iter().for_each(|reply| {
        reply.is(200);
    });
}
