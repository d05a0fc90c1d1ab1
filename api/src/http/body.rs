//! Reads the body of a write: its headers first, then its bytes within a time, then its fields.

use std::{error::Error, time::Duration};

use bytes::{Buf, Bytes, BytesMut};
use futures_util::{Stream, TryStreamExt};
use http::{HeaderMap, header};
use http_body_util::LengthLimitError;
use serde_json::Value;
use sha2::{Digest, Sha256};
use shared::fields::{self, Body};
use warp::{Filter, Rejection, path::FullPath};

use super::Problem;

/// How many bytes the body of a write may have.
pub const MOST: usize = 1 << 20;
/// How long a client may take to send it.
const PATIENCE: Duration = Duration::from_secs(10);

/// A new thing, and the key under which it is made once.
pub struct Posted<T> {
    pub new: T,
    pub(crate) key: String,
    /// SHA-256 of the address and of the body in its canonical form.
    pub(crate) hash: Vec<u8>,
}

/// A change to the version that the client has read.
pub struct Patch {
    /// The ETags of `If-Match`.
    pub if_match: String,
    pub changes: Value,
}

/// Extracts a new thing from a POST.
pub fn posted<T: Body + Send + 'static>() -> impl Filter<Extract = (Posted<T>,), Error = Rejection> + Clone {
    let parts = warp::header::headers_cloned().and(warp::path::full()).and(warp::body::stream());
    parts.and_then(|headers: HeaderMap, path: FullPath, body| async move {
        read_posted(&headers, path.as_str(), body).await.map_err(warp::reject::custom)
    })
}

/// Extracts what takes the place of what was there, from a PUT.
pub fn put<T: Body + Send + 'static>() -> impl Filter<Extract = (T,), Error = Rejection> + Clone {
    let parts = warp::header::headers_cloned().and(warp::body::stream());
    parts.and_then(|headers: HeaderMap, body| async move {
        let value = json(&headers, "application/json", body).await.map_err(warp::reject::custom)?;
        fields::read(&value).map_err(|errors| warp::reject::custom(Problem::invalid(errors)))
    })
}

/// Extracts a change from a PATCH.
pub fn patch() -> impl Filter<Extract = (Patch,), Error = Rejection> + Clone {
    let parts = warp::header::headers_cloned().and(warp::body::stream());
    parts.and_then(|headers: HeaderMap, body| async move {
        read_patch(&headers, body).await.map_err(warp::reject::custom)
    })
}

async fn read_posted<T: Body, B: Buf>(
    headers: &HeaderMap,
    path: &str,
    body: impl Stream<Item = Result<B, warp::Error>>,
) -> Result<Posted<T>, Problem> {
    let key = text(headers, "idempotency-key").filter(|key| (1..=255).contains(&key.len()));
    let key = key.ok_or_else(|| {
        Problem::bad_request(
            "A POST needs an `Idempotency-Key` of 1 to 255 characters, new for each thing you make.",
        )
    })?;
    let value = json(headers, "application/json", body).await?;
    let hash = Sha256::digest(format!("{path}\n{value}")).to_vec();
    let new = fields::read(&value).map_err(Problem::invalid)?;
    Ok(Posted { new, key, hash })
}

async fn read_patch<B: Buf>(
    headers: &HeaderMap,
    body: impl Stream<Item = Result<B, warp::Error>>,
) -> Result<Patch, Problem> {
    let if_match = text(headers, "if-match").ok_or_else(Problem::precondition_required)?;
    let changes = json(headers, "application/merge-patch+json", body).await?;
    Ok(Patch { if_match, changes })
}

async fn json<B: Buf>(
    headers: &HeaderMap,
    wanted: &'static str,
    body: impl Stream<Item = Result<B, warp::Error>>,
) -> Result<Value, Problem> {
    let content_type = text(headers, header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case(wanted) || headers.contains_key(header::CONTENT_ENCODING) {
        return Err(Problem::unsupported_media_type(wanted));
    }
    let bytes = tokio::time::timeout(PATIENCE, collect(body)).await.map_err(|_| Problem::slow_body())??;
    serde_json::from_slice(&bytes).map_err(|error| {
        // Where, and not what: the message may quote the body.
        Problem::bad_request(format!(
            "The body is not JSON: line {}, column {}.",
            error.line(),
            error.column()
        ))
    })
}

async fn collect<B: Buf>(body: impl Stream<Item = Result<B, warp::Error>>) -> Result<Bytes, Problem> {
    let whole = body.try_fold(BytesMut::new(), async |mut whole, chunk| {
        let mut chunk = chunk;
        let length = chunk.remaining();
        whole.extend_from_slice(&chunk.copy_to_bytes(length));
        Ok(whole)
    });
    let whole = whole.await.map_err(|error| {
        let mut causes =
            std::iter::successors(error.source(), |cause: &&(dyn Error + 'static)| (*cause).source());
        match causes.any(|cause| cause.is::<LengthLimitError>()) {
            true => Problem::too_large(MOST),
            false => Problem::bad_request("The body broke off."),
        }
    })?;
    Ok(whole.freeze())
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}
