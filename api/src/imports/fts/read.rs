//! Splits the files into flows: every flow once, in its newest version. An unreadable flow is reported with the
//! reason. A file that is not an FTS answer stops the whole import.

use std::{collections::HashMap, fmt};

use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use shared::money::{Currency, Money};

use super::{
    Published,
    exact::{self, Number, Text},
    flow::Flow,
};
use crate::imports::report::Refused;

/// The content of all files.
#[derive(Debug)]
pub struct Read {
    /// The files' names, in the order given.
    pub files: Vec<String>,
    /// The number of flows listed, including repeated and refused ones.
    pub flows_read: usize,
    /// The number of repeated listings.
    pub duplicates: usize,
    /// Each flow once, in the files' order.
    pub flows: Vec<Recorded>,
    pub refused: Vec<Refused>,
    /// OCHA's own totals, if the files state them and agree.
    pub published: Option<Published>,
}

/// A flow and the whole record it was read from.
#[derive(Clone, Debug)]
pub struct Recorded {
    pub flow: Flow,
    pub data: Value,
}

/// Why a file is not an FTS answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotReadable {
    pub file: String,
    /// The fault, with its line and column.
    pub detail: String,
}

impl fmt::Display for NotReadable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} cannot be read as an answer of OCHA FTS: {}", self.file, self.detail)
    }
}

impl std::error::Error for NotReadable {}

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    data: Data<'a>,
}

#[derive(Deserialize)]
struct Data<'a> {
    #[serde(borrow)]
    flows: Vec<&'a RawValue>,
    incoming: Option<Incoming>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Incoming {
    funding_total: Option<Number>,
    pledge_total: Option<Number>,
}

/// Reads named files: answers of FTS's `/v1/public/fts/flow` or of its custom search.
pub fn read<N: AsRef<str>, B: AsRef<[u8]>>(files: &[(N, B)]) -> Result<Read, NotReadable> {
    let names = files.iter().map(|(name, _)| name.as_ref().to_owned()).collect();
    let mut read = Read {
        files: names,
        flows_read: 0,
        duplicates: 0,
        flows: Vec::new(),
        refused: Vec::new(),
        published: None,
    };
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut published = Vec::new();
    for (name, bytes) in files {
        let answer: Answer<'_> = serde_json::from_slice(bytes.as_ref())
            .map_err(|error| NotReadable { file: name.as_ref().to_owned(), detail: error.to_string() })?;
        published.extend(answer.data.incoming.and_then(stated));
        for (index, raw) in answer.data.flows.iter().enumerate() {
            read.flows_read += 1;
            match recorded(raw) {
                Ok(recorded) => read.keep(recorded, &mut places),
                Err(reason) => {
                    let flow =
                        id(raw).unwrap_or_else(|| format!("number {} of {}", index + 1, name.as_ref()));
                    read.refused.push(Refused::new(flow, reason));
                }
            }
        }
    }
    // Different searches have different totals, and adding them up would mean nothing.
    read.published = published.first().copied().filter(|first| published.iter().all(|total| total == first));
    Ok(read)
}

impl Read {
    fn keep(&mut self, recorded: Recorded, places: &mut HashMap<String, usize>) {
        let Some(&place) = places.get(&recorded.flow.id.0) else {
            places.insert(recorded.flow.id.0.clone(), self.flows.len());
            self.flows.push(recorded);
            return;
        };
        self.duplicates += 1;
        let age = |Recorded { flow, .. }: &Recorded| (flow.version_id, flow.updated_at.clone());
        if age(&recorded) > age(&self.flows[place]) {
            self.flows[place] = recorded;
        }
    }
}

fn recorded(raw: &RawValue) -> Result<Recorded, String> {
    let flow: Flow =
        serde_json::from_str(raw.get()).map_err(|error| format!("cannot be read: {}", worded(&error)))?;
    if flow.id.0.trim().is_empty() {
        return Err("has no id".to_owned());
    }
    Ok(Recorded { data: exact::value(raw)?, flow })
}

/// serde's message without its line and column, which count from the start of the flow.
fn worded(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split_once(" at line ").map_or(message.clone(), |(words, _)| words.to_owned())
}

fn id(raw: &RawValue) -> Option<String> {
    #[derive(Deserialize)]
    struct Id {
        id: Text,
    }
    serde_json::from_str(raw.get()).ok().map(|Id { id }| id.0)
}

fn stated(incoming: Incoming) -> Option<Published> {
    // Written with the currency's decimals, like our own totals.
    let cents = |Number(total)| Money::new(total, Currency::USD).map_or(total, |money| money.amount());
    Some(Published {
        funding_total: cents(incoming.funding_total?),
        pledge_total: cents(incoming.pledge_total?),
    })
}
