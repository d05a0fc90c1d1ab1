//! Rates in the database, which refuses to change them.

use std::collections::BTreeSet;

use deadpool_postgres::GenericClient;
use jiff::civil::Date;
use shared::rates::RateDay;

use crate::db;

/// The days that are known of a series.
pub(crate) async fn days(client: &impl GenericClient, series: &str) -> Result<BTreeSet<Date>, db::Error> {
    let rows = db::rows(
        client,
        "-- rates::days
            select date
            from rates
            where series = $1",
        &[&series],
    )
    .await?;
    Ok(rows.iter().map(|row| row.get("date")).collect())
}

pub(crate) async fn insert(client: &impl GenericClient, day: &RateDay) -> Result<(), db::Error> {
    let RateDay { id, series, base, date, rates } = day;
    db::run(
        client,
        "-- rates::insert
            insert into rates (id, series, base, date, rates)
            values ($1, $2, $3, $4, $5)",
        &[id, series, &base.code(), date, &db::json(rates)],
    )
    .await?;
    Ok(())
}
