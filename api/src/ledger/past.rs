//! Reads the ledger as it was at a position of a feed.

use std::time::Duration;

use deadpool_postgres::GenericClient;
use shared::audience::Audience;
use tokio::sync::Semaphore;

use super::Ledger;
use crate::{http::Problem, log};

/// The most past ledgers read at once: each one is a whole ledger.
pub(crate) static PASTS: Semaphore = Semaphore::const_new(2);

/// An audience's view of the ledger at a position of its feed.
pub(crate) async fn ledger_at(
    client: &impl GenericClient,
    audience: Audience,
    position: i64,
) -> Result<Ledger, Problem> {
    let turn = tokio::time::timeout(Duration::from_secs(1), PASTS.acquire()).await;
    let _turn = turn.map_err(|_| Problem::overloaded())?;
    let mut ledger = Ledger::default();
    for line in &log::feed::state_at(client, audience, position).await? {
        ledger.apply(line).map_err(|_| Problem::internal())?;
    }
    Ok(ledger)
}
