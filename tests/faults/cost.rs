//! The cost of a post does not grow with what is stored.

use std::process::Command;

use harness::{Server, given, wait};
use serde_json::{Value, json};

use crate::{
    process::{Program, accord},
    proxy::{Cost, Proxy},
};

/// The cost of a post: its transaction, and the rows of entries that PostgreSQL read for it.
#[derive(Debug)]
struct Post {
    transaction: Cost,
    entries_read: i64,
}

/// Posts entries to a pledge through a process of its own, one after the other.
async fn post(server: &Server, path: &str, key: &str, bodies: &[Value]) -> Post {
    let (socket, user, database) = server.db_socket();
    let (writers, before) = (server.db_count(WRITERS).await, entries_read(server).await);
    let proxy = Proxy::start(socket, &user, &database).await;
    let mut command = Command::new(accord());
    command.args(["serve", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", &proxy.url);
    let program = tokio::task::spawn_blocking(move || Program::serving(command)).await.expect("it serves");
    let client = reqwest::Client::new();
    for body in bodies {
        let request = client.post(format!("http://{}{path}", program.address)).bearer_auth(key);
        let request = request.header("Idempotency-Key", given::unique("key"));
        let response = request.header("Content-Type", "application/json").body(body.to_string()).send().await;
        assert_eq!(response.expect("it answers").status(), 201);
    }
    program.kill().await;
    // A session writes its statistics at its end.
    wait::until("its connections are gone", async || {
        (server.db_count(WRITERS).await <= writers).then_some(())
    })
    .await;
    let transaction = *proxy.costs().last().expect("a transaction was committed");
    Post { transaction, entries_read: entries_read(server).await - before }
}

const WRITERS: &str = "pg_stat_activity where datname = current_database() and usename = 'accord_writer'";

async fn entries_read(server: &Server) -> i64 {
    let sql = "select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as rows
        from pg_stat_user_tables
        where relname = 'entries'";
    server.db_rows(sql, &[]).await[0].get("rows")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_thousandth_entry_costs_no_more_than_the_tenth() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    let path = format!("{}/entries", pledge.path);
    let bodies: Vec<Value> = (1..=1000).map(|_| given::entry(json!({}))).collect();
    post(&server, &path, publisher.key(), &bodies[..9]).await;
    let tenth = post(&server, &path, publisher.key(), &bodies[9..10]).await;
    post(&server, &path, publisher.key(), &bodies[10..999]).await;
    let thousandth = post(&server, &path, publisher.key(), &bodies[999..]).await;

    assert!(
        tenth.transaction.statements > 5 && tenth.transaction.rows > 5,
        "{tenth:?}: is it counted right?"
    );
    assert_eq!(thousandth.transaction, tenth.transaction);
    // Of a small table, PostgreSQL reads every row rather than an index.
    assert!(thousandth.entries_read <= tenth.entries_read, "{thousandth:?} after {tenth:?}");
    server.verify().await.expect("the sums follow from the entries");
}
