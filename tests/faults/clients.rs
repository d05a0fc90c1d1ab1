//! Slow clients: none holds a connection for ever, and none delays other clients.

use futures_util::future::join_all;
use harness::{raw::Connection, wait};

#[tokio::test]
async fn a_silent_client_is_disconnected() {
    let server = harness::start().await;
    let said = Connection::open(server.address).await.until_closed().await;
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{said}");
}

#[tokio::test]
async fn a_client_with_an_endless_head_is_disconnected() {
    let server = harness::start().await;
    let mut slow = Connection::send(server.address, "GET /v1/funds HTTP/1.1\r\nHost: x\r\nX-Slow: ").await;
    let said = slow.until_closed().await;
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{said}");
}

#[tokio::test]
async fn a_client_of_another_protocol_is_disconnected() {
    let server = harness::start().await;
    for begun in ["P", "PRI * HTTP/2.0\r\n\r\nSM\r\n"] {
        let said = Connection::send(server.address, begun).await.until_closed().await;
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{said}");
    }
}

#[tokio::test]
async fn a_client_with_an_unfinished_body_is_disconnected() {
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
async fn many_slow_clients_delay_nobody_else() {
    let server = harness::start().await;
    let begin =
        (0..300).map(|_| Connection::send(server.address, "GET /v1/funds HTTP/1.1\r\nHost: x\r\nX-Slow: "));
    let slow = join_all(begin).await;
    for _ in 0..20 {
        server.visitor().get("/v1/stats").await.is(200);
    }
    drop(slow);
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_disconnected() {
    let server = harness::start().await;
    let request = "GET /v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut unread = Connection::send(server.address, request).await;
    wait::soon("the end of the connection", async { while unread.write(request).await.is_ok() {} }).await;
}
