//! Slow clients: none of them holds a connection for ever, and nobody else waits for them.

use futures_util::future::join_all;
use harness::raw::Connection;

#[tokio::test]
async fn a_client_that_says_nothing_is_let_go() {
    let server = harness::start().await;
    let said = Connection::open(server.address).await.until_closed().await;
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{said}");
}

#[tokio::test]
async fn a_client_that_never_ends_its_head_is_let_go() {
    let server = harness::start().await;
    let mut slow = Connection::send(server.address, "GET /v1/funds HTTP/1.1\r\nHost: x\r\nX-Slow: ").await;
    let said = slow.until_closed().await;
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{said}");
}

#[tokio::test]
async fn a_client_that_begins_another_protocol_and_waits_is_let_go() {
    let server = harness::start().await;
    for begun in ["P", "PRI * HTTP/2.0\r\n\r\nSM\r\n"] {
        let said = Connection::send(server.address, begun).await.until_closed().await;
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{said}");
    }
}

#[tokio::test]
async fn a_client_that_never_ends_its_body_is_let_go() {
    let server = harness::start().await;
    let office = harness::given::an_office(&server).await;
    let head = format!(
        "POST /v1/funds HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nIdempotency-Key: slow\r\n\
         Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{",
        server.publisher(&office).key()
    );
    let said = Connection::send(server.address, head).await.until_closed().await;
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{said}");
}

#[tokio::test]
async fn many_slow_clients_keep_nobody_waiting() {
    let server = harness::start().await;
    let begin =
        (0..300).map(|_| Connection::send(server.address, "GET /v1/funds HTTP/1.1\r\nHost: x\r\nX-Slow: "));
    let slow = join_all(begin).await;
    for _ in 0..20 {
        server.visitor().get("/v1/stats").await.is(200);
    }
    drop(slow);
}
