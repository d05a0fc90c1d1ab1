//! Checks an exported feed without the server that exported it: a file with one page of `/v1/changes` per line.
//! Checks a saved document of heads against that feed.

use std::io::BufRead;

use anyhow::{Context, Result};
use shared::{audience::Audience, changes::FeedLine, page::Page};

use super::{Chain, heads};

/// A verified feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    audience: Audience,
    /// The hash of each line, in hexadecimal digits.
    hashes: Vec<String>,
}

impl Feed {
    /// Its number of lines.
    pub fn position(&self) -> i64 {
        i64::try_from(self.hashes.len()).unwrap_or(i64::MAX)
    }

    /// The hash of its last line, in hexadecimal digits.
    pub fn hash(&self) -> &str {
        self.hashes.last().map_or("", String::as_str)
    }

    /// Checks a saved `/.well-known/accord-heads` document against this feed.
    pub fn check(&self, heads: &str) -> Result<heads::Checked> {
        heads::kept(heads, self.audience, &self.hashes)
    }
}

/// Checks a feed from its beginning. Each line of the text is a page of `/v1/changes` or one line of a feed.
pub fn offline(text: impl BufRead) -> Result<Feed> {
    let mut chain = Chain::begin("the exported feed");
    let (mut audience, mut hashes) = (None, Vec::new());
    for (number, row) in text.lines().enumerate() {
        let row = row.with_context(|| format!("line {} cannot be read", number + 1))?;
        if row.trim().is_empty() {
            continue;
        }
        for line in lines(&row).with_context(|| format!("line {} is not a page of a feed", number + 1))? {
            chain.next_line(&line)?;
            if *audience.get_or_insert(line.audience) != line.audience {
                return Err(chain.broken(line.change.position, "is of another audience's feed").into());
            }
            hashes.push(line.hash);
        }
    }
    chain.end_of_feed()?;
    let audience = audience.context("the file has no line of a feed")?;
    Ok(Feed { audience, hashes })
}

fn lines(row: &str) -> Result<Vec<FeedLine>> {
    if let Ok(page) = serde_json::from_str::<Page<FeedLine>>(row) {
        return Ok(page.items);
    }
    Ok(vec![serde_json::from_str(row)?])
}
