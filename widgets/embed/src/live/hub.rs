//! The state shared by all figures of a page: the answers, their listeners, and whether the numbers are still known to
//! be current.

use std::{cell::RefCell, rc::Rc};

use figures::json::Json;
use js_sys::Date;
use wasm_bindgen_futures::spawn_local;

use super::{
    Heard,
    page::{after, is_visible, watch_visibility},
    stream::{self, Health, News},
};
use crate::{
    client::{self, Failure},
    json::Js,
};

/// How long the numbers may be in doubt before the figures say so: the browser takes three seconds to
/// reconnect, and a restart of the server is not worth a warning.
const GRACE_MS: f64 = 5_000.0;
/// Least time between two fetches caused by events.
const PACE_MS: f64 = 1_000.0;
/// Shortest and longest wait between attempts while the server does not answer.
const AWAY_MS: (f64, f64) = (5_000.0, 900_000.0);
/// The same while it answers and only the stream fails.
const POLL_MS: (f64, f64) = (60_000.0, 120_000.0);

type Listener = Rc<dyn Fn(Heard)>;

#[derive(Default)]
struct Hub {
    server: String,
    answers: Vec<Answer>,
    listeners: Vec<(usize, String, Listener)>,
    next_listener: usize,
    /// The latest known position of the ledger; answers before it are behind.
    position: f64,
    /// Since when the numbers are in doubt, in milliseconds.
    doubt_since: Option<f64>,
    /// Whether the figures say so.
    is_stale: bool,
    last_fetch: f64,
    is_fetch_due: bool,
    /// Wait before the next attempt; 0 until one failed.
    retry_ms: f64,
    is_retry_due: bool,
    is_watching: bool,
}

impl Hub {
    fn stale_since(&self) -> Option<String> {
        let since = self.doubt_since.filter(|_| self.is_stale)?;
        Some(Date::new(&since.into()).to_iso_string().into())
    }

    fn doubt(&mut self) -> bool {
        let is_new = self.doubt_since.is_none();
        self.doubt_since.get_or_insert_with(Date::now);
        is_new
    }
}

#[derive(Default)]
struct Answer {
    url: String,
    known: Option<Js>,
    /// The ledger's position when it was answered or refused; none before that.
    position: Option<f64>,
    /// Whether the last attempt failed: the answer is then in doubt.
    has_failed: bool,
    /// Whether it can change: a figure pinned to an instant is fetched once.
    is_live: bool,
    is_asked: bool,
    /// Whether to fetch again at any position.
    is_due: bool,
}

thread_local! {
    static HUB: RefCell<Hub> = RefCell::default();
}

fn with<T>(work: impl FnOnce(&mut Hub) -> T) -> T {
    HUB.with_borrow_mut(work)
}

/// Calls `listener` with the state of `url`: at once if known, and at every change.
pub(crate) fn listen(server: &str, url: &str, is_live: bool, listener: Listener) -> usize {
    if !with(|hub| std::mem::replace(&mut hub.is_watching, true)) {
        watch_visibility(shown, hidden);
    }
    let (id, heard, is_new) = with(|hub| {
        hub.server = server.to_owned();
        let id = hub.next_listener;
        hub.next_listener += 1;
        hub.listeners.push((id, url.to_owned(), listener.clone()));
        let answer = hub.answers.iter().find(|answer| answer.url == url);
        let known = answer.and_then(|answer| answer.known.clone());
        let is_new = answer.is_none();
        if is_new {
            let url = url.to_owned();
            hub.answers.push(Answer { url, is_live, is_due: true, ..Answer::default() });
        }
        let heard = known.map(|answer| Heard { answer: Some(answer), stale_since: hub.stale_since() });
        (id, heard, is_new)
    });
    if is_live {
        open(server);
    }
    if let Some(heard) = heard {
        listener(heard);
    }
    if is_new {
        fetch_due();
    }
    id
}

