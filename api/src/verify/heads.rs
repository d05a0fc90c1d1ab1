//! Signed heads, held against the feeds that they are of: in a database, or a document that was kept
//! against a feed that was exported.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use deadpool_postgres::Transaction;
use shared::{audience::Audience, heads::Heads, heads::SignedHead};

use super::Broken;
use crate::{
    db,
    heads::{is_signed, signed},
};

/// Heads that were checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    pub heads: usize,
    /// The public keys by which they are signed.
    pub keys: BTreeSet<String>,
}

impl std::fmt::Display for Checked {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let keys: Vec<&str> = self.keys.iter().map(String::as_str).collect();
        match self.heads {
            0 => writeln!(out, "No head was signed yet."),
            heads => {
                writeln!(out, "{heads} heads, signed by {}, are those of the feeds.", keys.join(" and "))
            }
        }
    }
}

impl Checked {
    /// Takes a head whose feed has this hash at its position.
    fn take(&mut self, head: &SignedHead, hash: Option<&str>) -> Result<(), Broken> {
        let broken = |what: &str| {
            Err(Broken { record: named(head.head.audience, head.head.day), what: what.to_owned() })
        };
        if !is_signed(head) {
            return broken("its signature is not of what it says");
        }
        match hash {
            None => broken("the feed does not go as far"),
            Some(hash) if hash != head.head.hash => {
                broken("the feed has another line at its position: it was rewritten")
            }
            Some(_) => {
                self.heads += 1;
                self.keys.insert(head.public_key.clone());
                Ok(())
            }
        }
    }
}

fn named(audience: Audience, day: jiff::civil::Date) -> String {
    format!("heads, {} {day}", audience.as_str())
}

/// Checks every head that is stored, and that none is missing between others.
pub(super) async fn stored(tx: &Transaction<'_>) -> Result<Checked> {
    let rows = db::rows(
        tx,
        "-- verify::heads
        select heads.audience::text as audience, heads.day, heads.position, heads.at, heads.hash, heads.public_key,
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
    // Those of one day are written together, from the first day of each feed on.
    let missing = db::row_or_none(
        tx,
        "-- verify::missing_heads
        select feed.audience::text as audience, due.day::date as day
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
    let audience: Audience = row.get::<_, &str>("audience").parse().expect("the enum has our words");
    Err(Broken { record: named(audience, row.get("day")), what: "is missing".to_owned() }.into())
}

/// Checks heads that were kept, as `/.well-known/accord-heads` gave them, against the hashes of an exported
/// feed in the order of its positions.
pub(super) fn kept(document: &str, audience: Audience, hashes: &[String]) -> Result<Checked> {
    let Heads { daily, latest, .. } =
        serde_json::from_str(document).context("the heads are not what /.well-known/accord-heads gives")?;
    let mut checked = Checked::default();
    for head in daily.iter().chain(&latest) {
        if head.head.audience != audience {
            let what = format!("is of another feed than the {} one", audience.as_str());
            return Err(Broken { record: named(head.head.audience, head.head.day), what }.into());
        }
        let index = usize::try_from(head.head.position - 1).ok();
        checked.take(head, index.and_then(|index| hashes.get(index)).map(String::as_str))?;
    }
    Ok(checked)
}
