//! A reply, and the short words in which a test says what it should be.

use std::str;

use reqwest::header::HeaderMap;
use serde_json::Value;

/// What the server answered. Every method that claims something fails the test when it is not so.
#[derive(Clone, Debug)]
pub struct Reply {
    pub(crate) method: String,
    pub(crate) path: String,
    /// The status of the reply.
    pub status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: bytes::Bytes,
}

impl Reply {
    /// Claims the status.
    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{self}");
        self
    }

    /// Claims the type of problem.
    #[track_caller]
    pub fn problem(&self, r#type: &str) -> &Self {
        assert_eq!(self.json()["type"], r#type, "{self}");
        self
    }

    /// Claims that this field or parameter is among those complained about.
    #[track_caller]
    pub fn at(&self, pointer: &str) -> &Self {
        assert!(self.pointers().iter().any(|known| known == pointer), "nothing about {pointer}: {self}");
        self
    }

    /// Claims that this is said somewhere in the reply.
    #[track_caller]
    pub fn says(&self, words: &str) -> &Self {
        assert!(self.text().contains(words), "`{words}` is not said: {self}");
        self
    }

    /// Every field and parameter that is complained about.
    pub fn pointers(&self) -> Vec<String> {
        let problem = self.json();
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().filter_map(|error| error["pointer"].as_str().map(str::to_owned)).collect()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("no JSON ({error}): {self}"))
    }

    /// The things of a page of a list.
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

    /// A header's value, if the header is there.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("headers are ASCII"))
    }

    /// The ETag, which must be there.
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
