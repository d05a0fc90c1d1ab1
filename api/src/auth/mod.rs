//! Who asks. Each proof is got by one filter and is what a handler takes: its signature is its rule.

pub mod keys;

use shared::audience::Audience;
use uuid::Uuid;
use warp::{Filter, Rejection};

use crate::{
    app::App,
    http::Problem,
    log::{Author, Authority},
};

/// Anyone, with the audience that their key gives them; without a key, the public.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::manual_non_exhaustive, reason = "it is not for other crates, but for this one")]
pub struct Reader {
    pub audience: Audience,
    /// Only a key, or none, makes a reader.
    _proof: (),
}

/// An office, by a key that may write.
#[derive(Clone, Debug)]
#[expect(clippy::manual_non_exhaustive, reason = "it is not for other crates, but for this one")]
pub struct Editor {
    pub office: Uuid,
    /// The public part of the key.
    pub key: String,
    /// Whose key it is; none where it is a program's.
    pub person: Option<Uuid>,
    pub role: keys::Role,
    _proof: (),
}

impl Editor {
    /// As the log names it.
    pub fn author(&self) -> Author {
        let authority =
            if self.role >= keys::Role::Publisher { Authority::Public } else { Authority::NotPublic };
        Author { office: Some(self.office), actor: format!("key:{}", self.key), authority }
    }

    /// Refuses where a thing is another office's.
    pub fn owns(&self, office: Option<Uuid>) -> Result<(), Problem> {
        match office == Some(self.office) {
            true => Ok(()),
            false => {
                Err(Problem::forbidden("It belongs to another office or to an import: nothing was written."))
            }
        }
    }

    /// Refuses where a thing is another office's. What no office owns any admin may change.
    pub fn may_change(&self, office: Option<Uuid>) -> Result<(), Problem> {
        match office {
            None if self.role == keys::Role::Admin => Ok(()),
            _ => self.owns(office),
        }
    }
}

/// An office, by a key that may do everything.
#[derive(Clone, Debug)]
pub struct Admin(pub Editor);

/// An office, by any of its keys: who they are, and nothing that writes into the ledger.
#[derive(Clone, Debug)]
#[expect(clippy::manual_non_exhaustive, reason = "it is not for other crates, but for this one")]
pub struct Colleague {
    pub office: Uuid,
    /// The public part of the key.
    pub key: String,
    /// Whose key it is; none where it is a program's.
    pub person: Option<Uuid>,
    pub role: keys::Role,
    _proof: (),
}

impl Colleague {
    /// As whom they read.
    pub fn reader(&self) -> Reader {
        Reader { audience: Audience::Office, _proof: () }
    }
}

/// Proves a reader. A key that is not good is refused and does not fall back to the public.
pub fn reader(app: &App) -> impl Filter<Extract = (Reader,), Error = Rejection> + Clone + use<> {
    caller(app).and_then(|caller: Option<keys::Key>| async move {
        let audience = caller.map_or(Audience::Public, |key| key.audience);
        Ok::<_, Rejection>(Reader { audience, _proof: () })
    })
}

/// Proves one of the public, whatever key they send: for pages that are the same for everybody.
pub fn public() -> impl Filter<Extract = (Reader,), Error = std::convert::Infallible> + Clone + use<> {
    warp::any().map(anyone)
}

/// Anyone at all, who reads what is public.
pub(crate) fn anyone() -> Reader {
    Reader { audience: Audience::Public, _proof: () }
}

/// Proves a reader of an office.
pub fn office(app: &App) -> impl Filter<Extract = (Reader,), Error = Rejection> + Clone + use<> {
    caller(app).and_then(|caller| async move {
        let office = at_least(caller, keys::Role::Reader);
        office.map(|_| Reader { audience: Audience::Office, _proof: () }).map_err(warp::reject::custom)
    })
}

/// Proves an editor.
pub fn editor(app: &App) -> impl Filter<Extract = (Editor,), Error = Rejection> + Clone + use<> {
    caller(app)
        .and_then(|caller| async move { at_least(caller, keys::Role::Editor).map_err(warp::reject::custom) })
}

/// Proves an admin.
pub fn admin(app: &App) -> impl Filter<Extract = (Admin,), Error = Rejection> + Clone + use<> {
    caller(app).and_then(|caller| async move {
        at_least(caller, keys::Role::Admin).map(Admin).map_err(warp::reject::custom)
    })
}

/// Proves a colleague.
pub fn colleague(app: &App) -> impl Filter<Extract = (Colleague,), Error = Rejection> + Clone + use<> {
    caller(app).and_then(|caller| async move {
        let known = at_least(caller, keys::Role::Reader).map_err(warp::reject::custom)?;
        let Editor { office, key, person, role, _proof: () } = known;
        Ok::<_, Rejection>(Colleague { office, key, person, role, _proof: () })
    })
}

fn at_least(caller: Option<keys::Key>, role: keys::Role) -> Result<Editor, Problem> {
    let key = caller.ok_or_else(Problem::unauthenticated)?;
    match key.office.filter(|_| key.role >= role) {
        Some(office) => Ok(Editor { office, key: key.id, person: key.person, role: key.role, _proof: () }),
        None => Err(Problem::forbidden("The role of this key does not allow this.")),
    }
}

fn caller(app: &App) -> impl Filter<Extract = (Option<keys::Key>,), Error = Rejection> + Clone + use<> {
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