/// Stops calling a listener. The last one to leave ends the stream.
pub(crate) fn leave(id: usize) {
    let is_empty = with(|hub| {
        hub.listeners.retain(|(known, ..)| *known != id);
        let listeners = &hub.listeners;
        hub.answers.retain(|answer| listeners.iter().any(|(_, url, _)| *url == answer.url));
        hub.listeners.is_empty()
    });
    if is_empty {
        stream::close();
    }
}

/// Opens the stream unless it is open. A new stream begins with a position of its own.
fn open(server: &str) {
    if stream::open(server, heard) {
        forget();
    }
}

fn heard(news: News) {
    match news {
        News::Reached(position) => {
            reached();
            changed(position);
        }
        News::Reset => {
            forget();
            ask();
        }
        News::Stale => tell_stale(),
        News::Fresh | News::Reopened => ask(),
        News::Broke => {
            doubt();
            look();
        }
        News::Useless => retry(),
    }
}

/// The ledger is at `position`: fetches answers behind it as soon as the pace allows. A first answer is
/// usually as new as the first event of a stream.
fn changed(position: f64) {
    if position.is_nan() {
        ask();
    } else {
        with(|hub| hub.position = hub.position.max(position));
        fetch_soon();
    }
}

/// Fetches everything at any position.
fn ask() {
    with(|hub| {
        hub.answers.iter_mut().for_each(|answer| answer.is_due = answer.is_live || answer.position.is_none());
    });
    fetch_soon();
}

/// Forgets the known position.
fn forget() {
    with(|hub| hub.position = 0.0);
}

/// The numbers may be behind from now on. The figures say so if that lasts.
fn doubt() {
    if with(Hub::doubt) {
        after(GRACE_MS, tell_doubt);
    }
}

/// The server itself reports that the numbers may be behind.
fn tell_stale() {
    with(|hub| {
        hub.doubt();
        hub.is_stale = true;
    });
    tell(None);
}

fn tell_doubt() {
    // The timer of an earlier doubt fires too early, and a hidden page can wait.
    let lasts = |since: f64| Date::now() - since > GRACE_MS - 100.0;
    if with(|hub| !hub.is_stale && hub.doubt_since.is_some_and(lasts)) && is_visible() {
        stream::give_up();
        tell_stale();
    }
}

/// The stream broke: tests soon whether the server still answers, as it may behind a proxy that blocks
/// streams. The delay is random so that visitors' browsers do not all ask at once.
fn look() {
    after(PACE_MS * (1.0 + 2.0 * js_sys::Math::random()), || {
        if stream::health() == Health::Broken && is_visible() {
            ask();
        }
    });
}

fn fetch_soon() {
    let wait = with(|hub| {
        if std::mem::replace(&mut hub.is_fetch_due, true) {
            return None;
        }
        Some((hub.last_fetch + PACE_MS - Date::now()).clamp(0.0, PACE_MS))
    });
    if let Some(wait) = wait {
        after(wait, || {
            with(|hub| hub.is_fetch_due = false);
            fetch_due();
        });
    }
}

/// Fetches every answer that is behind and not already on its way.
fn fetch_due() {
    let urls: Vec<String> = with(|hub| {
        let position = hub.position;
        let due = hub.answers.iter_mut().filter(|answer| {
            let is_behind = answer.is_live && answer.position.is_some_and(|at| at < position);
            !answer.is_asked && (answer.is_due || is_behind)
        });
        due.map(|answer| {
            (answer.is_asked, answer.is_due) = (true, false);
            answer.url.clone()
        })
        .collect()
    });
    if !urls.is_empty() {
        with(|hub| hub.last_fetch = Date::now());
    }
    urls.into_iter().for_each(|url| spawn_local(fetch(url)));
}

