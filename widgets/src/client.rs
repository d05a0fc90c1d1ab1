//! The addresses of the Accord server, and the requests made there. The only file that knows them.

/// Where it is said how figures are counted.
pub fn counting(server: &str) -> String {
    server.to_owned() + "/docs/counting"
}

#[cfg(feature = "csr")]
pub(crate) use browser::{Failure, fetch, live};

#[cfg(feature = "csr")]
mod browser {
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{AbortSignal, RequestCache, RequestCredentials, RequestInit, RequestMode, Response};

    /// Where the server says that something changed.
    pub(crate) fn live(server: &str) -> String {
        server.to_owned() + "/v1/live"
    }

    /// Why there is no answer.
    pub(crate) enum Failure {
        /// The server answers, and says no: there is no such thing, or it was asked for wrongly.
        Refused,
        /// The server does not answer, or has no time.
        Away,
    }

    impl From<JsValue> for Failure {
        fn from(_: JsValue) -> Self {
            Self::Away
        }
    }

    const TIMEOUT_MS: u32 = 15_000;

    /// Fetches and parses JSON, without cookies, and asking the server whether a stored copy is
    /// still good: a copy that is merely young enough would hide the change that led here.
    pub(crate) async fn fetch(url: &str) -> Result<JsValue, Failure> {
        let init = RequestInit::new();
        init.set_mode(RequestMode::Cors);
        init.set_credentials(RequestCredentials::Omit);
        init.set_cache(RequestCache::NoCache);
        init.set_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT_MS)));
        let window = web_sys::window().ok_or(Failure::Away)?;
        let response: Response =
            JsFuture::from(window.fetch_with_str_and_init(url, &init)).await?.dyn_into()?;
        match response.status() {
            200..=299 => Ok(JsFuture::from(response.json()?).await?),
            // In time, and not too often, it would have been another answer.
            408 | 429 => Err(Failure::Away),
            400..=499 => Err(Failure::Refused),
            _ => Err(Failure::Away),
        }
    }
}
