//! Checks every reply in every test against `openapi.yaml`. An undescribed status, header or field
//! fails the test.

use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::{
    Reply, Request,
    document::{Document, Found, Operation},
    headers, problem,
};

/// Fails the test when a reply is not what the document says.
pub(crate) fn check(request: &Request, reply: &Reply) {
    let document = Document::published();
    let mut complaints = head(document, &request.method, &request.path, reply.status, &reply.headers);
    if reply.status >= 400 {
        complaints.extend(problem::complaints(reply));
    }
    if let Found::Operation(operation) = document.find(&request.method, &request.path) {
        complaints.extend(body(document, operation, reply));
        if reply.status < 300 {
            complaints.extend(accepted(document, operation, request));
        }
    }
    assert!(complaints.is_empty(), "openapi.yaml says otherwise: {complaints:#?}\n{reply}");
}

/// As `check`, for a reply whose body goes on.
pub(crate) fn check_head(request: &Request, status: u16, headers: &HeaderMap) {
    let complaints = head(Document::published(), &request.method, &request.path, status, headers);
    assert!(complaints.is_empty(), "openapi.yaml says otherwise: {complaints:#?}\n{}", request.path);
}

fn head(document: &Document, method: &str, path: &str, status: u16, headers: &HeaderMap) -> Vec<String> {
    let mut complaints = Vec::new();
    if !headers.contains_key("request-id") {
        complaints.push("there is no Request-Id".to_owned());
    }
    let described = match document.find(method, path) {
        Found::Operation(operation) => operation.response(document, status),
        // Such a reply is sent before any operation is chosen.
        Found::OtherMethods(methods) => {
            complaints.extend(other_method(&methods, method, status, headers));
            return complaints;
        }
        Found::Nothing if [400, 404, 413, 414, 503].contains(&status) => return complaints,
        Found::Nothing => {
            return vec![format!("{method} {path} is answered {status} and not described at all")];
        }
    };
    let Some(described) = described else {
        complaints.push(format!("the status {status} is not listed"));
        return complaints;
    };
    for name in headers.keys().map(|name| name.as_str()) {
        let mut listed = described["headers"].as_object().into_iter().flat_map(|known| known.keys());
        if !headers::KNOWN.contains(&name) && !listed.any(|known| known.eq_ignore_ascii_case(name)) {
            complaints.push(format!("the header {name} of {status} is not listed"));
        }
    }
    complaints
}

fn other_method(methods: &[&str], method: &str, status: u16, headers: &HeaderMap) -> Option<String> {
    if method == "OPTIONS" && status < 300 {
        return None;
    }
    let mut expected: Vec<&str> = methods.to_vec();
    expected.extend(methods.contains(&"GET").then_some("HEAD"));
    let allow = headers.get("allow").and_then(|allow| allow.to_str().ok()).unwrap_or_default();
    let mut allowed: Vec<&str> = allow.split(", ").filter(|method| *method != "OPTIONS").collect();
    expected.sort_unstable();
    allowed.sort_unstable();
    let right = status == 405 && allowed == expected;
    (!right).then(|| format!("{method} is not described, and was answered {status} with Allow: {allow}"))
}

fn body(document: &Document, operation: &Operation, reply: &Reply) -> Vec<String> {
    let Some(described) = operation.response(document, reply.status) else { return Vec::new() };
    let content = described["content"].as_object().filter(|content| !content.is_empty());
    let content_type = reply.header("Content-Type").map(essence);
    let (content, content_type) = match (content, content_type) {
        (None, None) => return Vec::new(),
        (None, Some(found)) => return vec![format!("a body of type {found} where none is described")],
        (Some(_), None) => return vec!["no body where one is described".to_owned()],
        (Some(content), Some(found)) => (content, found),
    };
    let Some(media) = content.get(content_type) else {
        return vec![format!("the type {content_type} is not among {:?}", content.keys())];
    };
    let is_packed = reply.header("Content-Encoding").is_some();
    if !content_type.ends_with("json") || reply.method == "HEAD" || is_packed {
        return Vec::new();
    }
    let Ok(value) = serde_json::from_slice::<Value>(reply.bytes()) else { return vec!["no JSON".to_owned()] };
    let name = format!("{} {} {} {content_type}", operation.method, operation.template, reply.status);
    document.complaints(&name, &media["schema"], &value)
}

/// An accepted request must match its description too.
fn accepted(document: &Document, operation: &Operation, request: &Request) -> Vec<String> {
    let Some(sent) = &request.body else { return Vec::new() };
    let Ok(value) = serde_json::from_slice::<Value>(sent) else { return Vec::new() };
    let media = &operation.value["requestBody"]["content"]["application/json"]["schema"];
    if media.is_null() {
        return Vec::new();
    }
    let name = format!("{} {} request", operation.method, operation.template);
    let complaints = document.complaints(&name, media, &value);
    complaints.into_iter().map(|complaint| format!("was accepted: {complaint}")).collect()
}

/// A media type without its parameters.
fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}
