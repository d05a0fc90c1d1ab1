//! Writes that happen once. The first response to a POST is stored with the thing it created, in the same
//! transaction. A repeated request with the same key gets that response again.

use deadpool_postgres::{GenericClient, Object};
use http::{StatusCode, header};
use shared::resource::Thing;
use warp::reply::Response;

use crate::http::{Answer, Problem, body::Posted, respond};
use crate::{app::App, auth::Editor, db, log::Write};

/// A new write, or the response to the earlier one with the same key.
pub(crate) enum Begun<'c> {
    Now(Box<Write<'c>>),
    Before(Response),
}

/// The thing that a POST made, and its path.
pub(crate) struct Made {
    pub(crate) thing: Thing,
    pub(crate) location: String,
}

impl Made {
    /// A thing in a list of its own.
    pub(crate) fn of(thing: Thing) -> Self {
        Self { thing, location: format!("/v1/{}/{}", thing.resource, thing.id) }
    }
}

/// Handles a POST once, and answers with the created thing as offices see it.
pub(crate) async fn post<T>(
    app: &App,
    editor: &Editor,
    posted: &Posted<T>,
    make: impl AsyncFnOnce(&mut Write<'_>) -> Result<Made, Problem>,
) -> Answer {
    let mut connection = app.db.writer(editor).await?;
    let mut write = match begin(&mut connection, editor, posted).await? {
        Begun::Before(answer) => return Ok(answer),
        Begun::Now(write) => *write,
    };
    let Made { thing, location } = make(&mut write).await?;
    let version = write.current(thing).await?;
    let (etag, body) = (version.etag(), version.document);
    keep(&write, editor, posted, &location, (&etag, &body)).await?;
    app.commit(write).await?;
    Ok(made(&location, &etag, body))
}

/// Begins the write of a POST.
pub(crate) async fn begin<'c, T>(
    connection: &'c mut Object,
    editor: &Editor,
    posted: &Posted<T>,
) -> Result<Begun<'c>, Problem> {
    let tx = connection.transaction().await.map_err(db::Error::from)?;
    // Before the wait for other writers, so that a repeated request is refused at once meanwhile. Inserting the key of
    // a request in progress waits for that request: here for a millisecond only.
    let reserved = db::row(
        &tx,
        "-- once::reserve
            with reserved as (
              insert into idempotency_keys (office, key, request_hash, location, etag, body)
              select $1, $2, $3, '', '', ''
              from set_config('lock_timeout', '1ms', true)
              on conflict on constraint idempotency_keys_pkey do nothing
              returning 1
            )
            select count(*) = 1 as is_first, set_config('lock_timeout', '0', true)
            from reserved",
        &[&editor.office, &posted.key, &posted.hash],
    )
    .await
    .map_err(|error| match error {
        db::Error::Locked => Problem::in_progress(),
        other => other.into(),
    })?;
    if reserved.get("is_first") {
        return Ok(Begun::Now(Box::new(Write::begin(tx, editor.author()).await?)));
    }
    let before = db::row(
        &tx,
        "-- once::get
            select request_hash, location, etag, body
            from idempotency_keys
            where office = $1
              and key = $2",
        &[&editor.office, &posted.key],
    )
    .await?;
    if before.get::<_, Vec<u8>>("request_hash") != posted.hash {
        return Err(Problem::key_reused());
    }
    Ok(Begun::Before(made(before.get("location"), before.get("etag"), before.get("body"))))
}

/// Stores only the location of the new thing, because its content may have to be erased, and commits a write
/// that is in no log.
pub(crate) async fn finish_unlogged<T>(
    write: Write<'_>,
    editor: &Editor,
    posted: &Posted<T>,
    location: &str,
) -> Result<(), Problem> {
    keep(&write, editor, posted, location, ("", "")).await?;
    write.tx.commit().await.map_err(|error| db::Error::from(error).into())
}

async fn keep<T>(
    write: &Write<'_>,
    editor: &Editor,
    posted: &Posted<T>,
    location: &str,
    (etag, body): (&str, &str),
) -> Result<(), db::Error> {
    db::run(
        &write.tx,
        "-- once::keep
            update idempotency_keys
            set location = $3, etag = $4, body = $5
            where office = $1
              and key = $2",
        &[&editor.office, &posted.key, &location, &etag, &body],
    )
    .await?;
    Ok(())
}

/// Answers with the new thing.
pub(crate) fn made(location: &str, etag: &str, body: String) -> Response {
    let response = respond::with_etag(respond::json_text(body), etag);
    let mut response = respond::with(response, header::LOCATION, location);
    *response.status_mut() = StatusCode::CREATED;
    response
}

/// Erases the requests that created the things at these locations, and the responses. Their idempotency keys stay used:
/// a repeated request is refused, and does not create an erased thing again. Returns the number of requests.
pub(crate) async fn forget(client: &impl GenericClient, locations: &[String]) -> Result<u64, db::Error> {
    db::run(
        client,
        "-- once::forget
            update idempotency_keys
            set request_hash = '', location = '', etag = '', body = ''
            where location = any($1)",
        &[&locations],
    )
    .await
}
