//! Streams of both servers, opened before they differ and then read up to the same event.

use std::net::SocketAddr;

use harness::wait;

/// An open stream, and the text received so far.
pub(crate) struct Watch {
    response: reqwest::Response,
    said: String,
}

impl Watch {
    pub(crate) async fn open(
        http: &reqwest::Client,
        address: SocketAddr,
        key: Option<&str>,
        after: Option<i64>,
    ) -> Self {
        let mut request = http.get(format!("http://{address}/v1/live"));
        if let Some(key) = key {
            request = request.bearer_auth(key);
        }
        if let Some(after) = after {
            request = request.header("Last-Event-ID", after.to_string());
        }
        let response = request.send().await.expect("the stream is opened");
        assert_eq!(response.status(), 200, "a stream after {after:?}");
        Self { response, said: String::new() }
    }

    /// The text up to and including the event at a position.
    pub(crate) async fn until(&mut self, position: i64) -> String {
        let id = format!("id:{position}");
        let more = async {
            while !(self.said.ends_with("\n\n") && self.said.lines().any(|line| line == id)) {
                let bytes = self.response.chunk().await.expect("it does not break").expect("it goes on");
                self.said += std::str::from_utf8(&bytes).expect("events are UTF-8");
            }
        };
        wait::soon("the last event", more).await;
        // `retry` is random, and a comment only says that time has passed.
        let is_state = |line: &&str| !line.starts_with("retry:") && !line.starts_with(':');
        let events = self.said.split("\n\n").map(|event| event.lines().filter(is_state).collect::<Vec<_>>());
        // Whether a busy server lost sight of the ledger for a moment is not part of its state
        // either.
        let is_sight =
            |lines: &[&str]| lines.iter().any(|line| ["event:stale", "event:fresh"].contains(line));
        let events =
            events.filter(|lines| !lines.is_empty() && !is_sight(lines)).map(|lines| lines.join("\n"));
        events.collect::<Vec<_>>().join("\n\n")
    }
}
