//! `GET /.well-known/accord-heads`: signed heads of the reader's own feed. A reader who keeps one can later
//! prove that an earlier line was rewritten, even by the database's owner.

mod daily;
mod key;
mod store;

use shared::heads::Heads;
use warp::{Filter, path};

use crate::{
    app::{self, App},
    auth::{self, Reader},
    http::{Answer, Route, get_or_head, respond, route},
};

pub(crate) use daily::{sign_before, sign_daily};
pub use key::{Key, is_signed};
pub(crate) use store::signed;

pub(crate) fn routes(app: &App, key: &Key) -> Vec<Route> {
    vec![route::<__path_get_heads, _, _>(
        path!(".well-known" / "accord-heads")
            .and(get_or_head())
            .and(auth::reader(app))
            .and(app::with(app))
            .and(app::with(key))
            .then(get_heads),
    )]
}

/// Read the signed heads
///
/// The current head of the reader's feed, and its head at the end of each day. Keep one: while the feed still
/// has that hash at that position, no earlier line was rewritten. `accord verify --feed … --heads …` checks
/// an exported feed against kept heads.
#[utoipa::path(
    get, path = "/.well-known/accord-heads", tag = "heads", security((), ("key" = [])),
    responses((status = 200, description = "The heads of this reader's feed.", body = Heads))
)]
async fn get_heads(reader: Reader, app: App, key: Key) -> Answer {
    let client = app.db.reader(&reader).await?;
    let latest = store::latest(&client, reader.audience).await?.map(|head| key.sign(head));
    let daily = store::daily(&client, reader.audience).await?;
    Ok(respond::json(&Heads { public_key: key.public(), latest, daily }))
}
