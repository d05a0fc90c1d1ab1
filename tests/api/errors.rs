//! Refusals: the right status, one shape, and every fault reported at once.

use harness::{
    document::Document,
    given::{self, Samples},
    raw::Connection,
};
use serde_json::json;

#[tokio::test]
async fn an_unknown_path_is_404() {
    let visitor = harness::start().await.visitor();
    for path in ["/v1/ofices", "/v1", "/v2/funds", "/v1/funds/", "/v1/funds/x/y/z"] {
        visitor.get(path).await.is(404).problem("/problems/not-found");
    }
}

#[tokio::test]
async fn a_request_without_a_path_is_refused() {
    let server = harness::start().await;
    for line in ["CONNECT evil:80", "OPTIONS *", "GET *"] {
        let head = format!("{line} HTTP/1.1\r\nHost: accord.example\r\nConnection: close\r\n\r\n");
        let reply = Connection::send(server.address, head).await.until_closed().await;
        assert!(reply.starts_with("HTTP/1.1 400 "), "{line}: {reply}");
        assert!(
            reply.contains("application/problem+json") && reply.contains("/problems/bad-request"),
            "{reply}"
        );
    }
}

#[tokio::test]
async fn any_malformed_id_is_404() {
    let server = harness::start().await;
    for id in
        ["x", "0", "%2F", "%00", "%C3%28", "..%2F..", "00000000-0000-0000-0000-000000000000", "%F0%9F%92%A9"]
    {
        server.visitor().get(&format!("/v1/pledges/{id}")).await.is(404).problem("/problems/not-found");
    }
}

#[tokio::test]
async fn an_unsupported_method_is_405_with_the_supported_ones() {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    let operations = &Document::published().operations;
    for template in operations.iter().map(|operation| &operation.template) {
        let path = samples.path(template);
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"] {
            let known =
                |other: &harness::document::Operation| other.template == *template && other.method == method;
            if !operations.iter().any(known) {
                // The client checks `Allow` against the document.
                server
                    .visitor()
                    .request(method, &path)
                    .send()
                    .await
                    .is(405)
                    .problem("/problems/method-not-allowed");
            }
        }
    }
}

#[tokio::test]
async fn head_answers_like_get_without_a_body() {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    for operation in Document::published().operations.iter().filter(|operation| operation.is_plain_get()) {
        let path = samples.path(&operation.template);
        let client = samples.client(&server, operation);
        let get = client.get(&path).await;
        let head = client.request("HEAD", &path).send().await;
        assert_eq!(head.status, get.status, "{path}");
        assert!(head.bytes().is_empty(), "{path}");
        for name in ["Content-Type", "ETag", "Cache-Control", "Link", "Vary", "Content-Length"] {
            assert_eq!(head.header(name), get.header(name), "{name} of {path}");
        }
    }
}

#[tokio::test]
async fn an_unknown_parameter_is_400_with_the_nearest_known_name() {
    let visitor = harness::start().await.visitor();
    let refused = visitor.get("/v1/stats?curency=USD").await;
    refused.is(400).problem("/problems/bad-request").at("?curency").says("`currency`");
    visitor.get("/v1/funds?limt=5").await.is(400).at("?limt").says("`limit`");
}

#[tokio::test]
async fn every_read_refuses_an_unknown_parameter() {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    for operation in Document::published().operations.iter().filter(|operation| operation.is_plain_get()) {
        if operation.template.starts_with("/v1/") {
            let path = samples.path(&operation.template);
            let client = samples.client(&server, operation);
            client.get(&format!("{path}?nonsense=1")).await.is(400).at("?nonsense");
        }
    }
}

#[tokio::test]
async fn every_fault_of_a_body_is_reported_at_once() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let body = json!({"audience": "publik", "slug": "Not A Slug", "nmae": "x"});
    let refused = server.publisher(&office).post("/v1/funds", body).await;
    refused.is(422).problem("/problems/invalid").at("#/audience").at("#/slug").at("#/name").at("#/nmae");
    refused.says("the nearest is `public`").says("the nearest known name is `name`");
    assert_eq!(server.visitor().get("/v1/funds").await.json()["total"], 0);
}

#[tokio::test]
async fn a_body_of_invalid_json_is_400() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let deep = "[".repeat(100_000);
    let bodies: [&[u8]; 8] = [
        b"",
        b"{",
        b"{\"slug\": \"\xff\"}",
        b"nul",
        b"{'slug': 1}",
        deep.as_bytes(),
        b"\xef\xbb\xbf{}",
        b"{} {}",
    ];
    for body in bodies {
        let request = server.publisher(&office).request("POST", "/v1/funds").fresh_key();
        let reply = request.header("Content-Type", "application/json").bytes(body).send().await;
        reply.is(400).problem("/problems/bad-request");
    }
}

