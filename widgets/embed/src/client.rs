//! The requests to the Accord server.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCache, RequestCredentials, RequestInit, RequestMode, Response};

use crate::json::Js;

/// The address of the stream of changes.
pub(crate) fn live(server: &str) -> String {
    server.to_owned() + "/v1/live"
}

/// Why no answer came.
pub(crate) enum Failure {
    /// The server refused: the thing does not exist, or the request is malformed.
    Refused,
    /// The server did not answer, or is overloaded.
    Away,
}

impl From<JsValue> for Failure {
    fn from(_: JsValue) -> Self {
        Self::Away
    }
}

const TIMEOUT_MS: u32 = 15_000;

/// Fetches and parses JSON, without cookies. A stored copy is always checked with the server: a copy
/// that is merely young enough would hide the change that led here.
pub(crate) async fn fetch(url: &str) -> Result<Js, Failure> {
    let init = RequestInit::new();
    init.set_mode(RequestMode::Cors);
    init.set_credentials(RequestCredentials::Omit);
    init.set_cache(RequestCache::NoCache);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT_MS)));
    let window = web_sys::window().ok_or(Failure::Away)?;
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(url, &init)).await?.dyn_into()?;
    match response.status() {
        200..=299 => Ok(Js(JsFuture::from(response.json()?).await?)),
        // A timeout and too many requests are not a refusal: a later attempt may succeed.
        408 | 429 => Err(Failure::Away),
        400..=499 => Err(Failure::Refused),
        _ => Err(Failure::Away),
    }
}
