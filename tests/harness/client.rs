//! A client of the server: a visitor, or an office with one of its keys.

use std::net::SocketAddr;

use serde_json::Value;

use crate::{Reply, Request, Stream};

/// A client, with or without a key.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) address: SocketAddr,
    pub(crate) key: Option<String>,
}

impl Client {
    pub(crate) fn new(http: reqwest::Client, address: SocketAddr, key: Option<&str>) -> Self {
        Self { http, address, key: key.map(str::to_owned) }
    }

    /// Reads a path.
    pub async fn get(&self, path: &str) -> Reply {
        self.request("GET", path).send().await
    }

    /// Creates something, under a fresh idempotency key.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.request("POST", path).fresh_key().json(&body).send().await
    }

    /// Replaces something.
    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.request("PUT", path).json(&body).send().await
    }

    /// Changes the version with this ETag.
    pub async fn patch(&self, path: &str, etag: &str, body: Value) -> Reply {
        self.request("PATCH", path).header("If-Match", etag).merge_patch(&body).send().await
    }

    /// Erases something.
    pub async fn delete(&self, path: &str) -> Reply {
        self.request("DELETE", path).send().await
    }

    /// Opens a stream of server-sent events.
    pub async fn stream(&self, path: &str) -> Stream {
        self.stream_after(path, None).await
    }

    /// Opens a stream that continues after an event already seen.
    pub async fn stream_after(&self, path: &str, last_event: Option<&str>) -> Stream {
        let request = self.request("GET", path).header("Accept", "text/event-stream");
        let request = match last_event {
            Some(id) => request.header("Last-Event-ID", id),
            None => request,
        };
        Stream::open(request).await
    }

    /// The client's key.
    pub fn key(&self) -> &str {
        self.key.as_deref().expect("a visitor has no key")
    }

    /// The public part of the client's key.
    pub fn key_id(&self) -> &str {
        &self.key()["alo_live_".len()..][..8]
    }

    /// A request to build step by step.
    pub fn request(&self, method: &str, path: &str) -> Request {
        Request::new(self.clone(), method, path)
    }

    /// All items of a list, from every page.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut next = Some(path.to_owned());
        while let Some(path) = next {
            let page = self.get(&path).await.is(200).json();
            items.extend(page["items"].as_array().expect("a list has items").iter().cloned());
            next = page["next"].as_str().map(str::to_owned);
        }
        items
    }
}
