//! What every handler is handed.

use std::{ops::Deref, sync::Arc};

use bytes::Bytes;
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;
use warp::Filter;

use crate::{
    db::Db,
    heads::Key,
    http::Problem,
    live::Live,
    log::{CursorKey, Totals, Write},
    mailer::Mailer,
    reports::digest::mail::Links,
    site::{assets::Assets, embed::badge::Fonts},
};

/// The server's parts, shared by everything that it does.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// See `App`.
pub struct Parts {
    pub db: Db,
    /// The feeds and figures, in memory.
    pub live: Live,
    pub cursors: CursorKey,
    /// How many things lists have.
    pub totals: Totals,
    /// What heads are signed by.
    pub signing: Key,
    pub assets: Assets,
    /// The links by which a digest is turned off.
    pub links: Links,
    /// By which digests are sent; none where nobody is sent one.
    pub mailer: Option<Mailer>,
    /// What badges are drawn in as PNG.
    pub fonts: Fonts,
    /// How long a release waits before it leaves.
    pub release_hold: SignedDuration,
    /// Under which address the world reaches the server, without a slash at its end.
    pub public_url: String,
    /// The OpenAPI document as JSON.
    pub document: Bytes,
    /// Cancelled when the server is to stop.
    pub stop: CancellationToken,
}

impl App {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Commits a write, and goes on when this server's own figures have it: whoever wrote reads it.
    pub async fn commit(&self, write: Write<'_>) -> Result<(), Problem> {
        let positions = write.commit().await.map_err(|error| {
            // Whether it was kept before the connection broke, nobody can tell from here.
            tracing::warn!(%error, "lost sight of a write at its end");
            Problem::timed_out()
        })?;
        self.live.reach(positions).await;
        Ok(())
    }
}

impl App {
    /// An app without a database, which is enough to list the routes.
    pub fn offline() -> Self {
        let nowhere = tokio_postgres::Config::new().host("127.0.0.1").port(1).clone();
        Self::new(Parts {
            db: Db::new(&nowhere),
            live: Live::empty(&nowhere),
            cursors: CursorKey::new(""),
            totals: Totals::default(),
            signing: Key::new(&[0; 32]),
            assets: Assets::default(),
            links: Links::new(""),
            mailer: None,
            fonts: Fonts::default(),
            release_hold: SignedDuration::ZERO,
            public_url: String::new(),
            document: Bytes::new(),
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

/// Hands the app to a handler.
pub fn with(app: &App) -> impl Filter<Extract = (App,), Error = std::convert::Infallible> + Clone + use<> {
    let app = app.clone();
    warp::any().map(move || app.clone())
}
