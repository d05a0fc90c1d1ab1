//! Authentication. One filter makes each proof, and handlers take proofs as parameters: a handler's signature
//! states its rule.

pub mod keys;

use std::future::ready;

use shared::people::Role;
use uuid::Uuid;
use warp::{Filter, Rejection, filters::BoxedFilter};

use crate::{app::App, http::Problem, proof::Key};

pub use crate::proof::{Admin, Colleague, Editor, Reader};

impl Editor {
    /// Refuses a thing of another office.
    pub fn owns(&self, office: Option<Uuid>) -> Result<(), Problem> {
        match office == Some(self.office) {
            true => Ok(()),
            false => {
                Err(Problem::forbidden("It belongs to another office or to an import: nothing was written."))
            }
        }
    }

    /// Refuses a thing of another office. Any admin may change a thing without an office.
    pub fn may_change(&self, office: Option<Uuid>) -> Result<(), Problem> {
        match office {
            None if self.role == Role::Admin => Ok(()),
            _ => self.owns(office),
        }
    }
}

/// Proves a reader. An invalid key is refused; it does not fall back to public access.
pub fn reader(app: &App) -> BoxedFilter<(Reader,)> {
    caller(app).map(|caller: Option<Key>| caller.map_or_else(Reader::anyone, |key| key.reader())).boxed()
}

/// Extracts the caller's key, to look it up again later. An invalid key is refused.
pub fn key(app: &App) -> BoxedFilter<(Option<Key>,)> {
    caller(app).boxed()
}

/// Proves a reader of public things, whatever key is sent: for pages that are the same for all readers.
pub fn public() -> BoxedFilter<(Reader,)> {
    warp::any().map(Reader::anyone).boxed()
}

/// Proves a reader of an office.
pub fn office(app: &App) -> BoxedFilter<(Reader,)> {
    colleague(app).map(|colleague: Colleague| colleague.reader()).boxed()
}

/// Proves an editor.
pub fn editor(app: &App) -> BoxedFilter<(Editor,)> {
    proved(app, Key::editor)
}

/// Proves an admin.
pub fn admin(app: &App) -> BoxedFilter<(Admin,)> {
    proved(app, Key::admin)
}

/// Proves a colleague.
pub fn colleague(app: &App) -> BoxedFilter<(Colleague,)> {
    proved(app, Key::colleague)
}

/// Makes a proof from a key, and refuses a key whose role does not allow it.
fn proved<P: Send + 'static>(app: &App, proof: fn(Key) -> Option<P>) -> BoxedFilter<(P,)> {
    let forbidden = || Problem::forbidden("The role of this key does not allow this.");
    let proved = caller(app).and_then(move |caller: Option<Key>| {
        let key = caller.ok_or_else(Problem::unauthenticated);
        let proved = key.and_then(|key| proof(key).ok_or_else(forbidden));
        ready(proved.map_err(warp::reject::custom))
    });
    proved.boxed()
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
