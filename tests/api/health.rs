//! Health checks: whether the process lives, and whether it can work.

#[tokio::test]
async fn a_server_with_its_database_is_live_and_ready() {
    let visitor = harness::start().await.visitor();
    visitor.get("/health/live").await.is(200);
    visitor.get("/health/ready").await.is(200);
}
