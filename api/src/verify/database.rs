//! Checks a database at one moment, while servers continue to write to it.

use std::fmt;

use anyhow::Result;
use data_encoding::HEXLOWER;
use deadpool_postgres::Transaction;
use jiff::Timestamp;
use serde_json::json;
use shared::audience::Audience;
use tokio_postgres::{Config, IsolationLevel};
use uuid::Uuid;

use super::{Broken, Chain, Checked, erased, heads, places, tables, totals, versions};
use crate::{
    db::{self, Single},
    log::{Differs, feed},
    progress::progress,
    resources::views,
};

/// Records read at a time.
const CHUNK: i64 = 1000;

/// The extent of the check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    pub changes: i64,
    /// Audience, number of lines, and the last line's hash in hexadecimal digits.
    pub feeds: Vec<(Audience, i64, String)>,
    pub heads: Checked,
}

impl fmt::Display for Verified {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "The log: {} changes, unbroken. The tables, the views and the totals agree with it.",
            self.changes
        )?;
        for (audience, lines, hash) in &self.feeds {
            writeln!(
                out,
                "{:>10} feed: {lines} lines, unbroken. The last hash is {hash}.",
                audience.as_str()
            )?;
        }
        self.heads.fmt(out)
    }
}

/// Checks a database, and names the first record that is wrong.
pub async fn database(config: &Config) -> Result<Verified> {
    let mut connection = Single::owner(config).get().await?;
    let tx = connection
        .build_transaction()
        .read_only(true)
        .isolation_level(IsolationLevel::RepeatableRead)
        .start()
        .await?;
    within(tx).await
}

/// Checks the log, the feeds, the versions, the tables, the signed heads, the figures and the visibility, as one
/// transaction sees them. Writes nothing, takes no lock, and rolls the transaction back.
pub async fn within(tx: Transaction<'_>) -> Result<Verified> {
    tx.batch_execute(
        "set local statement_timeout = '10min'; set local idle_in_transaction_session_timeout = 0",
    )
    .await?;
    let changes = log(&tx).await?;
    erased::check(&tx).await?;
    let mut feeds = Vec::new();
    for audience in Audience::ALL {
        let chain = feed_of(&tx, audience).await?;
        feeds.push((audience, chain.position, chain.hash));
    }
    versions::check(&tx).await?;
    tables::check(&tx).await?;
    let heads = heads::stored(&tx).await?;
    for (audience, position, _) in &feeds {
        totals::check(&tx, *audience, *position).await?;
    }
    places::check(&tx).await?;
    if let Some(Differs { audience, thing }) = views::check(tx).await? {
        let record = format!("{} view, {thing}", audience.as_str());
        return Err(Broken { record, what: "differs from what the tables make it".to_owned() }.into());
    }
    Ok(Verified { changes, feeds, heads })
}

async fn log(tx: &Transaction<'_>) -> Result<i64> {
    let length = db::row(tx, "-- verify::length\nselect count(*) as length from changes", &[]).await?;
    let bar = progress(length.get::<_, i64>("length").try_into()?, "log");
    let mut chain = Chain::begin("log");
    loop {
        let rows = db::rows(
            tx,
            "-- verify::log
            select seq, at, office, actor, resource, id, operation, state, salt, state_hash, audience,
              visible_from, previous_hash, hash
            from changes
            where seq > $1
            order by seq
            limit $2",
            &[&chain.position, &CHUNK],
        )
        .await?;
        for row in &rows {
            let (previous_hash, hash) =
                (HEXLOWER.encode(row.get("previous_hash")), HEXLOWER.encode(row.get("hash")));
            let mut line = json!({
                "seq": row.get::<_, i64>("seq"), "at": row.get::<_, Timestamp>("at"),
                "office": row.get::<_, Option<Uuid>>("office"), "actor": row.get::<_, &str>("actor"),
                "resource": row.get::<_, &str>("resource"), "id": row.get::<_, Uuid>("id"),
                "operation": row.get::<_, &str>("operation"),
                "audience": row.get::<_, Audience>("audience"),
                "visible_from": row.get::<_, Option<Timestamp>>("visible_from"),
                "previous_hash": previous_hash,
            });
            let (name, stated) = erased::stated(row).map_err(|what| chain.broken(row.get("seq"), what))?;
            line[name] = stated;
            chain.next(row.get("seq"), &line, &previous_hash, &hash)?;
            bar.inc(1);
        }
        if rows.len() < CHUNK as usize {
            bar.finish_and_clear();
            return Ok(chain.position);
        }
    }
}

async fn feed_of(tx: &Transaction<'_>, audience: Audience) -> Result<Chain> {
    let length = feed::heads(tx).await?[audience as usize];
    let bar = progress(length.try_into()?, audience.as_str());
    let mut chain = Chain::begin(&format!("{} feed", audience.as_str()));
    loop {
        let lines = feed::whole_after(tx, audience, chain.position, CHUNK).await?;
        for line in &lines {
            chain.next_line(line)?;
            bar.inc(1);
        }
        if lines.len() < CHUNK as usize {
            bar.finish_and_clear();
            chain.end_of_feed()?;
            return match chain.kept_back() {
                None => Ok(chain),
                Some(position) => {
                    Err(chain.broken(position, "was withdrawn, and still has its content").into())
                }
            };
        }
    }
}
