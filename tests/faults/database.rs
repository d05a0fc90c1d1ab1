//! A database that fails: public figures stay, writes are asked to retry, and no acknowledged write
//! is lost.

use std::process::Command;

use harness::{Client, Cluster, Server, given, wait};
use serde_json::{Value, json};

fn kill(signal: &str, process: impl ToString) {
    let status = Command::new("kill").args([signal, &process.to_string()]).status();
    assert!(status.expect("kill is there").success());
}

async fn write(publisher: &Client, number: usize) -> u16 {
    let body = json!({"audience": "public", "slug": format!("fund-{number}"), "name": "Fund"});
    let request = publisher.request("POST", "/v1/funds").header("Idempotency-Key", format!("fund-{number}"));
    request.json(&body).send().await.status
}

/// The server's own sessions. Those of the harness belong to the owner and may be about to end.
const SESSIONS: &str =
    "select pid from pg_stat_activity where application_name = 'accord' and usename <> current_user";

async fn figures(server: &Server) -> Value {
    given::with(server.visitor().get("/v1/stats").await.is(200).json(), json!({"stale": null}))
}

#[tokio::test]
async fn killed_sessions_are_replaced_without_a_restart() {
    let cluster = Cluster::durable().await;
    let server = harness::start_on(&cluster, |_| {}).await;
    let publisher = given::a_publisher(&server).await;
    // Killing one is enough: PostgreSQL then ends all sessions, since they share memory.
    let sessions = server.db_rows(SESSIONS, &[]).await;
    kill("-9", sessions[0].get::<_, i32>("pid"));
    wait::until("a write is done again", async || (write(&publisher, 0).await == 201).then_some(())).await;
    assert_eq!(server.visitor().get("/v1/funds").await.is(200).json()["total"], 1);
}

#[tokio::test]
async fn hung_sessions_do_not_hang_the_server() {
    let cluster = Cluster::durable().await;
    let server = harness::start_on(&cluster, |_| {}).await;
    let publisher = given::a_publisher(&server).await;
    let sessions: Vec<i32> = server.db_rows(SESSIONS, &[]).await.iter().map(|row| row.get("pid")).collect();
    sessions.iter().for_each(|process| kill("-STOP", process));
    wait::soon("a hung session is given up", write(&publisher, 0)).await;
    server.visitor().get("/health/live").await.is(200);
    sessions.iter().for_each(|process| kill("-CONT", process));
    wait::until("a write is done again", async || (write(&publisher, 0).await == 201).then_some(())).await;
}

#[tokio::test]
async fn without_a_database_figures_stay_and_writes_are_503() {
    let mut cluster = Cluster::durable().await;
    let server = harness::start_on(&cluster, |_| {}).await;
    let (publisher, ..) = given::a_first_entry(&server, json!({})).await;
    assert_eq!(write(&publisher, 0).await, 201);
    let before = figures(&server).await;
    server.visitor().get("/embed/updates?lang=en").await.is(200);

    kill("-9", cluster.db_process());
    // A session may outlive its postmaster for a moment and finish its write.
    let refused = wait::until("a write is refused", async || {
        let body = json!({"audience": "public", "slug": given::unique("fund"), "name": "X"});
        let reply = publisher.post("/v1/funds", body).await;
        (reply.status != 201).then_some(reply)
    })
    .await;
    refused.is(503).problem("/problems/overloaded");
    assert!(refused.header("Retry-After").is_some());
    server.visitor().get("/health/live").await.is(200);
    wait::until("the server is not ready", async || {
        (server.visitor().get("/health/ready").await.status == 503).then_some(())
    })
    .await;
    wait::until("the figures say that they may be old", async || {
        let stats = server.visitor().get("/v1/stats").await.is(200).json();
        assert_eq!(stats["total"], before["total"]);
        (stats["stale"] == true).then_some(())
    })
    .await;
    assert_eq!(server.visitor().get("/badge/fund.json").await.is(200).json()["stale"], true);
    for form in ["svg", "txt"] {
        server.visitor().get(&format!("/badge/fund.{form}")).await.is(200).says("Not updated since");
    }
    server.visitor().get("/badge/fund.png").await.is(200);
    // Lists shown before stay, and the page of all figures works in any case.
    server.visitor().get("/embed/updates?lang=en").await.is(200).says("Not updated since");
    server.visitor().get("/").await.is(200);

    cluster.db_restart().await;
    wait::until("a write is done again", async || (write(&publisher, 1).await == 201).then_some(())).await;
    wait::until("the figures are new again", async || {
        let stats = server.visitor().get("/v1/stats").await.is(200).json();
        (stats["stale"] == false).then_some(())
    })
    .await;
    server.visitor().get("/health/ready").await.is(200);
}

#[tokio::test]
async fn a_stream_continues_after_a_database_restart() {
    let mut cluster = Cluster::durable().await;
    let server = harness::start_on(&cluster, |_| {}).await;
    let publisher = given::a_publisher(&server).await;
    given::an_update(&publisher, json!({})).await;
    let position = figures(&server).await["position"].as_i64().expect("figures have a position");
    kill("-9", cluster.db_process());
    cluster.db_restart().await;
    wait::until("streams are served again", async || {
        let status = server.visitor().request("GET", "/v1/live").open_only().await;
        (status == 200).then_some(())
    })
    .await;
    let mut stream = server.visitor().stream_after("/v1/live", Some(&position.to_string())).await;
    wait::until("a write is done again", async || (write(&publisher, 0).await == 201).then_some(())).await;
    assert_eq!(stream.next_named("change").await.position(), position + 1);
}

#[tokio::test]
async fn acknowledged_writes_survive_a_killed_database() {
    let mut cluster = Cluster::durable().await;
    let server = harness::start_on(&cluster, |_| {}).await;
    let publisher = given::a_publisher(&server).await;
    let mut next = 0;
    for _ in 0..3 {
        let writer = tokio::spawn({
            let (publisher, first) = (publisher.clone(), next);
            async move {
                let mut acknowledged = first;
                while write(&publisher, acknowledged).await == 201 {
                    acknowledged += 1;
                }
                acknowledged
            }
        });
        let enough = next as i64 + 20;
        wait::until("some writes are done", async || (server.db_count("funds").await > enough).then_some(()))
            .await;
        kill("-9", cluster.db_process());
        let acknowledged = wait::soon("the writer is refused", writer).await.expect("the writer ends");
        cluster.db_restart().await;
        // The unacknowledged write is repeated, under its key.
        wait::until("a write is done again", async || {
            (write(&publisher, acknowledged).await == 201).then_some(())
        })
        .await;
        next = acknowledged + 1;
        let slugs = server.db_rows("select slug from funds", &[]).await;
        assert_eq!(slugs.len(), next, "each acknowledged write is there once");
        assert_eq!(server.db_count("changes where resource = 'funds'").await, next as i64);
    }
}
