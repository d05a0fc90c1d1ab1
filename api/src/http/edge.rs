//! The edge: the outer layer of every request and answer. It adds the request's id and the headers, limits the
//! work in progress, answers conditional reads, and words refusals.

use std::{convert::Infallible, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, combinators::UnsyncBoxBody};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;
use tower::{BoxError, Service, ServiceExt};
use tracing::Instrument;
use uuid::Uuid;
use warp::Reply;

use super::{Problem, accept::accepts, exposed, problem::Unsigned, respond};
use crate::secret::Secret;

/// The body of an answer, from any layer.
pub(super) type Body = UnsyncBoxBody<Bytes, BoxError>;

/// Longer than a body may take to arrive, so that this limit ends only work that hangs after it.
const LONGEST: Duration = Duration::from_secs(15);
const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// Sent with every answer that does not set the header itself.
const SECURITY: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// The state that all requests share at the edge.
#[derive(Clone)]
pub(super) struct Edge {
    /// One permit per request in progress.
    pub(super) room: Arc<Semaphore>,
    /// Writes in progress, including those whose client has disconnected.
    pub(super) writes: TaskTracker,
    /// Revokes keys found in addresses.
    pub(super) revoke: exposed::Revoke,
}

/// Marks a request on a connection beyond the limit: only health checks are answered there.
#[derive(Clone, Copy)]
pub(super) struct Crowded;

impl Edge {
    /// Answers a request by `service`.
    pub(super) async fn answer<S, B, R>(
        self,
        request: Request<B>,
        service: S,
    ) -> Result<Response<Body>, Infallible>
    where
        S: Service<Request<B>, Response = Response<R>, Error = Infallible> + Send + 'static,
        S::Future: Send,
        B: Send + 'static,
        R: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        let id = request_id(request.headers());
        let asked = Asked::of(&request);
        let exposed = exposed::keys(request.uri());
        // The log keeps no address with a key.
        let path = if exposed.is_some() { "" } else { place(request.uri().path()) };
        let id_text = id.to_str().unwrap_or_default();
        let span = tracing::info_span!("request", id = id_text, method = %request.method(), path);
        let response = self.work(request, service, exposed).instrument(span).await;
        Ok(finish(response, &asked, id))
    }

    async fn work<S, B, R>(
        self,
        request: Request<B>,
        service: S,
        exposed: Option<Vec<Secret>>,
    ) -> Response<Body>
    where
        S: Service<Request<B>, Response = Response<R>, Error = Infallible> + Send + 'static,
        S::Future: Send,
        B: Send + 'static,
        R: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
    {
        // CONNECT names a host, and OPTIONS may name `*`. Routes match paths only.
        if !request.uri().path().starts_with('/') {
            return boxed(Problem::bad_request("The request line must have a path that begins with `/`."));
        }
        // warp treats a path with a trailing slash like the path without it.
        if exposed.is_none() && request.uri().path().len() > 1 && request.uri().path().ends_with('/') {
            return boxed(Problem::not_found());
        }
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
        // Health checks must always get an answer.
        let is_watch = request.uri().path().starts_with("/health/");
        let is_crowded = request.extensions().get::<Crowded>().is_some();
        let permit = self.room.try_acquire_owned().ok().filter(|_| !is_crowded);
        if permit.is_none() && !is_watch {
            return boxed(Problem::overloaded());
        }
        if let Some(keys) = exposed {
            for key in keys.into_iter().take(exposed::MOST) {
                (self.revoke)(key).await;
            }
            return boxed(exposed::refusal());
        }
        let work = async move {
            let answered = service.oneshot(request).await;
            drop(permit);
            let response = answered.unwrap_or_else(|never| match never {});
            tracing::debug!(status = response.status().as_u16(), "answered");
            response.map(|body| body.map_err(Into::into).boxed_unsync())
        };
        let answered = if is_read {
            tokio::time::timeout(LONGEST, work).await.map_err(|_| ())
        } else {
            // A write runs to its end in a task of its own, even if the connection closes.
            let written = self.writes.spawn(work.in_current_span());
            match tokio::time::timeout(LONGEST, written).await {
                Ok(Ok(response)) => Ok(response),
                Ok(Err(_)) => return boxed(Problem::internal()),
                Err(_) => Err(()),
            }
        };
        answered.unwrap_or_else(|()| boxed(Problem::timed_out()))
    }
}

/// The parts of a request that its answer depends on.
struct Asked {
    is_read: bool,
    is_api: bool,
    has_key: bool,
    accept: Option<HeaderValue>,
    if_none_match: Option<HeaderValue>,
}

