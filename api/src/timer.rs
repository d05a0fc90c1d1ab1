//! Background work, repeated until the server stops.

use std::{fmt::Display, time::Duration};

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// Does the work now and then once per period. A failure is logged as `waiting`, and the next period tries again.
pub(crate) async fn every<F, E>(
    period: Duration,
    stop: &CancellationToken,
    waiting: &'static str,
    work: impl Fn() -> F,
) where
    F: Future<Output = Result<(), E>>,
    E: Display,
{
    let mut looks = interval(period);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let repeat = async {
        loop {
            looks.tick().await;
            if let Err(error) = work().await {
                tracing::warn!(%error, "{waiting}");
            }
        }
    };
    tokio::select! {
        () = stop.cancelled() => {}
        () = repeat => {}
    }
}
