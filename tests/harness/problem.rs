//! Every refusal must be a problem document of RFC 9457 that agrees with the reply's head and
//! reveals no internals.

use serde_json::Value;

use crate::Reply;

/// Words of databases and backtraces, which belong in the log.
const INSIDE: &[&str] =
    &["SQLSTATE", "constraint", "panicked", "relation \"", "syntax error", ".rs:", "/src/"];

/// The faults of a reply with a status of 400 or more.
pub(crate) fn complaints(reply: &Reply) -> Vec<String> {
    if reply.method == "HEAD" {
        return Vec::new();
    }
    let mut complaints = Vec::new();
    let mut claim = |holds: bool, complaint: String| {
        if !holds {
            complaints.push(complaint);
        }
    };
    let content_type = reply.header("Content-Type").unwrap_or_default();
    claim(content_type == "application/problem+json", format!("a refusal of type `{content_type}`"));
    let Ok(problem) = serde_json::from_slice::<Value>(reply.bytes()) else {
        return vec!["a refusal that is no JSON".to_owned()];
    };
    claim(problem["status"] == reply.status, format!("says status {} in its body", problem["status"]));
    let id = reply.header("Request-Id").unwrap_or_default();
    claim(problem["instance"] == id, format!("instance {} and Request-Id {id} differ", problem["instance"]));
    let r#type = problem["type"].as_str().unwrap_or_default();
    claim(r#type.starts_with("/problems/"), format!("`{type}` is no type of problem"));
    for word in INSIDE {
        claim(!problem.to_string().contains(word), format!("gives away `{word}`"));
    }
    complaints
}
