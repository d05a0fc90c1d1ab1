//! A stream of server-sent events, read as a browser reads it.

use std::collections::VecDeque;

use futures_util::{StreamExt, stream::BoxStream};
use serde_json::Value;

use crate::{Request, audit, wait};

/// One event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Event {
    /// The id that a reconnecting client continues from.
    pub id: String,
    /// The event's name.
    pub name: String,
    /// The event's data.
    pub data: String,
}

/// An open stream.
pub struct Stream {
    bytes: BoxStream<'static, reqwest::Result<bytes::Bytes>>,
    unread: Vec<u8>,
    events: VecDeque<Event>,
    event: Event,
}

impl Event {
    /// The data as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.data).unwrap_or_else(|error| panic!("no JSON ({error}): {self:?}"))
    }

    /// The id as a position in the reader's feed.
    #[track_caller]
    pub fn position(&self) -> i64 {
        self.id.parse().unwrap_or_else(|_| panic!("no position: {self:?}"))
    }
}

impl Stream {
    pub(crate) async fn open(request: Request) -> Self {
        let response = request.open().await;
        audit::check_head(&request, response.status().as_u16(), response.headers());
        assert_eq!(response.status(), 200, "{} is not streamed", request.path);
        let bytes = response.bytes_stream().boxed();
        Self { bytes, unread: Vec::new(), events: VecDeque::new(), event: Event::default() }
    }

    /// The next event, which must come soon.
    pub async fn next(&mut self) -> Event {
        wait::soon("an event", self.next_or_end()).await.expect("the stream goes on")
    }

    /// The next event with this name.
    pub async fn next_named(&mut self, name: &str) -> Event {
        loop {
            let event = self.next().await;
            if event.name == name {
                return event;
            }
        }
    }

    /// Asserts that the server ends the stream soon.
    pub async fn ends(&mut self) {
        self.until_end().await;
    }

    /// Every event until the server ends the stream, which must be soon.
    pub async fn until_end(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        wait::soon("the end of the stream", async {
            while let Some(event) = self.next_or_end().await {
                events.push(event);
            }
        })
        .await;
        events
    }

    async fn next_or_end(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Some(event);
            }
            let Some(Ok(bytes)) = self.bytes.next().await else { return None };
            self.unread.extend_from_slice(&bytes);
            while let Some(end) = self.unread.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.unread.drain(..=end).collect();
                self.read_line(
                    String::from_utf8(line).expect("events are UTF-8").trim_end_matches(['\r', '\n']),
                );
            }
        }
    }

    fn read_line(&mut self, line: &str) {
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            // A comment or a `retry` is not an event.
            if !event.data.is_empty() || !event.name.is_empty() {
                self.event.id.clone_from(&event.id);
                self.events.push_back(event);
            }
            return;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "id" => self.event.id = value.to_owned(),
            "event" => self.event.name = value.to_owned(),
            "data" if self.event.data.is_empty() => self.event.data = value.to_owned(),
            "data" => self.event.data += &format!("\n{value}"),
            _ => {}
        }
    }
}
