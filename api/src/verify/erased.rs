//! Checks the states of the log that were emptied: each line without a state must be named by an erasure, and each
//! line that an erasure names must be empty.

use anyhow::Result;
use data_encoding::HEXLOWER;
use deadpool_postgres::Transaction;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio_postgres::Row;

use super::Broken;
use crate::db;

/// The part of a line that its hash covers for its state: the state itself in a line of an early release, otherwise
/// its salted hash.
pub(super) fn stated(row: &Row) -> Result<(&'static str, Value), &'static str> {
    let (state, state_hash): (Option<Value>, Option<&[u8]>) = (row.get("state"), row.get("state_hash"));
    let Some(state_hash) = state_hash else {
        let name = if state.is_some() { "state" } else { "state_hash" };
        return Ok((name, json!(state)));
    };
    if let (Some(state), Some(salt)) = (state, row.get::<_, Option<&[u8]>>("salt")) {
        let hash = Sha256::new().chain_update(salt).chain_update(state.to_string()).finalize();
        if hash[..] != *state_hash {
            return Err("was changed: the hash of its state does not match");
        }
    }
    Ok(("state_hash", json!(HEXLOWER.encode(state_hash))))
}

/// Names the first line that is empty without an erasure, or that an erasure names in vain.
pub(super) async fn check(tx: &Transaction<'_>) -> Result<()> {
    let wrong = db::row_or_none(
        tx,
        "-- verify::erased
        with named as (
          select line::bigint as seq
          from changes
          cross join jsonb_array_elements_text(state -> 'lines') as line
          where resource = 'erasures'
        ), emptied as (
          select seq
          from changes
          where state is null
            and state_hash is not null
        )
        select coalesce(emptied.seq, named.seq) as seq
        from emptied
        full join named on named.seq = emptied.seq
        where emptied.seq is null
          or named.seq is null
        order by 1
        limit 1",
        &[],
    )
    .await?;
    let Some(row) = wrong else { return Ok(()) };
    let record = format!("log, position {}", row.get::<_, i64>("seq"));
    Err(Broken { record, what: "must be empty if an erasure names it, and only then".to_owned() }.into())
}
