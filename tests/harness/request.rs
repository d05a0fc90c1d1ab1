//! A request, built step by step, so that a test can leave any part out.

use std::fmt;

use reqwest::Method;
use serde_json::Value;

use crate::{Client, Reply, audit};

/// A request not sent yet.
#[derive(Debug)]
pub struct Request {
    client: Client,
    pub(crate) method: String,
    pub(crate) path: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
}

impl Request {
    pub(crate) fn new(client: Client, method: &str, path: &str) -> Self {
        let key = client.key.iter().map(|key| ("Authorization".to_owned(), format!("Bearer {key}")));
        let headers = key.collect();
        Self { client, method: method.to_owned(), path: path.to_owned(), headers, body: None }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.headers.push((name.to_owned(), value.to_string()));
        self
    }

    /// Adds an unused idempotency key.
    #[must_use]
    pub fn fresh_key(self) -> Self {
        self.header("Idempotency-Key", uuid::Uuid::new_v4())
    }

    /// Adds a JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.header("Content-Type", "application/json").bytes(body.to_string())
    }

    /// Adds a JSON Merge Patch (RFC 7396).
    #[must_use]
    pub fn merge_patch(self, body: &Value) -> Self {
        self.header("Content-Type", "application/merge-patch+json").bytes(body.to_string())
    }

    /// Adds a raw body.
    #[must_use]
    pub fn bytes(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Sends the request and fails the test if `openapi.yaml` does not describe the reply.
    pub async fn send(self) -> Reply {
        let response = self.open().await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.expect("the reply comes whole");
        let reply = Reply { method: self.method.clone(), path: self.path.clone(), status, headers, body };
        audit::check(&self, &reply);
        reply
    }

    /// Sends the request and reads only the head of the reply, since a stream has no end.
    pub async fn open_only(self) -> u16 {
        let response = self.open().await;
        let status = response.status().as_u16();
        audit::check_head(&self, status, response.headers());
        status
    }

    /// Sends the request and waits for the head of the reply.
    pub(crate) async fn open(&self) -> reqwest::Response {
        let method = Method::from_bytes(self.method.as_bytes()).expect("a method is a token");
        let url = format!("http://{}{}", self.client.address, self.path);
        let mut request = self.client.http.request(method, url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(body) = &self.body {
            request = request.body(body.clone());
        }
        let sent = request.send().await;
        sent.unwrap_or_else(|error| panic!("{} {} gets no reply: {error:?}", self.method, self.path))
    }
}
