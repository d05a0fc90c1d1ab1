//! Rates in the database, which refuses to change them: a correction is a row of its own.

use deadpool_postgres::GenericClient;
use shared::rates::RateDay;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

/// Every day of every series, as last published.
pub(crate) async fn latest(client: &impl GenericClient) -> Result<Vec<RateDay>, db::Error> {
    let rows = db::rows(
        client,
        "-- rates::latest
            select distinct on (series, date) id, series, base, date, rates, revision
            from rates
            order by series, date, revision desc",
        &[],
    )
    .await?;
    Ok(rows.iter().map(day).collect())
}

/// A day with its latest rates.
pub(super) async fn get(client: &impl GenericClient, id: Uuid) -> Result<Option<RateDay>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- rates::get
            select id, series, base, date, rates, revision
            from rates
            where id = $1
            order by revision desc
            limit 1",
        &[&id],
    )
    .await?;
    Ok(row.as_ref().map(day))
}

pub(crate) async fn insert(client: &impl GenericClient, day: &RateDay) -> Result<(), db::Error> {
    let RateDay { id, series, base, date, rates, revision } = day;
    db::run(
        client,
        "-- rates::insert
            insert into rates (id, series, base, date, rates, revision)
            values ($1, $2, $3, $4, $5, $6)",
        &[id, series, &base.code(), date, &db::json(rates), revision],
    )
    .await?;
    Ok(())
}

fn day(row: &Row) -> RateDay {
    RateDay {
        id: row.get("id"),
        series: row.get("series"),
        base: row.get::<_, &str>("base").parse().expect("the column holds a code"),
        date: row.get("date"),
        rates: db::read(row, "rates"),
        revision: row.get("revision"),
    }
}
