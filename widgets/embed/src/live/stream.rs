//! The page's one event stream, and what it tells its owner, who decides what follows. After a break the browser
//! reconnects by itself for a while.

use std::cell::RefCell;

use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{EventSource, MessageEvent};

use super::page::after;
use crate::client;

/// How long the first event may take. Some proxies hold events back without an error.
const PATIENCE_MS: f64 = 10_000.0;

/// News from the stream.
pub(super) enum News {
    /// The ledger reached this position.
    Reached(f64),
    /// The server no longer knows what was missed.
    Reset,
    /// The server itself lost sight of the ledger.
    Stale,
    /// The server sees the ledger again.
    Fresh,
    /// The stream is open again after a break: changes may have been missed.
    Reopened,
    /// The stream broke.
    Broke,
    /// The stream never worked. Answers that were fetched are as good as before.
    Useless,
}

#[derive(Default)]
struct Stream {
    source: Option<EventSource>,
    tell: Option<fn(News)>,
    /// Whether an event came through.
    is_live: bool,
    /// Set from a break until the stream is open again.
    is_broken: bool,
    /// Whether the server itself lost sight of the ledger.
    is_server_stale: bool,
}

thread_local! {
    static STREAM: RefCell<Stream> = RefCell::default();
}

fn with<T>(work: impl FnOnce(&mut Stream) -> T) -> T {
    STREAM.with_borrow_mut(work)
}

fn tell(news: News) {
    if let Some(tell) = with(|stream| stream.tell) {
        tell(news);
    }
}

/// Opens the stream unless it is open; then true. Its first event is the ledger's position.
pub(super) fn open(server: &str, tell: fn(News)) -> bool {
    if with(|stream| stream.source.is_some()) {
        return false;
    }
    let source = EventSource::new(&client::live(server)).ok();
    if let Some(source) = &source {
        on(source, "open", |_| opened());
        on(source, "error", |_| broke());
        on(source, "change", |event| {
            with(|stream| stream.is_live = true);
            self::tell(News::Reached(js_sys::parse_float(&event.last_event_id())));
        });
        on(source, "reset", |_| self::tell(News::Reset));
        on(source, "stale", |_| {
            with(|stream| stream.is_server_stale = true);
            self::tell(News::Stale);
        });
        on(source, "fresh", |_| {
            with(|stream| stream.is_server_stale = false);
            self::tell(News::Fresh);
        });
    }
    with(|stream| (stream.source, stream.tell) = (source, Some(tell)));
    after(PATIENCE_MS, || {
        if with(|stream| stream.source.is_some() && !stream.is_live) {
            broke();
        }
    });
    true
}

/// Ends the stream, which is not a break.
pub(super) fn close() {
    let source = with(std::mem::take).source;
    if let Some(source) = source {
        source.close();
    }
}

/// Ends a stream that did not come back: the browser would retry every few seconds for ever.
pub(super) fn give_up() {
    if with(|stream| stream.is_broken) {
        close();
    }
}

/// How far the stream can be relied on.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Health {
    /// Too early to say.
    New,
    /// Changes arrive at once.
    Good,
    /// The server answers, but lost sight of the ledger itself.
    Behind,
    /// No stream, or one that does not work.
    Broken,
}

pub(super) fn health() -> Health {
    with(|stream| match stream {
        Stream { source: None, .. } | Stream { is_broken: true, .. } => Health::Broken,
        Stream { is_server_stale: true, .. } => Health::Behind,
        Stream { is_live: true, .. } => Health::Good,
        _ => Health::New,
    })
}

fn opened() {
    // A server that is still behind says so again.
    let was_broken = with(|stream| {
        stream.is_server_stale = false;
        std::mem::take(&mut stream.is_broken)
    });
    if was_broken {
        tell(News::Reopened);
    }
}

fn broke() {
    let (was_broken, was_live) = with(|stream| {
        if stream.source.as_ref().is_some_and(|source| source.ready_state() == EventSource::CLOSED) {
            stream.source = None;
        }
        (std::mem::replace(&mut stream.is_broken, true), stream.is_live)
    });
    match (was_broken, was_live) {
        (true, _) => {}
        (false, true) => tell(News::Broke),
        (false, false) => tell(News::Useless),
    }
}

fn on(source: &EventSource, event: &str, listener: fn(MessageEvent)) {
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(listener);
    source.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref()).unwrap_or_default();
    // A page opens few streams, and each listener is a few bytes.
    listener.forget();
}
