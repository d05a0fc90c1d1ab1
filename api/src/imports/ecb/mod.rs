//! The European Central Bank's euro foreign exchange reference rates, into the series `ecb`.

mod parse;

use std::{collections::BTreeSet, fmt};

use anyhow::{Context, Result};
use shared::{money::Currency, rates::RateDay};
use tokio_postgres::Config;
use uuid::Uuid;

use super::progress;
use crate::{
    db::Db,
    log::{Author, Write},
    rates,
};

pub use parse::{Day, Parsed, parse};

/// The name of the series.
pub const SERIES: &str = "ecb";
/// How many days are written at a time, so that offices do not wait for the whole history.
const CHUNK: usize = 100;

/// What an import did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub read: usize,
    pub new: usize,
    /// Currencies that are none of today's.
    pub skipped: BTreeSet<String>,
}

/// Reads the days that are not here yet; run twice, it changes nothing.
pub async fn import(config: &Config, bytes: &[u8]) -> Result<Report> {
    let Parsed { mut days, skipped } = parse(bytes).map_err(anyhow::Error::msg)?;
    days.sort_by_key(|day| day.date);
    let read = days.len();
    let mut connection = Db::new(config).get().await?;
    let known = rates::store::days(&connection, SERIES).await?;
    days.retain(|day| !known.contains(&day.date));
    let bar = progress(days.len(), "rates");
    for chunk in days.chunks(CHUNK) {
        let author = Author { office: None, actor: format!("import:{SERIES}") };
        let mut write = Write::on(&mut connection, author).await?;
        for day in chunk {
            let Day { date, rates } = day.clone();
            let day =
                RateDay { id: Uuid::new_v4(), series: SERIES.to_owned(), base: Currency::EUR, date, rates };
            rates::store::insert(&write.tx, &day)
                .await
                .with_context(|| format!("write the rates of {date}"))?;
            rates::record(&mut write, &day).await?;
            bar.inc(1);
        }
        write.commit().await?;
    }
    bar.finish_and_clear();
    Ok(Report { read, new: days.len(), skipped })
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { read, new, skipped } = self;
        writeln!(out, "Read the rates of {read} days: {new} new, {} already here.", read - new)?;
        if !skipped.is_empty() {
            let names: Vec<&str> = skipped.iter().map(String::as_str).collect();
            writeln!(out, "Left out, since they are no currencies any more: {}.", names.join(", "))?;
        }
        Ok(())
    }
}
