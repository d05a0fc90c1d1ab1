//! The parts of the server that handlers share.

use std::{ops::Deref, sync::Arc};

use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;
use warp::{Filter, filters::BoxedFilter};

use crate::{
    db::{self, Db, Logins},
    http::Problem,
    live::Live,
    log::{Totals, Write},
    secrets::Signer,
};

/// The server's parts, shared by all handlers. A part that only one feature uses is not here: `routes` gives it to
/// that feature.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// See `App`.
pub struct Parts {
    pub db: Db,
    /// The feeds and figures, in memory.
    pub live: Arc<Live>,
    /// Signs the cursors of lists.
    pub cursors: Signer,
    /// The number of things in each list.
    pub totals: Totals,
    /// The delay between the agreement to a release and its publication.
    pub release_hold: SignedDuration,
    /// Under which address the world reaches the server, without a slash at its end.
    pub public_url: String,
    /// Cancelled when the server is to stop.
    pub stop: CancellationToken,
}

impl App {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Commits a write, and waits until this server's own figures include it, so that its author reads it.
    pub async fn commit(&self, write: Write<'_>) -> Result<(), Problem> {
        let positions = write.commit().await.map_err(|error| {
            if let db::Error::TakesTwo = error {
                return error.into();
            }
            // Nobody can tell here if it was committed before the connection broke.
            tracing::warn!(%error, "lost sight of a write at its end");
            Problem::timed_out()
        })?;
        self.live.reach(positions).await;
        Ok(())
    }
}

impl App {
    /// An app without a database, enough to list the routes.
    pub fn offline() -> Self {
        let nowhere = Logins::trusted(tokio_postgres::Config::new().host("127.0.0.1").port(1));
        Self::new(Parts {
            db: Db::new(&nowhere),
            live: Arc::new(Live::empty(&nowhere)),
            cursors: Signer::new(""),
            totals: Totals::default(),
            release_hold: SignedDuration::ZERO,
            public_url: String::new(),
            stop: CancellationToken::new(),
        })
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Passes a part of the server to a handler.
pub fn with<P: Clone + Send + Sync + 'static>(part: &P) -> BoxedFilter<(P,)> {
    let part = part.clone();
    warp::any().map(move || part.clone()).boxed()
}
