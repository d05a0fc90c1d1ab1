//! The page's one event stream. The browser reconnects it by itself for a while; after that, or when
//! the server refuses it, it is opened anew, less and less often.

use std::cell::RefCell;

use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{EventSource, MessageEvent};

use super::{hub, page::after};
use crate::client;

/// How long a stream may take to its first event. Some proxies let none pass, and say nothing.
const PATIENCE_MS: f64 = 10_000.0;

#[derive(Default)]
struct Stream {
    source: Option<EventSource>,
    /// Whether an event came through.
    is_live: bool,
    /// Set once the stream broke, until it is open again.
    is_broken: bool,
    /// Whether the server itself said that it lost sight of the ledger.
    is_server_stale: bool,
}

thread_local! {
    static STREAM: RefCell<Stream> = RefCell::default();
}

fn with<T>(work: impl FnOnce(&mut Stream) -> T) -> T {
    STREAM.with_borrow_mut(work)
}

/// Opens the stream unless there is one. Its first event is the ledger's position.
pub(super) fn open(server: &str) {
    if with(|stream| stream.source.is_some()) {
        return;
    }
    let source = EventSource::new(&client::live(server)).ok();
    if let Some(source) = &source {
        on(source, "open", |_| opened());
        on(source, "error", |_| broke());
        on(source, "change", |event| {
            with(|stream| stream.is_live = true);
            hub::reached();
            hub::changed(js_sys::parse_float(&event.last_event_id()));
        });
        // The server no longer knows what was missed.
        on(source, "reset", |_| {
            hub::forget();
            hub::ask();
        });
        on(source, "stale", |_| {
            with(|stream| stream.is_server_stale = true);
            hub::tell_stale();
        });
        on(source, "fresh", |_| {
            with(|stream| stream.is_server_stale = false);
            hub::ask();
        });
    }
    with(|stream| stream.source = source);
    hub::forget();
    after(PATIENCE_MS, || {
        if with(|stream| stream.source.is_some() && !stream.is_live) {
            broke();
        }
    });
}

/// Ends the stream; no longer listening is not a break.
pub(super) fn close() {
    let source = with(std::mem::take).source;
    if let Some(source) = source {
        source.close();
    }
}

/// Ends a stream that did not come back, since the browser would try every few seconds for ever.
pub(super) fn give_up() {
    if with(|stream| stream.is_broken) {
        close();
    }
}

/// What the stream is good for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Health {
    /// Too early to say.
    New,
    /// A change is heard of at once.
    Good,
    /// The server answers, and says that it lost sight of the ledger itself.
    Behind,
    /// There is none, or none that works.
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
        // What changed meanwhile may have been missed.
        hub::ask();
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
        (false, true) => {
            hub::doubt();
            hub::look();
        }
        // It never worked, and the answers that were fetched are as good as before.
        (false, false) => hub::retry(),
    }
}

fn on(source: &EventSource, event: &str, listener: fn(MessageEvent)) {
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(listener);
    source.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref()).unwrap_or_default();
    // A stream is opened a few times in the life of a page, and each listener is a few bytes.
    listener.forget();
}
