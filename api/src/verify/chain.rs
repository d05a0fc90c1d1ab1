//! Checks one chain of hashes, line by line.

use std::fmt;

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::changes::FeedLine;

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
}

impl Chain {
    /// The start of a chain, before its first line.
    pub fn begin(name: &str) -> Self {
        Self { name: name.to_owned(), position: 0, hash: String::new() }
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
        let FeedLine { audience, change, document, document_hash, previous_hash, hash } = line;
        if let Some(document) = document
            && Some(HEXLOWER.encode(&Sha256::digest(document.to_string()))) != *document_hash
        {
            return Err(self.broken(change.position, "was changed: the hash of its document does not match"));
        }
        let hashed = json!({
            "audience": audience, "position": change.position, "at": change.at, "resource": change.resource,
            "id": change.id, "operation": change.operation, "document_hash": document_hash, "previous_hash": previous_hash,
        });
        self.next(change.position, &hashed, previous_hash, hash)
    }

    /// Reports a fault at a number.
    pub fn broken(&self, position: i64, what: &str) -> Broken {
        Broken { record: format!("{}, position {position}", self.name), what: what.to_owned() }
    }
}
