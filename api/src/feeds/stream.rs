//! `GET /v1/live`: sends each reader every change that they may see, once and in order.

use std::{collections::VecDeque, convert::Infallible, sync::Arc, time::Duration};

use shared::changes::Change;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::{CancellationToken, DropGuard};
use warp::{Filter, Reply, path, sse::Event};

use crate::live::feed::Head;
use crate::{
    app::{self, App},
    auth::{self, Reader},
    http::{Answer, Problem, Route, get_or_head, query, query::NoQuery, route},
    log,
    proof::Key,
};

/// The most changes read at a time for a stream that fell behind.
const CHUNK: i64 = 500;

/// One permit per stream that may be open.
pub(crate) type Room = Arc<Semaphore>;

pub(crate) fn routes(app: &App, room: &Room) -> Vec<Route> {
    vec![route::<__path_watch_changes, _, _>(
        path!("v1" / "live")
            .and(get_or_head())
            .and(auth::key(app))
            .and(warp::header::optional::<String>("last-event-id"))
            .and(query::<NoQuery>())
            .and(app::with(app))
            .and(app::with(room))
            .then(watch_changes),
    )]
}

/// Watch changes as they are committed
///
/// Server-sent events (WHATWG HTML, 9.2). `change`: a thing that this reader may see was written. Its `data`
/// is a `Change`; its id is the position in the reader's feed. A client that reconnects continues after its
/// last event. A stream without `Last-Event-ID` begins with the latest change. `stale`: the server has lost
/// its connection to the ledger; `fresh`: it is connected again. `reset`: the requested position is not in
/// this feed; read everything again. The stream ends when its key is revoked or expires, when the key's
/// person leaves, and when the role changes.
#[utoipa::path(
    get, path = "/v1/live", tag = "live", security((), ("key" = [])),
    params(("Last-Event-ID" = Option<i64>, Header, description = "Position to continue after.", minimum = 0)),
    responses((status = 200, description = "An endless stream.", content_type = "text/event-stream", body = Change))
)]
async fn watch_changes(key: Option<Key>, last: Option<String>, _: NoQuery, app: App, room: Room) -> Answer {
    let last = last.map(|last| last.parse::<i64>().ok().filter(|last| *last >= 0).ok_or(last)).transpose();
    let last = last.map_err(|_| Problem::bad_request("`Last-Event-ID` must be a position of the feed."))?;
    let permit = room.try_acquire_owned().map_err(|_| Problem::overloaded())?;
    let reader = key.as_ref().map_or_else(Reader::anyone, Key::reader);
    let proof = match key {
        Some(key) => app.live.watch_key(key).await,
        None => CancellationToken::new(),
    };
    let ended = proof.clone().drop_guard();
    if proof.is_cancelled() {
        return Err(Problem::unauthenticated());
    }
    let feed = app.live.feed(reader.audience);
    let (head, known) = (feed.watch(), feed.position());
    let mut queue = VecDeque::from([Event::default().retry(retry())]);
    let position = match last {
        Some(last) if last > known => {
            queue.push_back(Event::default().event("reset").id(known.to_string()).data("{}"));
            known
        }
        Some(last) => last,
        // Something may have been written between a client's read and its stream.
        None => (known - 1).max(0),
    };
    let watcher =
        Watcher { app, reader, proof, head, position, queue, is_stale: false, _held: (ended, permit) };
    let (events, received) = mpsc::channel(16);
    tokio::spawn(watcher.run(events));
    let events =
        warp::sse::keep_alive().interval(Duration::from_secs(15)).stream(ReceiverStream::new(received));
    Ok(warp::sse::reply(events).into_response())
}

/// Spreads the reconnections of a stopped server's clients.
fn retry() -> Duration {
    let mut byte = [0];
    // Without randomness, reconnections are only less spread.
    let _ = getrandom::fill(&mut byte);
    Duration::from_millis(2_000 + u64::from(byte[0]) * 8)
}

struct Watcher {
    app: App,
    reader: Reader,
    /// Cancelled when the reader's key no longer proves the same.
    proof: CancellationToken,
    head: watch::Receiver<Head>,
    /// The last change sent or queued.
    position: i64,
    queue: VecDeque<Event>,
    /// The last reported state of the server. A stream begins with a report only if the server is stale.
    is_stale: bool,
    /// Given back when the stream ends: the watch of its key, and its place.
    _held: (DropGuard, OwnedSemaphorePermit),
}

impl Watcher {
    /// Sends events until the client or the server stops, or the key ends.
    async fn run(mut self, events: mpsc::Sender<Result<Event, Infallible>>) {
        loop {
            while let Some(event) = self.queue.pop_front() {
                tokio::select! {
                    biased;
                    () = self.proof.cancelled() => return,
                    sent = events.send(Ok(event)) => if sent.is_err() { return },
                }
            }
            if self.fill().await.is_none() {
                return;
            }
            if !self.queue.is_empty() {
                continue;
            }
            tokio::select! {
                biased;
                () = self.proof.cancelled() => return,
                () = self.app.stop.cancelled() => return,
                () = events.closed() => return,
                changed = self.head.changed() => if changed.is_err() { return },
            }
        }
    }

    /// Queues events. `None` if the stream must end, so that its client reconnects.
    async fn fill(&mut self) -> Option<()> {
        let head = *self.head.borrow_and_update();
        if head.position > self.position {
            for change in self.missed(head.position).await? {
                self.position = change.position;
                let data = serde_json::to_string(&*change).expect("a change is plain data");
                self.queue
                    .push_back(Event::default().event("change").id(change.position.to_string()).data(data));
            }
        }
        if head.is_stale != self.is_stale {
            self.is_stale = head.is_stale;
            let name = if head.is_stale { "stale" } else { "fresh" };
            self.queue.push_back(Event::default().event(name).data("{}"));
        }
        Some(())
    }

    /// The lines up to a position that this server has told: for later ones, the key was not looked up yet.
    async fn missed(&self, told: i64) -> Option<Vec<Arc<Change>>> {
        let feed = self.app.live.feed(self.reader.audience);
        if let Some(changes) = feed.after(self.position) {
            return Some(changes);
        }
        let client = self.app.db.reader(&self.reader).await.ok()?;
        let lines = log::feed::after(&client, self.reader.audience, self.position, CHUNK).await.ok()?;
        let lines = lines.iter().take_while(|line| line.position <= told);
        Some(lines.map(|line| Arc::new(line.change())).collect())
    }
}
