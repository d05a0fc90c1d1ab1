//! Checks a feed that was exported, a page of `/v1/changes` a line: by whoever was given it, without the
//! server that gave it.

use std::io::BufRead;

use anyhow::{Context, Result, ensure};
use shared::{changes::FeedLine, page::Page};

use super::Chain;

/// How far a feed was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub position: i64,
    /// In hexadecimal digits.
    pub hash: String,
}

/// Checks a feed from its beginning. Each line of the text is a page as `/v1/changes` gave it, or one
/// line of a feed.
pub fn offline(text: impl BufRead) -> Result<Head> {
    let mut chain = Chain::begin("the exported feed");
    for (number, row) in text.lines().enumerate() {
        let row = row.with_context(|| format!("line {} cannot be read", number + 1))?;
        if row.trim().is_empty() {
            continue;
        }
        for line in lines(&row).with_context(|| format!("line {} is no page of a feed", number + 1))? {
            chain.next_line(&line)?;
        }
    }
    ensure!(chain.position > 0, "there is no line of a feed in it");
    Ok(Head { position: chain.position, hash: chain.hash })
}

fn lines(row: &str) -> Result<Vec<FeedLine>> {
    if let Ok(page) = serde_json::from_str::<Page<FeedLine>>(row) {
        return Ok(page.items);
    }
    Ok(vec![serde_json::from_str(row)?])
}