impl Asked {
    fn of<B>(request: &Request<B>) -> Self {
        let headers = request.headers();
        Self {
            is_read: matches!(*request.method(), Method::GET | Method::HEAD),
            is_api: ["/v1/", "/.well-known/"].iter().any(|start| request.uri().path().starts_with(start)),
            has_key: headers.contains_key(header::AUTHORIZATION),
            accept: headers.get(header::ACCEPT).cloned(),
            if_none_match: headers.get(header::IF_NONE_MATCH).cloned(),
        }
    }
}

/// The first two parts of a path, for the log. The rest may be a secret, or a name that a client put there by
/// mistake.
fn place(path: &str) -> &str {
    path.match_indices('/').nth(2).map_or(path, |(end, _)| &path[..end])
}

/// The client's own id if it is plain text, so that both logs name the request alike.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    let plain = |id: &&HeaderValue| {
        let bytes = id.as_bytes();
        (1..=64).contains(&bytes.len())
            && bytes.iter().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(b))
    };
    let own = || HeaderValue::from_str(&Uuid::new_v4().simple().to_string()).expect("hexadecimal digits");
    headers.get(REQUEST_ID).filter(plain).cloned().unwrap_or_else(own)
}

fn boxed(reply: impl Reply) -> Response<Body> {
    reply.into_response().map(|body| body.map_err(Into::into).boxed_unsync())
}

fn finish(mut response: Response<Body>, asked: &Asked, id: HeaderValue) -> Response<Body> {
    if response.status() == StatusCode::OK && asked.is_read {
        if asked.is_api && !is_accepted(&response, asked.accept.as_ref()) {
            let served = response.headers().get(header::CONTENT_TYPE).and_then(|served| served.to_str().ok());
            response = boxed(Problem::not_acceptable(served.unwrap_or_default()));
        } else if is_known(&response, asked.if_none_match.as_ref()) {
            response = unchanged(response);
        }
    }
    if response.status().as_u16() >= 400 && response.extensions().get::<Unsigned>().is_none() {
        let headers = std::mem::take(response.headers_mut());
        response = boxed(Problem::of_status(response.status()));
        // Headers that an inner layer added, such as CORS headers, are kept.
        headers.iter().filter(|(name, _)| name.as_str().starts_with("access-control-")).for_each(
            |(name, value)| {
                response.headers_mut().insert(name, value.clone());
            },
        );
    }
    if let Some(Unsigned(mut document)) = response.extensions_mut().remove() {
        document.instance = String::from_utf8_lossy(id.as_bytes()).into_owned();
        let text = serde_json::to_vec(&document).expect("a problem is plain data");
        let worded = boxed(respond::body("application/problem+json", text));
        response.headers_mut().extend(worded.headers().clone());
        *response.body_mut() = worded.into_body();
    }
    let caching = caching(&response, asked);
    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, id);
    for (name, value) in SECURITY {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(caching);
    if asked.is_api {
        headers.append(header::VARY, HeaderValue::from_static("accept, authorization"));
    }
    response
}

fn caching(response: &Response<Body>, asked: &Asked) -> HeaderValue {
    let is_public = asked.is_read && !asked.has_key && response.status().as_u16() < 400;
    HeaderValue::from_static(match is_public {
        // A shared cache may store it, but must revalidate it at each use.
        true => "public, max-age=0, must-revalidate",
        false => "private, no-store",
    })
}

fn is_accepted(response: &Response<Body>, accept: Option<&HeaderValue>) -> bool {
    let content_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    match (accept.and_then(|accept| accept.to_str().ok()), content_type) {
        (Some(accept), Some(content_type)) => accepts(accept, content_type),
        _ => true,
    }
}

fn is_known(response: &Response<Body>, if_none_match: Option<&HeaderValue>) -> bool {
    let etag = response.headers().get(header::ETAG).and_then(|etag| etag.to_str().ok());
    let known = if_none_match.and_then(|list| list.to_str().ok());
    known.zip(etag).is_some_and(|(list, etag)| respond::names_etag(list, etag))
}

fn unchanged(response: Response<Body>) -> Response<Body> {
    let mut unchanged = boxed(respond::empty(StatusCode::NOT_MODIFIED));
    let headers = response.headers().iter();
    let kept = headers.filter(|(name, _)| ![header::CONTENT_TYPE, header::CONTENT_LENGTH].contains(name));
    unchanged.headers_mut().extend(kept.map(|(name, value)| (name.clone(), value.clone())));
    unchanged
}
