//! Entries in the database, which refuses to change them.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use serde::Serialize;
use shared::{
    entries::{Entry, Provenance},
    pledges::Step,
};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

/// An entry as it is kept.
#[derive(Clone, Serialize)]
pub(crate) struct Stored {
    pub(crate) made_at: Timestamp,
    #[serde(flatten)]
    pub(crate) entry: Entry,
}

impl Stored {
    /// What its pledge's stage and sums depend on.
    pub(crate) fn step(&self) -> Step {
        let Entry { id, step, .. } = &self.entry;
        Step {
            id: *id,
            kind: step.kind,
            amount: step.amount,
            reverses: step.reverses,
            counting: step.counting,
        }
    }
}

/// A pledge's entries, in the order in which they happened.
pub(crate) async fn of_pledge(client: &impl GenericClient, pledge: Uuid) -> Result<Vec<Stored>, db::Error> {
    let rows = db::rows(
        client,
        "-- entries::of_pledge
            select id, made_at, pledge, office, step, register, record, provenance
            from entries
            where pledge = $1
            order by earliest, made_at, id",
        &[&pledge],
    )
    .await?;
    Ok(rows.iter().map(entry).collect())
}

/// The entry that a record of a register was read into.
pub(crate) async fn by_record(
    client: &impl GenericClient,
    register: &str,
    record: &str,
) -> Result<Option<Stored>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- entries::by_record
            select id, made_at, pledge, office, step, register, record, provenance
            from entries
            where register = $1
              and record = $2",
        &[&register, &record],
    )
    .await?;
    Ok(row.as_ref().map(entry))
}

pub(crate) async fn insert(client: &impl GenericClient, stored: &Stored) -> Result<(), db::Error> {
    let Stored { made_at, entry: Entry { id, pledge, office, step, provenance } } = stored;
    let kind = db::json(&step.kind);
    let counting = db::json(&step.counting);
    let provenance = provenance.as_ref();
    db::run(
        client,
        "-- entries::insert
            insert into entries
              (id, made_at, pledge, office, kind, audience, earliest, amount, currency, value_date, reverses,
               counting, step, register, record, provenance)
            values ($1, $2, $3, $4, $5, $6::text::audience, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        &[
            id,
            made_at,
            pledge,
            office,
            &kind.as_str(),
            &step.audience.as_str(),
            &step.date.earliest(),
            &step.amount.map(|amount| amount.amount()),
            &step.amount.map(|amount| amount.currency().to_string()),
            &step.value_date.map(|date| date.to_string()),
            &step.reverses,
            &counting.as_str(),
            &db::json(step),
            &provenance.map(|provenance| &provenance.register),
            &provenance.map(|provenance| &provenance.record),
            &provenance.map(|provenance| &provenance.data),
        ],
    )
    .await?;
    Ok(())
}

fn entry(row: &Row) -> Stored {
    let register: Option<String> = row.get("register");
    let provenance = register.map(|register| Provenance {
        register,
        record: row.get("record"),
        data: row.get("provenance"),
    });
    Stored {
        made_at: row.get("made_at"),
        entry: Entry {
            id: row.get("id"),
            pledge: row.get("pledge"),
            office: row.get("office"),
            step: db::read(row, "step"),
            provenance,
        },
    }
}
