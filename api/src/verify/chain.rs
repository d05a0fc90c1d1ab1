//! Checks one chain of hashes, line by line.

use std::{collections::BTreeSet, fmt};

use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest, Sha256};
use shared::changes::{EPOCH, FeedLine};

use crate::log::chain::commitment;

/// The first record that contradicts the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The record's name, such as "public feed, position 12".
    pub record: String,
    pub what: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.record, self.what)
    }
}

impl std::error::Error for Broken {}

/// The verified part of a chain.
#[derive(Clone, Debug)]
pub struct Chain {
    name: String,
    /// The last line's number.
    pub position: i64,
    /// The last line's hash, in hexadecimal digits.
    pub hash: String,
    /// The positions without content, and those that later lines withdraw.
    empty: BTreeSet<i64>,
    withdrawn: BTreeSet<i64>,
}

impl Chain {
    /// The start of a chain, before its first line.
    pub fn begin(name: &str) -> Self {
        let (empty, withdrawn) = Default::default();
        Self { name: name.to_owned(), position: 0, hash: String::new(), empty, withdrawn }
    }

    /// Checks the next line: its number, its hashed text, and the hashes that it states.
    pub fn next(
        &mut self,
        position: i64,
        line: &Value,
        previous_hash: &str,
        hash: &str,
    ) -> Result<(), Broken> {
        let expected = self.position + 1;
        if position != expected {
            return Err(self.broken(expected, &format!("is missing; the next line there is {position}")));
        }
        if previous_hash != self.hash {
            return Err(self.broken(position, "does not follow from the line before it"));
        }
        if HEXLOWER.encode(&Sha256::digest(line.to_string())) != hash {
            return Err(self.broken(position, "was changed: its hash does not match"));
        }
        (self.position, self.hash) = (position, hash.to_owned());
        Ok(())
    }

    /// Checks the next line of a feed.
    pub fn next_line(&mut self, line: &FeedLine) -> Result<(), Broken> {
        let position = line.change.position;
        if line.epoch != EPOCH {
            return Err(self.broken(position, "belongs to another epoch"));
        }
        self.next(position, &line.hashed(), &line.previous_hash, &line.hash)?;
        let Some(salt) = &line.salt else {
            let is_empty =
                line.document.is_none() && line.change.id.is_none() && line.change.withdraws.is_empty();
            self.empty.insert(position);
            return if is_empty { Ok(()) } else { Err(self.broken(position, "has content and no salt")) };
        };
        let salt = HEXLOWER.decode(salt.as_bytes()).unwrap_or_default();
        if salt.len() != 32 || HEXLOWER.encode(&commitment(&salt, &line.content())) != line.commitment {
            return Err(self.broken(position, "was changed: its commitment does not match its content"));
        }
        self.withdrawn.extend(&line.change.withdraws);
        Ok(())
    }

    /// Checks, after the last line of a feed, that each line without content was withdrawn by a line that stays.
    pub fn end_of_feed(&self) -> Result<(), Broken> {
        match self.empty.difference(&self.withdrawn).next() {
            None => Ok(()),
            Some(position) => Err(self.broken(*position, "has no content, and no later line withdraws it")),
        }
    }

    /// The first line that was withdrawn and still has its content: a copy may, the database may not.
    pub fn kept_back(&self) -> Option<i64> {
        self.withdrawn.difference(&self.empty).next().copied()
    }

    /// Reports a fault at a number.
    pub fn broken(&self, position: i64, what: &str) -> Broken {
        Broken { record: format!("{}, position {position}", self.name), what: what.to_owned() }
    }
}
