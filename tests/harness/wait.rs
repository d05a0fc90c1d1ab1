//! The only ways for a test to wait: for a state, never for a time.

use std::time::{Duration, Instant};

use crate::Reply;

/// How long a state may take before the test fails.
pub const LONGEST: Duration = Duration::from_secs(15);

/// Asks repeatedly until there is an answer. Fails the test after `LONGEST`.
pub async fn until<T>(what: &str, ask: impl AsyncFnMut() -> Option<T>) -> T {
    within(LONGEST, what, ask).await
}

/// Like `until`, with the longer limit `STEP`, for slow steps such as starting a browser.
pub async fn long<T>(what: &str, ask: impl AsyncFnMut() -> Option<T>) -> T {
    within(STEP, what, ask).await
}

async fn within<T>(longest: Duration, what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + longest;
    let mut turns = tokio::time::interval(Duration::from_millis(15));
    loop {
        turns.tick().await;
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "in vain for {longest:?}: {what}");
    }
}

/// Repeats a request while the server has no room for it. A 503 means that nothing was done.
pub async fn for_room(mut send: impl AsyncFnMut() -> Reply) -> Reply {
    until("there is room", async || Some(send().await).filter(|reply| reply.status != 503)).await
}

/// How long a step may take on a busy machine. A slower step hangs, and would hold up the whole run
/// silently.
pub const STEP: Duration = Duration::from_secs(120);

/// Takes a step, and fails the test if it hangs.
pub async fn done<T>(what: &str, step: impl Future<Output = T>) -> T {
    tokio::time::timeout(STEP, step).await.unwrap_or_else(|_| panic!("it hangs for {STEP:?}: {what}"))
}

/// Waits for an event that comes by itself, and fails the test if it does not come in time.
pub async fn soon<T>(what: &str, coming: impl Future<Output = T>) -> T {
    tokio::time::timeout(LONGEST, coming).await.unwrap_or_else(|_| panic!("in vain for {LONGEST:?}: {what}"))
}