async fn fetch(url: String) {
    let asked_at = with(|hub| hub.position);
    let (known, position) = match client::fetch(&url).await {
        Ok(known) => {
            let position = known.get("position").number();
            (Some(known), position)
        }
        // A refusal is an answer too, until the ledger changes.
        Err(Failure::Refused) => (None, Some(asked_at)),
        Err(Failure::Away) => (None, None),
    };
    let has_failed = position.is_none();
    let (is_live, is_overtaken, is_told) = with(|hub| {
        let Some(answer) = hub.answers.iter_mut().find(|answer| answer.url == url) else {
            return (false, false, false);
        };
        (answer.is_asked, answer.has_failed) = (false, has_failed);
        // Without an earlier answer the partner's own text stays in place.
        let is_told = !has_failed && (known.is_some() || answer.known.is_some());
        if !has_failed {
            (answer.known, answer.position) = (known, position);
        }
        (answer.is_live, answer.is_due || position.is_some_and(|position| position < hub.position), is_told)
    });
    match position {
        None => {
            doubt();
            retry();
        }
        Some(_) if !is_live => {}
        // A cache in between gave an older answer than the stream announced.
        Some(position) if position < asked_at => retry(),
        Some(_) => {
            settle();
            if is_overtaken {
                fetch_soon();
            }
        }
    }
    if is_told {
        tell(Some(&url));
    }
}

/// An answer came. Everything shown is current again, unless another answer failed or the server lost sight of the
/// ledger.
fn settle() {
    if with(|hub| hub.answers.iter().any(|answer| answer.has_failed)) {
        return;
    }
    let health = stream::health();
    if health != Health::Behind {
        let was_stale = with(|hub| {
            hub.doubt_since = None;
            std::mem::take(&mut hub.is_stale)
        });
        if was_stale {
            tell(None);
        }
    }
    match health {
        Health::New => {}
        Health::Broken => retry(),
        Health::Good | Health::Behind => reached(),
    }
}

/// Tries again later, doubling the wait each time, with some randomness so that visitors' browsers spread out.
fn retry() {
    let wait = with(|hub| {
        if std::mem::replace(&mut hub.is_retry_due, true) {
            return None;
        }
        let (first, last) = if hub.doubt_since.is_some() { AWAY_MS } else { POLL_MS };
        hub.retry_ms = (hub.retry_ms * 2.0).clamp(first, last);
        Some(hub.retry_ms * (0.8 + 0.4 * js_sys::Math::random()))
    });
    if let Some(wait) = wait {
        after(wait, || {
            with(|hub| hub.is_retry_due = false);
            wake();
        });
    }
}

/// The server works: the next failure counts as the first.
fn reached() {
    with(|hub| hub.retry_ms = 0.0);
}

/// Opens the stream, if any figure can change, and fetches, if the page is visible.
fn wake() {
    let (server, is_live) = with(|hub| (hub.server.clone(), hub.answers.iter().any(|answer| answer.is_live)));
    if is_visible() {
        stream::give_up();
        if is_live {
            open(&server);
        }
        ask();
    }
}

/// A hidden page asks for nothing, so its numbers are in doubt.
fn hidden() {
    stream::close();
    with(Hub::doubt);
}

fn shown() {
    wake();
    after(GRACE_MS, tell_doubt);
}

/// Tells the listeners of `url`, or all listeners. The hub is not borrowed meanwhile: a listener may call it.
fn tell(url: Option<&str>) {
    let told: Vec<(Listener, Heard)> = with(|hub| {
        let stale_since = hub.stale_since();
        let listeners = hub.listeners.iter().filter(|(_, at, _)| url.is_none_or(|url| url == at));
        let heard = |url: &str| {
            let answer = hub.answers.iter().find(|answer| answer.url == url && answer.position.is_some())?;
            Some(Heard { answer: answer.known.clone(), stale_since: stale_since.clone() })
        };
        listeners.filter_map(|(_, url, listener)| Some((listener.clone(), heard(url)?))).collect()
    });
    told.into_iter().for_each(|(listener, heard)| listener(heard));
}
