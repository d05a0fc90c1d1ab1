//! The accept loop. It replaces warp's, which has no limits. A connection has a few seconds for its first byte, for
//! each head and for reading what is sent to it. Each body has a maximum size, and all connections end within ten
//! seconds of a stop. Beyond the limit of connections, only health checks are answered.

use std::{convert::Infallible, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::FutureExt;
use http::{HeaderName, Method, Request, StatusCode, header};
use http_body_util::Empty;
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_io_timeout::TimeoutStream;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::{Layer, Service, ServiceExt, service_fn};
use tower_http::{
    catch_panic::{CatchPanic, CatchPanicLayer, ResponseForPanic},
    compression::{CompressionBody, CompressionLayer},
    cors::{Any, CorsLayer},
    limit::{RequestBodyLimit, RequestBodyLimitLayer},
};
use warp::{filters::BoxedFilter, reply::Response};

use super::{
    body,
    edge::{Body, Crowded, Edge},
    exposed::Revoke,
    vary,
};

const FIRST_BYTE: Duration = Duration::from_secs(5);
const HEAD: Duration = Duration::from_secs(5);
const LARGEST_HEAD: usize = 16 << 10;
/// How long a client may read nothing of what is sent to it.
const UNREAD: Duration = Duration::from_secs(8);
/// Connections beyond the limit that are open at once, so that health checks are still answered.
const SPARE: usize = 16;
/// How long a stopping server continues the requests it has begun.
const DRAIN: Duration = Duration::from_secs(10);

/// Limits on concurrent work.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub connections: usize,
    pub requests: usize,
}

/// Serves these routes until `stop`, then finishes the requests in progress.
pub async fn serve(
    listener: TcpListener,
    routes: BoxedFilter<(Response,)>,
    limits: Limits,
    revoke: Revoke,
    stop: CancellationToken,
) {
    let writes = TaskTracker::new();
    let edge = Edge { room: Arc::new(Semaphore::new(limits.requests)), writes: writes.clone(), revoke };
    let connections = TaskTracker::new();
    let room =
        Room { usual: Arc::new(Semaphore::new(limits.connections)), spare: Arc::new(Semaphore::new(SPARE)) };
    let service = stack(routes, edge);
    while let Some((stream, place)) = room.next(&listener, &stop).await {
        let (service, stop) = (service.clone(), stop.clone());
        connections.spawn(async move {
            connection(stream, service, place.is_spare, stop).await;
            drop(place);
        });
    }
    drop(listener);
    connections.close();
    writes.close();
    let ended = async {
        connections.wait().await;
        writes.wait().await;
    };
    if tokio::time::timeout(DRAIN, ended).await.is_err() {
        tracing::warn!(
            "stopped with {} connections and {} writes still open",
            connections.len(),
            writes.len()
        );
    }
}

/// The places of open connections.
struct Room {
    usual: Arc<Semaphore>,
    spare: Arc<Semaphore>,
}

/// One connection's place.
struct Place {
    is_spare: bool,
    _permit: OwnedSemaphorePermit,
}

impl Room {
    /// The next connection and its place; `None` after a stop.
    async fn next(&self, listener: &TcpListener, stop: &CancellationToken) -> Option<(TcpStream, Place)> {
        let accepting = async {
            let place = self.place().await;
            (accept(listener).await, self.better(place))
        };
        tokio::select! {
            () = stop.cancelled() => None,
            accepted = accepting => Some(accepted),
        }
    }

    /// The first place to become free, preferably a usual one.
    async fn place(&self) -> Place {
        let (is_spare, permit) = tokio::select! {
            biased;
            permit = self.usual.clone().acquire_owned() => (false, permit),
            permit = self.spare.clone().acquire_owned() => (true, permit),
        };
        Place { is_spare, _permit: permit.expect("nobody closes the semaphores") }
    }

    /// A usual place instead, if one became free in the meantime.
    fn better(&self, place: Place) -> Place {
        match self.usual.clone().try_acquire_owned() {
            Ok(permit) if place.is_spare => Place { is_spare: false, _permit: permit },
            _ => place,
        }
    }
}

async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(error) => {
                // Most likely out of file descriptors: other connections must end first.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn connection<S>(stream: TcpStream, service: S, is_spare: bool, stop: CancellationToken)
where
    S: Service<Request<Incoming>, Response = http::Response<CompressionBody<Body>>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send + 'static,
{
    let _ = stream.set_nodelay(true);
    let mut byte = [0];
    let first_byte = tokio::time::timeout(FIRST_BYTE, stream.peek(&mut byte));
    let begun = tokio::select! {
        () = stop.cancelled() => return,
        begun = first_byte => begun,
    };
    if !matches!(begun, Ok(Ok(1))) {
        return;
    }
    // HTTP/1.1 only: detecting the version by the first bytes has no time limit, and the reverse proxy speaks
    // HTTP/2 to the world.
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(LARGEST_HEAD);
    // A spare place is for one request.
    builder.keep_alive(!is_spare);
    let service = service.map_request(move |mut request: Request<Incoming>| {
        if is_spare {
            request.extensions_mut().insert(Crowded);
        }
        request
    });
    let service = hyper_util::service::TowerToHyperService::new(service);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(UNREAD));
    let connection = builder.serve_connection(TokioIo::new(Box::pin(stream)), service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}

/// The layers around the routes, outermost first: `Vary`, compression, the edge, panics, the body limit, CORS.
fn stack(
    routes: BoxedFilter<(Response,)>,
    edge: Edge,
) -> impl Service<
    Request<Incoming>,
    Response = http::Response<CompressionBody<Body>>,
    Error = Infallible,
    Future: Send,
> + Clone
+ Send
+ 'static {
    let safe = guard(warp::service(routes.clone()));
    let open = guard(cors().layer(warp::service(routes)));
    let edged = service_fn(move |request: Request<Incoming>| {
        // Boxed because it is large and moves through every layer.
        match is_open(&request) {
            true => edge.clone().answer(request, open.clone()).boxed(),
            false => edge.clone().answer(request, safe.clone()).boxed(),
        }
    });
    CompressionLayer::new().layer(edged).map_response(vary::joined)
}

/// The layers between the edge and the routes.
fn guard<S>(service: S) -> CatchPanic<RequestBodyLimit<S>, Panicked> {
    CatchPanicLayer::custom(Panicked).layer(RequestBodyLimitLayer::new(body::MOST).layer(service))
}

/// The answer to a panic; the edge adds the words.
#[derive(Clone, Copy)]
struct Panicked;

impl ResponseForPanic for Panicked {
    type ResponseBody = Empty<Bytes>;

    fn response_for_panic(&mut self, _: Box<dyn std::any::Any + Send>) -> http::Response<Empty<Bytes>> {
        let mut response = http::Response::default();
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response
    }
}

/// Scripts of any page may read public data, but no page may use a key.
fn is_open<B>(request: &Request<B>) -> bool {
    let is_read = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    let path = request.uri().path();
    is_read
        && !request.headers().contains_key(header::AUTHORIZATION)
        && (path.starts_with("/v1/") || path.starts_with("/embed/"))
}

fn cors() -> CorsLayer {
    let ours = ["link", "request-id", "retry-after"].map(HeaderName::from_static);
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([header::ACCEPT, header::IF_NONE_MATCH, HeaderName::from_static("last-event-id")])
        .expose_headers(ours.into_iter().chain([header::ETAG]).collect::<Vec<_>>())
        .max_age(Duration::from_secs(86_400))
}
