//! One thing, as its reader sees it.

use uuid::Uuid;
use warp::reply::Response;

use super::{Answer, Problem, as_of::AsOf, respond};
use crate::{
    app::App,
    auth::Reader,
    log::{self, Version},
};

/// Answers with a thing.
pub async fn get(app: &App, reader: &Reader, resource: &str, id: Uuid, as_of: &AsOf) -> Answer {
    find(app, reader, resource, id, as_of).await.map(answer)
}

/// Finds a thing. One that is not there and one that the reader may not see are the same.
pub async fn find(
    app: &App,
    reader: &Reader,
    resource: &str,
    id: Uuid,
    as_of: &AsOf,
) -> Result<Version, Problem> {
    let client = app.db.get().await?;
    let position = as_of.moment(&client, reader.audience).await?.map(|moment| moment.position);
    let version = log::read::get(&client, resource, id, reader.audience, position).await?;
    version.ok_or_else(Problem::not_found)
}

/// A version of a thing, as an answer.
pub fn answer(version: Version) -> Response {
    let etag = version.etag();
    respond::with_etag(respond::json_text(version.document), &etag)
}
