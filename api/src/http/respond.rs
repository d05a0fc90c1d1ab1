//! Builds answers. The edge adds the parts that all answers share.

use bytes::Bytes;
use data_encoding::HEXLOWER;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use sha2::{Digest, Sha256};
use warp::reply::Response;

/// An answer without a body.
pub fn empty(status: StatusCode) -> Response {
    let mut response = Response::default();
    *response.status_mut() = status;
    response
}

/// A body of a media type.
pub fn body(content_type: &'static str, bytes: impl Into<Bytes>) -> Response {
    let bytes = bytes.into();
    let length = bytes.len();
    let mut response = Response::new(bytes.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CONTENT_LENGTH, length.into());
    response
}

/// JSON that is already text.
pub fn json_text(text: impl Into<Bytes>) -> Response {
    body("application/json", text)
}

/// JSON, with an ETag derived from its bytes.
pub fn json(value: &impl Serialize) -> Response {
    tagged("application/json", serde_json::to_vec(value).expect("an answer is plain data"))
}

/// A body with an ETag derived from its bytes, so that the ETag changes only with the content.
pub fn tagged(content_type: &'static str, bytes: impl Into<Bytes>) -> Response {
    let bytes = bytes.into();
    let tag = etag_of(&bytes);
    with_etag(body(content_type, bytes), &tag)
}

/// The ETag of these bytes.
pub fn etag_of(bytes: &[u8]) -> String {
    format!("\"{}\"", HEXLOWER.encode(&Sha256::digest(bytes)[..12]))
}

/// Adds an ETag, quotes included.
pub fn with_etag(response: Response, etag: &str) -> Response {
    with(response, header::ETAG, etag)
}

/// Adds a header.
pub fn with(mut response: Response, name: header::HeaderName, value: &str) -> Response {
    let value = HeaderValue::from_str(value).expect("a header of ours is visible ASCII");
    response.headers_mut().insert(name, value);
    response
}

/// Adds fixed headers.
pub fn with_all(response: Response, headers: &[(&'static str, &str)]) -> Response {
    headers.iter().fold(response, |response, (name, value)| {
        with(response, header::HeaderName::from_static(name), value)
    })
}

/// Whether `If-Match` or `If-None-Match` names this ETag, weakly or strongly (RFC 9110, 8.8.3).
pub fn names_etag(list: &str, etag: &str) -> bool {
    let mut named = list.split(',').map(|one| one.trim().trim_start_matches("W/"));
    named.any(|one| one == "*" || one == etag)
}
