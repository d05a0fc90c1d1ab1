//! One thing, as its reader sees it.

use uuid::Uuid;

use super::{Answer, Problem, as_of::AsOf, respond};
use crate::{app::App, auth::Reader, log};

/// Answers with a thing. One that is not there and one that the reader may not see are the same.
pub async fn get(app: &App, reader: &Reader, resource: &str, id: Uuid, as_of: &AsOf) -> Answer {
    let client = app.db.get().await?;
    let position = as_of.moment(&client, reader.audience).await?.map(|moment| moment.position);
    let version = log::read::get(&client, resource, id, reader.audience, position).await?;
    let version = version.ok_or_else(Problem::not_found)?;
    let etag = version.etag();
    Ok(respond::with_etag(respond::json_text(version.document), &etag))
}
