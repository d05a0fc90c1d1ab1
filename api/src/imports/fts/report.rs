//! The report of an import, for a file and for the terminal. Its two totals, computed from the entries alone, can
//! be checked against OCHA's own figures.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use shared::{
    entries::{Counting, EntryKind, NewEntry},
    money::{Currency, Money},
};

use super::Read;
use crate::imports::report::Outcome;

/// The counts, refusals and totals of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// True if nothing was written.
    pub dry_run: bool,
    pub files: Vec<String>,
    pub flows_read: usize,
    /// Flows that the files list more than once.
    pub duplicates: usize,
    #[serde(flatten)]
    pub outcome: Outcome,
    /// Committed and paid, in US dollars, by OCHA's rule: incoming, with a single location and usage year.
    pub funding_total: Decimal,
    /// Pledged, in US dollars, by the same rule; never part of the funding.
    pub pledge_total: Decimal,
    /// OCHA's own totals, if the files state them and agree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Published>,
}

/// The totals that OCHA publishes with its flows, in US dollars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    pub funding_total: Decimal,
    pub pledge_total: Decimal,
}

/// The same totals, computed from entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    pub funding: Decimal,
    pub pledge: Decimal,
}

/// Adds up the entries that count, in US dollars. Converts by FTS's stated conversion; US dollar amounts stay as
/// reported.
pub fn totals<'a>(entries: impl IntoIterator<Item = &'a NewEntry>) -> Totals {
    // Zero cents, so that every total has its currency's decimals.
    let zero = Decimal::new(0, Currency::USD.minor_units());
    let mut totals = Totals { funding: zero, pledge: zero };
    for entry in entries.into_iter().filter(|entry| entry.counting == Counting::Full) {
        let Some(amount) = in_usd(entry) else { continue };
        match entry.kind {
            EntryKind::Commitment | EntryKind::Disbursement => totals.funding += amount.amount(),
            EntryKind::Pledge => totals.pledge += amount.amount(),
            _ => {}
        }
    }
    totals
}

fn in_usd(entry: &NewEntry) -> Option<Money> {
    let stated = entry.stated_conversion.as_ref().map(|conversion| conversion.amount);
    [stated, entry.amount].into_iter().flatten().find(|amount| amount.currency() == Currency::USD)
}

impl Report {
    /// The report of an outcome; `totals` are the totals of the imported entries.
    pub fn of(read: &Read, outcome: Outcome, totals: Totals) -> Self {
        Self {
            dry_run: true,
            files: read.files.clone(),
            flows_read: read.flows_read,
            duplicates: read.duplicates,
            outcome,
            funding_total: totals.funding,
            pledge_total: totals.pledge,
            published: read.published,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { flows_read, duplicates, .. } = self;
        writeln!(
            out,
            "Read {flows_read} flows from {} files, {duplicates} of them more than once.",
            self.files.len()
        )?;
        write!(out, "{}", self.outcome)?;
        writeln!(out, " funding total: USD {}", self.funding_total)?;
        writeln!(out, "  pledge total: USD {}", self.pledge_total)?;
        if let Some(Published { funding_total, pledge_total }) = self.published {
            writeln!(out, "     published: USD {funding_total} and USD {pledge_total}, by OCHA")?;
        }
        if self.dry_run {
            writeln!(out, "Dry run: nothing was written.")?;
        }
        Ok(())
    }
}
