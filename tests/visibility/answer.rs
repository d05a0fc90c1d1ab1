//! Requests sent to both servers, and their whole answers, with every header that describes state.

use std::{fmt, net::SocketAddr};

use bytes::Bytes;
use harness::wait;
use reqwest::Method;
use serde_json::Value;

/// Headers that describe the moment or the connection rather than the state: the clock, and the
/// client's remaining allowance.
const OF_THE_MOMENT: [&str; 4] = ["date", "ratelimit", "ratelimit-policy", "retry-after"];

/// The maximum number of pages read of a list.
const PAGES: usize = 4;

/// A request to both servers.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Option<String>,
    /// Whether to repeat it with the ETag of the first answer.
    pub(crate) again: bool,
    /// The documented operation that it is meant for.
    pub(crate) operation: String,
}

/// A server's answer.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Sorted by name.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl Asked {
    pub(crate) fn get(path: &str) -> Self {
        let (path, operation) = (path.to_owned(), String::new());
        Self { method: "GET", path, headers: Vec::new(), body: None, again: false, operation }
    }
}

/// Sends a request to a server, repeats it with the ETag, and reads further pages.
pub(crate) async fn converse(
    http: &reqwest::Client,
    address: SocketAddr,
    key: Option<&str>,
    asked: &Asked,
) -> Vec<Answer> {
    let mut answers = vec![ask(http, address, key, asked, None).await];
    if let Some(etag) = answers[0].header("etag").filter(|_| asked.again) {
        let etag = etag.to_owned();
        answers.push(ask(http, address, key, asked, Some(&etag)).await);
    }
    let mut next = answers[0].next();
    while let Some(path) = next.filter(|_| answers.len() < PAGES) {
        let asked = Asked { path, ..asked.clone() };
        let page = ask(http, address, key, &asked, None).await;
        next = page.next();
        answers.push(page);
    }
    answers
}

/// Asks until the server has room, since its load is not part of its state.
async fn ask(
    http: &reqwest::Client,
    address: SocketAddr,
    key: Option<&str>,
    asked: &Asked,
    etag: Option<&str>,
) -> Answer {
    wait::until("the server has room", async || {
        let answer = ask_once(http, address, key, asked, etag).await;
        let is_busy = answer.status == 503 && answer.text().contains("/problems/overloaded");
        (!is_busy).then_some(answer)
    })
    .await
}

async fn ask_once(
    http: &reqwest::Client,
    address: SocketAddr,
    key: Option<&str>,
    asked: &Asked,
    etag: Option<&str>,
) -> Answer {
    let method = Method::from_bytes(asked.method.as_bytes()).expect("a method is a token");
    // The answer repeats the client's request id, so both answers have the same one.
    let mut request =
        http.request(method, format!("http://{address}{}", asked.path)).header("Request-Id", "one-for-both");
    for (name, value) in &asked.headers {
        request = request.header(*name, value);
    }
    if let Some(key) = key {
        request = request.bearer_auth(key);
    }
    if let Some(etag) = etag {
        request = request.header("If-None-Match", etag);
    }
    if let Some(body) = &asked.body {
        request = request.body(body.clone());
    }
    let response = request.send().await.unwrap_or_else(|error| panic!("{asked:?} gets no reply: {error:?}"));
    let status = response.status().as_u16();
    let named = response.headers().iter().filter(|(name, _)| !OF_THE_MOMENT.contains(&name.as_str()));
    let mut headers: Vec<(String, String)> = named
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    headers.sort_by(|one, other| one.0.cmp(&other.0));
    Answer { status, headers, body: response.bytes().await.expect("the answer comes whole") }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    fn next(&self) -> Option<String> {
        let page: Value = serde_json::from_slice(&self.body).ok()?;
        page["next"].as_str().map(str::to_owned)
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {:?}\n{}", self.status, self.headers, self.text())
    }
}
