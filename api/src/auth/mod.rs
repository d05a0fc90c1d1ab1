//! Who asks. Each proof is got by one filter and is what a handler takes: its signature is its rule.

pub mod keys;

use std::future::ready;

use shared::people::Role;
use uuid::Uuid;
use warp::{Filter, Rejection};

use crate::{app::App, http::Problem, proof::Key};

pub use crate::proof::{Admin, Colleague, Editor, Reader};

impl Editor {
    /// Refuses where a thing is another office's.
    pub fn owns(&self, office: Option<Uuid>) -> Result<(), Problem> {
        match office == Some(self.office) {
            true => Ok(()),
            false => Err(Problem::forbidden("It is another office's, or an import's: nothing was written.")),
        }
    }

    /// Refuses where a thing is another office's. What no office owns any admin may change.
    pub fn may_change(&self, office: Option<Uuid>) -> Result<(), Problem> {
        match office {
            None if self.role == Role::Admin => Ok(()),
            _ => self.owns(office),
        }
    }
}

/// Proves a reader. A key that is not good is refused and does not fall back to the public.
pub fn reader(app: &App) -> impl Filter<Extract = (Reader,), Error = Rejection> + Clone + use<> {
    caller(app).map(|caller: Option<Key>| caller.map_or_else(Reader::anyone, |key| key.reader()))
}

/// Proves one of the public, whatever key they send: for pages that are the same for everybody.
pub fn public() -> impl Filter<Extract = (Reader,), Error = std::convert::Infallible> + Clone + use<> {
    warp::any().map(Reader::anyone)
}

/// Proves a reader of an office.
pub fn office(app: &App) -> impl Filter<Extract = (Reader,), Error = Rejection> + Clone + use<> {
    colleague(app).map(|colleague: Colleague| colleague.reader())
}

/// Proves an editor.
pub fn editor(app: &App) -> impl Filter<Extract = (Editor,), Error = Rejection> + Clone + use<> {
    proved(app, Key::editor)
}

/// Proves an admin.
pub fn admin(app: &App) -> impl Filter<Extract = (Admin,), Error = Rejection> + Clone + use<> {
    proved(app, Key::admin)
}

/// Proves a colleague.
pub fn colleague(app: &App) -> impl Filter<Extract = (Colleague,), Error = Rejection> + Clone + use<> {
    proved(app, Key::colleague)
}

/// Proves what a key proves; none where it may do less than that.
fn proved<P: Send + 'static>(
    app: &App,
    proof: fn(Key) -> Option<P>,
) -> impl Filter<Extract = (P,), Error = Rejection> + Clone + use<P> {
    let too_little = || Problem::forbidden("This key may do less than that.");
    caller(app).and_then(move |caller: Option<Key>| {
        let key = caller.ok_or_else(Problem::unauthenticated);
        let proved = key.and_then(|key| proof(key).ok_or_else(too_little));
        ready(proved.map_err(warp::reject::custom))
    })
}

fn caller(app: &App) -> impl Filter<Extract = (Option<Key>,), Error = Rejection> + Clone + use<> {
    let app = app.clone();
    let header = warp::header::value("authorization").map(Some).or(warp::any().map(|| None)).unify();
    header.and_then(move |header: Option<http::HeaderValue>| {
        let app = app.clone();
        async move {
            let Some(header) = header else { return Ok(None) };
            let secret = header.to_str().ok().and_then(|header| header.strip_prefix("Bearer "));
            let known = match secret {
                Some(secret) => keys::find(&app.db, secret.trim())
                    .await
                    .map_err(|e| warp::reject::custom(Problem::from(e)))?,
                None => None,
            };
            known.map(Some).ok_or_else(|| warp::reject::custom(Problem::unauthenticated()))
        }
    })
}
