//! Oversized requests are refused before they are read in full.

use harness::{Server, given, raw::Connection};

async fn head(server: &Server, more: &str) -> String {
    let office = given::an_office(server).await;
    let key = server.publisher(&office).key().to_owned();
    format!(
        "POST /v1/funds HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nIdempotency-Key: huge\r\n\
         Content-Type: application/json\r\n{more}\r\n\r\n"
    )
}

#[tokio::test]
async fn a_body_of_ten_gigabytes_is_413() {
    let server = harness::start().await;
    let head = head(&server, "Content-Length: 10000000000").await;
    assert_eq!(Connection::send(server.address, head).await.status().await, 413);
}

#[tokio::test]
async fn an_endless_body_is_413() {
    let server = harness::start().await;
    let head = head(&server, "Transfer-Encoding: chunked").await;
    let mut endless = Connection::send(server.address, head).await;
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    let mut sent = 0;
    while sent < 1000 && endless.write(&chunk).await.is_ok() {
        sent += 1;
    }
    assert!(sent < 1000, "the server took it all in");
    let said = endless.until_closed().await;
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 413"), "{said}");
}

#[tokio::test]
async fn an_overlong_head_or_address_is_refused() {
    let server = harness::start().await;
    let header = format!("GET /v1/funds HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\n\r\n", "x".repeat(64 << 10));
    let address = format!("GET /v1/funds?{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(64 << 10));
    for (request, expected) in [(header, [431, 431]), (address, [414, 431])] {
        let status = Connection::send(server.address, request).await.status().await;
        assert!(expected.contains(&status), "{status}");
    }
}

#[tokio::test]
async fn fifteen_hundred_parameters_are_refused() {
    let server = harness::start().await;
    let query: String = (0..1500).map(|n| format!("p{n}=1&")).collect();
    let reply = server.visitor().get(&format!("/v1/funds?{query}")).await;
    assert!([400, 414].contains(&reply.status), "{}", reply.status);
}

#[tokio::test]
async fn a_compressed_request_is_415() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let request =
        server.publisher(&office).request("POST", "/v1/funds").fresh_key().bytes([0x1f, 0x8b, 8, 0]);
    let request = request.header("Content-Type", "application/json").header("Content-Encoding", "gzip");
    request.send().await.is(415).problem("/problems/unsupported-media-type");
}
