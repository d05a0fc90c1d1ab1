//! Imports the European Central Bank's euro foreign exchange reference rates into the series `ecb`. If the file's
//! rates for a day differ from the stored ones, the bank has corrected them: the import writes a new revision.

mod parse;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use anyhow::{Context, Result};
use jiff::civil::Date;
use shared::{money::Currency, rates::RateDay};
use tokio_postgres::Config;
use uuid::Uuid;

use crate::progress::progress;
use crate::{db::Single, log::Write, proof::Author, resources::rates};

pub use parse::{Day, Parsed, parse};

/// The series' name.
pub const SERIES: &str = "ecb";
/// Days written per transaction, so that offices do not wait for the whole history.
const CHUNK: usize = 100;

/// The counts of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub read: usize,
    /// Days that were not stored before.
    pub new: usize,
    /// Days that were stored with other rates.
    pub corrected: usize,
    /// Codes in the file that are not current currencies.
    pub skipped: BTreeSet<String>,
}

/// Imports new and corrected days. A second run changes nothing.
pub async fn import(config: &Config, bytes: &[u8]) -> Result<Report> {
    let Parsed { mut days, skipped } = parse(bytes).map_err(anyhow::Error::msg)?;
    days.sort_by_key(|day| day.date);
    let read = days.len();
    let mut connection = Single::owner(config).get().await?;
    let known = rates::store::latest(&connection).await?;
    let known = known.into_iter().filter(|day| day.series == SERIES).map(|day| (day.date, day)).collect();
    let days: Vec<RateDay> = days.into_iter().filter_map(|day| to_write(day, &known)).collect();
    let bar = progress(days.len(), "rates");
    for chunk in days.chunks(CHUNK) {
        let author = Author::operator(&format!("import:{SERIES}"));
        let mut write = Write::on(&mut connection, author).await?;
        for day in chunk {
            rates::store::insert(&write.tx, day)
                .await
                .with_context(|| format!("write the rates of {}", day.date))?;
            rates::record(&mut write, day).await?;
            bar.inc(1);
        }
        write.commit().await?;
    }
    bar.finish_and_clear();
    let new = days.iter().filter(|day| day.revision == 1).count();
    Ok(Report { read, new, corrected: days.len() - new, skipped })
}

/// The revision to write for a day, or `None` if the stored day agrees.
fn to_write(Day { date, rates }: Day, known: &BTreeMap<Date, RateDay>) -> Option<RateDay> {
    match known.get(&date) {
        Some(before) if before.rates == rates => None,
        Some(before) => Some(RateDay { rates, revision: before.revision + 1, ..before.clone() }),
        None => Some(RateDay {
            id: Uuid::new_v4(),
            series: SERIES.to_owned(),
            base: Currency::EUR,
            date,
            rates,
            revision: 1,
        }),
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { read, new, corrected, skipped } = self;
        let known = read - new - corrected;
        writeln!(
            out,
            "Read the rates of {read} days: {new} new, {corrected} corrected, {known} already here."
        )?;
        if !skipped.is_empty() {
            let names: Vec<&str> = skipped.iter().map(String::as_str).collect();
            writeln!(out, "Left out, because they are no longer currencies: {}.", names.join(", "))?;
        }
        Ok(())
    }
}