#[tokio::test]
async fn a_json_body_other_than_an_object_is_422() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    for body in [json!([]), json!(null), json!("text"), json!(1e300)] {
        server.publisher(&office).post("/v1/funds", body).await.is(422).problem("/problems/invalid");
    }
}

#[tokio::test]
async fn a_nul_character_in_a_field_is_refused() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let body = json!({"audience": "public", "slug": "nul", "name": "before\u{0}after"});
    server.publisher(&office).post("/v1/funds", body).await.is(422).at("#/name");
}

#[tokio::test]
async fn a_parameter_outside_the_databases_range_is_refused() {
    let visitor = harness::start().await.visitor();
    for path in
        ["/v1/pledges?fund=%00", "/v1/members?category=a%00b", "/v1/funds?as_of=-005000-01-01T00:00:00Z"]
    {
        visitor.get(path).await.is(400).problem("/problems/bad-request");
    }
}

#[tokio::test]
async fn a_list_in_a_body_has_a_maximum_length() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    let piece = json!({"kind": "letter", "title": "Letter", "date": "2020"});
    let many = given::entry(json!({"evidence": vec![piece; 51]}));
    publisher.post(&format!("{}/entries", pledge.path), many).await.is(422).at("#/evidence");
    let identifiers: Vec<String> = (0..21).map(|n| format!("XX-{n}")).collect();
    let body = json!({"audience": "public", "name": "Many", "type": "ngo", "identifiers": identifiers});
    publisher.post("/v1/organisations", body).await.is(422).at("#/identifiers");
}

#[tokio::test]
async fn a_body_of_an_unsupported_type_is_415() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    for content_type in
        ["text/plain", "application/xml", "multipart/form-data", "application/x-www-form-urlencoded"]
    {
        let request = server.publisher(&office).request("POST", "/v1/funds").fresh_key().bytes("{}");
        let reply = request.header("Content-Type", content_type).send().await;
        reply.is(415).problem("/problems/unsupported-media-type");
    }
    let fund = given::a_fund(&server.publisher(&office), json!({})).await;
    let plain = server.publisher(&office).request("PATCH", &fund.path).header("If-Match", &fund.etag);
    plain.json(&json!({"name": "New"})).send().await.is(415).problem("/problems/unsupported-media-type");
}

#[tokio::test]
async fn an_oversized_body_is_413() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let body = json!({"audience": "public", "slug": "large", "name": "x".repeat(4 << 20)});
    server.publisher(&office).post("/v1/funds", body).await.is(413).problem("/problems/too-large");
}

#[tokio::test]
async fn an_unsupported_media_type_in_accept_is_406() {
    let visitor = harness::start().await.visitor();
    let reply = visitor.request("GET", "/v1/funds").header("Accept", "application/xml").send().await;
    reply.is(406).problem("/problems/not-acceptable");
    for accept in ["*/*", "application/*", "application/json;q=0.5, text/html", "text/html, */*;q=0.1"] {
        visitor.request("GET", "/v1/funds").header("Accept", accept).send().await.is(200);
    }
}

#[tokio::test]
async fn a_malformed_request_id_is_replaced_with_a_new_one() {
    let visitor = harness::start().await.visitor();
    let with = async |id: &str| {
        let reply = visitor.request("GET", "/v1/funds").header("Request-Id", id).send().await;
        reply.header("Request-Id").expect("the client checks that there is one").to_owned()
    };
    assert_eq!(with("partner_42-a").await, "partner_42-a");
    for id in ["", "a b", "x\"y", &"x".repeat(65), "<script>"] {
        assert_ne!(with(id).await, id);
    }
    assert_ne!(with("").await, with("").await);
}

#[tokio::test]
async fn a_refusal_lists_a_hundred_errors_and_counts_them() {
    let server = harness::start().await;
    let unknown: Vec<String> = (0..1200).map(|n| format!("a{n}=")).collect();
    let refused = server.visitor().get(&format!("/v1/funds?{}", unknown.join("&"))).await;
    let publisher = given::a_publisher(&server).await;
    let fields = (0..5000).map(|n| (format!("audience{n}"), json!(1))).collect();
    let invalid = publisher.post("/v1/updates", serde_json::Value::Object(fields)).await;
    for (refused, status, count) in [(refused, 400, 1200), (invalid, 422, 5000)] {
        let problem = refused.is(status).json();
        assert_eq!(refused.pointers().len(), 100, "{refused}");
        assert!(problem["error_count"].as_u64() >= Some(count), "{refused}");
        assert!(refused.bytes().len() < 20_000, "{} bytes", refused.bytes().len());
    }
    let few = server.visitor().get("/v1/funds?a=&b=").await.is(400).json();
    assert_eq!((few["errors"].as_array().map(Vec::len), few.get("error_count")), (Some(2), None));
}
