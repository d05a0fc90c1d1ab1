//! Signed heads, held against the feeds that they are of: in a database, or a document that was kept
//! against a feed that was exported.

use std::collections::BTreeMap;

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
    /// The public keys by which they are signed, and the first head that is signed by each.
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
    /// Names a head that is signed by none of these keys. Whoever owns the database can sign by one of their
    /// own: only who knows which key was meant can tell.
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

    /// Takes a head whose feed has this hash at its position.
    fn take(&mut self, head: &SignedHead, hash: Option<&str>) -> Result<(), Broken> {
        let broken = |what: &str| {
            Err(Broken { record: named(head.head.audience, head.head.day), what: what.to_owned() })
        };
        if !is_signed(head) {
            return broken("its signature does not match its content");
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

/// Checks every head that is stored, and that none is missing between others.
pub(super) async fn stored(tx: &Transaction<'_>) -> Result<Checked> {
    let rows = db::rows(
        tx,
        "-- verify::heads
        select heads.audience, heads.day, heads.position, heads.at, heads.hash, heads.public_key,
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

/// Checks heads that were kept, as `/.well-known/accord-heads` gave them, against the hashes of an exported
/// feed in the order of its positions.
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
