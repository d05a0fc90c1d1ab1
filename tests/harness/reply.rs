//! A reply, and short assertions about it.

use std::str;

use reqwest::header::HeaderMap;
use serde_json::Value;

/// The server's answer. Every assertion fails the test with the whole reply.
#[derive(Clone, Debug)]
pub struct Reply {
    pub(crate) method: String,
    pub(crate) path: String,
    /// The status.
    pub status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: bytes::Bytes,
}

impl Reply {
    /// Asserts the status.
    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{self}");
        self
    }

    /// Asserts the type of the problem.
    #[track_caller]
    pub fn problem(&self, r#type: &str) -> &Self {
        assert_eq!(self.json()["type"], r#type, "{self}");
        self
    }

    /// Asserts that the problem complains about this field or parameter.
    #[track_caller]
    pub fn at(&self, pointer: &str) -> &Self {
        assert!(self.pointers().iter().any(|known| known == pointer), "nothing about {pointer}: {self}");
        self
    }

    /// Asserts that the body contains these words.
    #[track_caller]
    pub fn says(&self, words: &str) -> &Self {
        assert!(self.text().contains(words), "`{words}` is not said: {self}");
        self
    }

    /// Every field and parameter that the problem complains about.
    pub fn pointers(&self) -> Vec<String> {
        let problem = self.json();
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().filter_map(|error| error["pointer"].as_str().map(str::to_owned)).collect()
    }

    /// Every line of a header.
    pub fn header_lines(&self, name: &str) -> Vec<&str> {
        self.headers.get_all(name).iter().filter_map(|line| line.to_str().ok()).collect()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("no JSON ({error}): {self}"))
    }

    /// The items of one page of a list.
    #[track_caller]
    pub fn items(&self) -> Vec<Value> {
        self.json()["items"].as_array().unwrap_or_else(|| panic!("no list: {self}")).clone()
    }

    /// The body as text.
    #[track_caller]
    pub fn text(&self) -> &str {
        str::from_utf8(&self.body)
            .unwrap_or_else(|error| panic!("no text ({error}): {} {}", self.method, self.path))
    }

    /// A header's value, if present.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("headers are ASCII"))
    }

    /// The ETag, which must be present.
    #[track_caller]
    pub fn etag(&self) -> String {
        self.header("ETag").unwrap_or_else(|| panic!("no ETag: {self}")).to_owned()
    }

    /// The body's bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }
}

impl std::fmt::Display for Reply {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body: String = String::from_utf8_lossy(&self.body).chars().take(2000).collect();
        write!(out, "{} {} was answered {} {body}", self.method, self.path, self.status)
    }
}
