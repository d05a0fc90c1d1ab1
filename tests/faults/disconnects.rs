//! Clients that disconnect during a write: it takes effect once or not at all, and a repeat with
//! the same key completes it.

use std::time::Duration;

use harness::{given, raw::Connection, wait};
use serde_json::{Value, json};

const WRITES: usize = 120;

fn body(number: usize) -> Value {
    json!({"audience": "public", "slug": format!("fund-{number}"), "name": "Fund"})
}

fn request(key: &str, number: usize) -> String {
    let body = body(number).to_string();
    format!(
        "POST /v1/funds HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nIdempotency-Key: fund-{number}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn a_repeated_write_after_a_disconnect_takes_effect_once() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    for number in 0..WRITES {
        let whole = request(publisher.key(), number);
        // A quarter of the clients disconnect before the request is complete, the others later and
        // later after it.
        let said = if number % 4 == 0 { whole.len() * number / WRITES } else { whole.len() };
        let mut connection = Connection::send(server.address, &whole[..said]).await;
        let patience = Duration::from_micros(100 * number as u64);
        let _ = tokio::time::timeout(patience, connection.status()).await;
    }
    for number in 0..WRITES {
        // So many simultaneous writes exceed the server's capacity, so it may answer 503.
        wait::until("the write is done", async || {
            let again =
                publisher.request("POST", "/v1/funds").header("Idempotency-Key", format!("fund-{number}"));
            let reply = again.json(&body(number)).send().await;
            assert!([201, 409, 503].contains(&reply.status), "{reply}");
            (reply.status == 201).then_some(())
        })
        .await;
    }
    let writes = WRITES as i64;
    assert_eq!(server.db_count("funds").await, writes);
    assert_eq!(server.db_count("changes where resource = 'funds'").await, writes);
    assert_eq!(server.visitor().get("/v1/funds").await.json()["total"], writes);
    wait::until("no transaction is left open", async || {
        let open =
            "pg_stat_activity where datname = current_database() and state like 'idle in transaction%'";
        (server.db_count(open).await == 0).then_some(())
    })
    .await;
}
