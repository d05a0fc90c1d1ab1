//! Compares signed heads with their feeds: stored heads within a database, or a saved document of heads with an
//! exported feed.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use deadpool_postgres::Transaction;
use shared::{audience::Audience, changes::EPOCH, heads::Heads, heads::SignedHead};

use super::Broken;
use crate::{
    db,
    heads::{is_signed, signed},
};

/// The heads checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    pub heads: usize,
    /// The public keys of the signatures, and the first head that each key signed.
    pub keys: BTreeMap<String, String>,
}

impl std::fmt::Display for Checked {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let keys: Vec<&str> = self.keys.keys().map(String::as_str).collect();
        match self.heads {
            0 => writeln!(out, "No head has been signed yet."),
            1 => writeln!(out, "1 head, signed by {}, matches the feed.", keys.join(" and ")),
            heads => {
                writeln!(out, "{heads} heads, signed by {}, match the feeds.", keys.join(" and "))
            }
        }
    }
}

impl Checked {
    /// Fails with the first head signed by none of these keys. The database's owner can sign with a key of their
    /// own; only a reader who knows the right key notices.
    pub fn trust(&self, public_keys: &[String]) -> Result<(), Broken> {
        let is_trusted = |key: &str| public_keys.iter().any(|trusted| trusted.eq_ignore_ascii_case(key));
        match self.keys.iter().find(|(key, _)| !is_trusted(key)) {
            None => Ok(()),
            Some((key, head)) => Err(Broken {
                record: head.clone(),
                what: format!("is signed by {key}, which is not trusted"),
            }),
        }
    }

    /// Checks a head against the feed's hash at the head's position.
    fn take(&mut self, head: &SignedHead, hash: Option<&str>) -> Result<(), Broken> {
        let broken = |what: &str| {
            Err(Broken { record: named(head.head.audience, head.head.day), what: what.to_owned() })
        };
        if !is_signed(head) {
            return broken("its signature does not match its content");
        }
        if head.head.epoch != EPOCH {
            return broken("belongs to a feed that ended");
        }
        match hash {
            None => broken("the feed does not reach its position"),
            Some(hash) if hash != head.head.hash => {
                broken("the feed has another line at its position: it was rewritten")
            }
            Some(_) => {
                self.heads += 1;
                let record = || named(head.head.audience, head.head.day);
                self.keys.entry(head.public_key.clone()).or_insert_with(record);
                Ok(())
            }
        }
    }
}

fn named(audience: Audience, day: jiff::civil::Date) -> String {
    format!("heads, {} {day}", audience.as_str())
}

/// Checks every stored head, and that no head is missing between others.
pub(super) async fn stored(tx: &Transaction<'_>) -> Result<Checked> {
    let rows = db::rows(
        tx,
        "-- verify::heads
        select heads.epoch, heads.audience, heads.day, heads.position, heads.at, heads.hash, heads.public_key,
          heads.signature, encode(views.hash, 'hex') as line
        from heads
        left join views on views.audience = heads.audience and views.from_position = heads.position
        order by heads.day, heads.audience",
        &[],
    )
    .await?;
    let mut checked = Checked::default();
    for row in &rows {
        checked.take(&signed(row), row.get("line"))?;
    }
    // The heads of one day are written together, starting on each feed's first day.
    let missing = db::row_or_none(
        tx,
        "-- verify::missing_heads
        select feed.audience, due.day::date as day
        from (
          select audience, (min(at) at time zone 'UTC')::date as first from views group by audience
        ) as feed
        cross join lateral generate_series(
          feed.first::timestamp, (select max(day) from heads)::timestamp, interval '1 day'
        ) as due (day)
        where not exists (select from heads where heads.audience = feed.audience and heads.day = due.day::date)
        order by due.day, feed.audience
        limit 1",
        &[],
    )
    .await?;
    let Some(row) = missing else { return Ok(checked) };
    let audience: Audience = row.get("audience");
    Err(Broken { record: named(audience, row.get("day")), what: "is missing".to_owned() }.into())
}

/// Checks a saved `/.well-known/accord-heads` document against the hashes of an exported feed, in order of
/// position.
pub(super) fn kept(document: &str, audience: Audience, hashes: &[String]) -> Result<Checked> {
    let Heads { daily, latest, .. } =
        serde_json::from_str(document).context("the file is not an answer of /.well-known/accord-heads")?;
    let mut checked = Checked::default();
    for head in daily.iter().chain(&latest) {
        if head.head.audience != audience {
            let what = format!("belongs to another feed than the {} feed", audience.as_str());
            return Err(Broken { record: named(head.head.audience, head.head.day), what }.into());
        }
        let index = usize::try_from(head.head.position - 1).ok();
        checked.take(head, index.and_then(|index| hashes.get(index)).map(String::as_str))?;
    }
    Ok(checked)
}
