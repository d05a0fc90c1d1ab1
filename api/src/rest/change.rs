//! Changes one thing: finds it, checks permission and version, changes it, and shows it.

use serde_json::Value;
use shared::resource::Thing;

use crate::{
    app::App,
    auth::Editor,
    http::{Answer, Problem, body::Patch, respond},
    log::Write,
};

/// Handles a PATCH. `find` returns the previous state, or refuses; `amend` changes it.
pub(crate) async fn patch<B>(
    app: &App,
    editor: &Editor,
    thing: Thing,
    patch: &Patch,
    find: impl AsyncFnOnce(&Write<'_>) -> Result<B, Problem>,
    amend: impl AsyncFnOnce(&mut Write<'_>, B, &Value) -> Result<(), Problem>,
) -> Answer {
    let mut connection = app.db.writer(editor).await?;
    let mut write = Write::on(&mut connection, editor.author()).await?;
    let before = find(&write).await?;
    let current = write.current(thing).await?;
    if !respond::names_etag(&patch.if_match, &current.etag()) {
        return Err(Problem::stale());
    }
    amend(&mut write, before, &patch.changes).await?;
    let version = write.current(thing).await?;
    app.commit(write).await?;
    Ok(respond::with_etag(respond::json_text(version.document.clone()), &version.etag()))
}
