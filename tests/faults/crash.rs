//! A crash between any two statements of a write leaves all of it or nothing, and a repeat
//! completes it exactly once.

use std::process::Command;

use harness::{Client, Server, given, wait};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    process::{Program, accord},
    proxy::{Kill, Proxy},
};

/// A server process about to be killed, on the same database as a server that stays.
async fn doomed(server: &Server, kill: Kill) -> (Program, Proxy) {
    let (socket, user, database) = server.db_socket();
    let proxy = Proxy::start(socket, &user, &database).await;
    let mut command = Command::new(accord());
    command.args(["serve", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", &proxy.url);
    let program = tokio::task::spawn_blocking(move || Program::serving(command)).await.expect("it serves");
    proxy.kill(program.id(), kill);
    (program, proxy)
}

/// Sends a request to a process that may die before it answers.
async fn ask(
    program: &Program,
    publisher: &Client,
    (method, path): (Method, &str),
    (header, value): (&str, &str),
    (content_type, body): (&str, &Value),
) -> Option<StatusCode> {
    let request = reqwest::Client::new().request(method, format!("http://{}{path}", program.address));
    let request =
        request.bearer_auth(publisher.key()).header(header, value).header("Content-Type", content_type);
    request.body(body.to_string()).send().await.ok().map(|response| response.status())
}

/// Every moment to kill at: after the commit, then before each statement until there are no more.
fn kills() -> impl Iterator<Item = Kill> {
    std::iter::once(Kill::AfterCommit).chain((1..).map(Kill::Before))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_after_a_killed_post_leaves_exactly_one_entry() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    let path = format!("{}/entries", pledge.path);
    for (before, kill) in kills().enumerate() {
        let (program, proxy) = doomed(&server, kill).await;
        let (key, body) = (given::unique("key"), given::entry(json!({})));
        let (post, header) = ((Method::POST, path.as_str()), ("Idempotency-Key", key.as_str()));
        let answered = ask(&program, &publisher, post, header, ("application/json", &body)).await;
        let was_killed = proxy.has_killed();
        program.kill().await;
        server.verify().await.unwrap_or_else(|broken| panic!("{kill:?}: {broken}"));
        let kept = server.db_count("entries").await;
        let all_of_it = !was_killed || kill == Kill::AfterCommit;
        assert_eq!(kept, before as i64 + i64::from(all_of_it), "{kill:?}");

        // PostgreSQL may not have noticed yet that the first connection is gone.
        wait::until("the post is done", async || {
            let request = publisher.request("POST", &path).header("Idempotency-Key", &key);
            (request.json(&body).send().await.status == 201).then_some(())
        })
        .await;
        assert_eq!(server.db_count("entries").await, before as i64 + 1, "{kill:?}");
        server.verify().await.unwrap_or_else(|broken| panic!("{kill:?}: {broken}"));
        if !was_killed {
            assert_eq!(answered, Some(StatusCode::CREATED));
            assert!(before > 12, "only {before} places to kill at: is it counted right?");
            return;
        }
        assert_eq!(answered, None, "{kill:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_change_is_applied_whole_or_not_at_all() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({})).await;
    let pledge = given::a_pledge(&publisher, json!({"fund": fund.id})).await;
    given::an_entry(&publisher, &pledge, json!({})).await;
    for (before, kill) in kills().enumerate() {
        let etag = publisher.get(&fund.path).await.etag();
        // The change also affects its pledge and entry. Making it public again would take two
        // people.
        let audience = ["office", "partner"][before % 2];
        let change = json!({"name": format!("Fund {before}"), "audience": audience});
        let (program, proxy) = doomed(&server, kill).await;
        let (patch, header) = ((Method::PATCH, fund.path.as_str()), ("If-Match", etag.as_str()));
        let answered =
            ask(&program, &publisher, patch, header, ("application/merge-patch+json", &change)).await;
        let was_killed = proxy.has_killed();
        program.kill().await;
        server.verify().await.unwrap_or_else(|broken| panic!("{kill:?}: {broken}"));
        let all_of_it = !was_killed || kill == Kill::AfterCommit;
        assert_eq!(publisher.get(&fund.path).await.etag() != etag, all_of_it, "{kill:?}");
        if !was_killed {
            assert_eq!(answered, Some(StatusCode::OK));
            assert!(before > 20, "only {before} places to kill at: is it counted right?");
            return;
        }
        assert_eq!(answered, None, "{kill:?}");
        let again = publisher.patch(&fund.path, &etag, change).await;
        again.is(if all_of_it { 412 } else { 200 });
    }
}
