//! The headers of every answer: which origins may read it, and how long caches may keep it.

use harness::{
    document::Document,
    given::{self, Samples},
};

#[tokio::test]
async fn scripts_of_any_origin_may_read_public_answers() {
    let server = harness::start().await;
    for path in ["/v1/stats", "/v1/funds", "/v1/stats?nonsense=1", "/v1/nothing"] {
        let reply =
            server.visitor().request("GET", path).header("Origin", "https://partner.example").send().await;
        assert_eq!(reply.header("Access-Control-Allow-Origin"), Some("*"), "{path}");
        assert_eq!(reply.header("Access-Control-Allow-Credentials"), None, "{path}");
    }
}

#[tokio::test]
async fn answers_to_a_key_allow_no_origin_and_no_cache() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    for path in ["/v1/stats", "/v1/funds", "/v1/updates"] {
        let request = server.reader(&office).request("GET", path).header("Origin", "https://partner.example");
        let reply = request.send().await;
        assert_eq!(reply.header("Access-Control-Allow-Origin"), None, "{path}");
        assert_eq!(reply.header("Cache-Control"), Some("private, no-store"), "{path}");
    }
}

#[tokio::test]
async fn every_answer_has_strict_browser_headers() {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    for operation in Document::published().operations.iter().filter(|operation| operation.is_plain_get()) {
        let path = samples.path(&operation.template);
        let reply = server.visitor().get(&path).await;
        assert_eq!(reply.header("X-Content-Type-Options"), Some("nosniff"), "{path}");
        assert_eq!(reply.header("Referrer-Policy"), Some("no-referrer"), "{path}");
        let policy = reply.header("Content-Security-Policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(!policy.contains("script-src 'unsafe-inline'"), "{path}: {policy}");
        assert_eq!(reply.header("Set-Cookie"), None, "{path}");
    }
}

#[tokio::test]
async fn only_frames_may_be_framed_without_device_access() {
    let server = harness::start().await;
    let header = async |path: &str, name: &str| {
        server.visitor().get(path).await.is(200).header(name).unwrap_or_default().to_owned()
    };
    for path in ["/", "/calls", "/embed", "/v1/funds"] {
        assert!(header(path, "Content-Security-Policy").await.contains("frame-ancestors 'none'"), "{path}");
        for name in ["Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"] {
            assert_eq!(header(path, name).await, "same-origin", "{path}: {name}");
        }
    }
    for kind in ["fund", "members", "donors", "updates", "calls", "clock"] {
        let path = format!("/embed/{kind}");
        assert!(header(&path, "Content-Security-Policy").await.contains("frame-ancestors *"), "{path}");
        assert_eq!(header(&path, "Cross-Origin-Resource-Policy").await, "cross-origin", "{path}");
        let policy = header(&path, "Permissions-Policy").await;
        assert!(policy.contains("camera=()") && policy.contains("geolocation=()"), "{path}: {policy}");
        // Names and titles may be retracted, so caches must not keep them.
        let is_kept = !["donors", "updates", "calls"].contains(&kind);
        assert_eq!(header(&path, "Cache-Control").await == "no-cache", !is_kept, "{path}");
    }
}

#[tokio::test]
async fn an_answer_is_compressed_when_the_client_accepts_it() {
    let server = harness::start().await;
    let plain = server.visitor().get("/v1/openapi.json").await;
    let packed =
        server.visitor().request("GET", "/v1/openapi.json").header("Accept-Encoding", "br").send().await;
    assert_eq!(packed.header("Content-Encoding"), Some("br"));
    assert!(packed.bytes().len() * 4 < plain.bytes().len());
}

#[tokio::test]
async fn widget_files_are_served_precompressed() {
    let server = harness::start().await;
    for file in ["accord_bg.wasm", "accord.js", "accord.css"] {
        let path = format!("/embed/{}/{file}", server.widgets_version());
        let whole = server.visitor().get(&path).await;
        let packed =
            server.visitor().request("GET", &path).header("Accept-Encoding", "gzip, br").send().await;
        assert_eq!(
            (packed.header("Content-Encoding"), whole.header("Content-Encoding")),
            (Some("br"), None),
            "{file}"
        );
        assert!(packed.bytes().len() * 2 < whole.bytes().len(), "{file}");
        assert_eq!(whole.header("Cache-Control"), Some("public, max-age=31536000, immutable"));
    }
}

#[tokio::test]
async fn every_answer_has_one_vary_line() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    for path in
        ["/v1/stats", "/v1/funds?x=1", "/v1/nothing", "/calls", "/embed", "/embed/fund", "/badge/fund.svg"]
    {
        for client in [server.visitor(), server.reader(&office)] {
            let reply = client.request("GET", path).header("Origin", "https://partner.example").send().await;
            let [line] = reply.header_lines("Vary")[..] else { panic!("{path}: {reply}") };
            let names: Vec<&str> = line.split(", ").collect();
            assert!(names.contains(&"accept-encoding"), "{path}: {line}");
            assert_eq!(names.contains(&"authorization"), path.starts_with("/v1/"), "{path}: {line}");
        }
    }
}
