//! One thing, as the reader sees it.

use shared::resource::Thing;
use uuid::Uuid;
use warp::reply::Response;

use super::as_of::AsOf;
use crate::http::{Answer, Problem, respond};
use crate::{
    app::App,
    auth::Reader,
    log::{self, Version},
};

/// Answers with a thing.
pub(crate) async fn get(app: &App, reader: &Reader, thing: Thing, as_of: &AsOf) -> Answer {
    find(app, reader, thing, as_of).await.map(answer)
}

/// Finds a thing. A missing thing and one that the reader may not see are answered alike.
pub(crate) async fn find(app: &App, reader: &Reader, thing: Thing, as_of: &AsOf) -> Result<Version, Problem> {
    let client = app.db.reader(reader).await?;
    let position = as_of.moment(&client, reader.audience).await?.map(|moment| moment.position);
    let version = log::read::get(&client, thing, reader.audience, position).await?;
    version.ok_or_else(Problem::not_found)
}

/// Answers with a part of another thing, found only under that thing's address. `field` names the other thing.
pub(crate) async fn get_of(
    app: &App,
    reader: &Reader,
    thing: Thing,
    (field, of): (&str, Uuid),
    as_of: &AsOf,
) -> Answer {
    let version = find(app, reader, thing, as_of).await?;
    let document: serde_json::Value =
        serde_json::from_str(&version.document).map_err(|_| Problem::internal())?;
    match document[field] == of.to_string() {
        true => Ok(answer(version)),
        false => Err(Problem::not_found()),
    }
}

/// A version of a thing, as a response.
pub(crate) fn answer(version: Version) -> Response {
    let etag = version.etag();
    respond::with_etag(respond::json_text(version.document), &etag)
}
