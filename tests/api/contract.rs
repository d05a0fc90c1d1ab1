//! `openapi.yaml` and the running server agree on their operations. The client checks every single
//! reply, in every test.

use std::collections::BTreeSet;

use harness::{
    document::{Document, Operation},
    given::Samples,
};
use serde_json::Value;

#[tokio::test]
async fn the_server_serves_the_published_document() {
    let server = harness::start().await;
    let served = server.visitor().get("/v1/openapi.json").await.is(200).json();
    let published = &Document::published().root;
    assert!(served == *published, "rewrite openapi.yaml: cargo run -p accord-api -- openapi > openapi.yaml");
}

#[tokio::test]
async fn the_server_serves_every_documented_operation() {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    for operation in &Document::published().operations {
        let request = server.visitor().request(&operation.method, &samples.path(&operation.template));
        let status = request.open_only().await;
        assert!(![404, 405, 406, 500].contains(&status), "{} is answered {status}", operation.named());
    }
}

#[tokio::test]
async fn every_operation_without_security_answers_a_visitor() {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    for operation in Document::published().operations.iter().filter(|operation| !operation.needs_key()) {
        let request = server.visitor().request(&operation.method, &samples.path(&operation.template));
        let status = request.open_only().await;
        assert!((200..300).contains(&status), "{} is answered {status}", operation.named());
    }
}

#[test]
fn every_reference_in_the_document_resolves() {
    let root = &Document::published().root;
    let mut missing = Vec::new();
    each(root, &mut |value| {
        let Some(pointer) = value["$ref"].as_str() else { return };
        if pointer.strip_prefix('#').is_none_or(|pointer| root.pointer(pointer).is_none()) {
            missing.push(pointer.to_owned());
        }
    });
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_operation_has_a_unique_id_summary_tag_and_problems() {
    let operations = &Document::published().operations;
    let ids: BTreeSet<&str> = operations.iter().map(Operation::named).collect();
    assert_eq!(ids.len(), operations.len(), "{ids:?}");
    for operation in operations {
        let named = operation.named();
        assert!(
            named.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
            "{named} is no verb_resource"
        );
        let text = |field: &str| operation.value[field].as_str().is_some_and(|text| !text.is_empty());
        assert!(text("summary"), "{named} has no summary");
        assert!(!operation.value["tags"].as_array().is_none_or(Vec::is_empty), "{named} has no tag");
        let listed = operation.value["responses"].as_object().expect("an operation has responses");
        let refusals = listed.keys().filter(|status| status.starts_with(['4', '5']));
        assert!(
            refusals.count() > 0 || operation.template.starts_with("/health"),
            "{named} lists no problem"
        );
        // An invalid key is refused even where no key is needed.
        assert_eq!(
            operation.value["security"].is_array(),
            listed.contains_key("401"),
            "{named}: security and 401 go together"
        );
    }
}

#[test]
fn every_refusal_is_documented_as_a_problem_document() {
    let document = Document::published();
    for operation in &document.operations {
        for status in operation.statuses().filter(|status| *status >= 400) {
            let response = operation.response(document, status).expect("a listed status has a description");
            let types: Vec<&String> =
                response["content"].as_object().expect("a refusal has a body").keys().collect();
            assert_eq!(types, ["application/problem+json"], "{} {status}", operation.named());
        }
    }
}

#[test]
fn no_documented_body_is_a_bare_array() {
    let document = Document::published();
    each(&document.root["paths"], &mut |value| {
        let schema = &value["schema"];
        if value.get("examples").is_none() && value.get("in").is_none() {
            assert_ne!(schema["type"], "array", "{schema}");
        }
    });
}

/// Visits every value inside a value.
fn each(value: &Value, visit: &mut impl FnMut(&Value)) {
    visit(value);
    match value {
        Value::Object(object) => object.values().for_each(|value| each(value, visit)),
        Value::Array(list) => list.iter().for_each(|value| each(value, visit)),
        _ => {}
    }
}
