//! Confirmations in the database, which refuses to change them.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use serde::Serialize;
use shared::{audience::Audience, confirmations::Confirmation};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

/// A confirmation as it is kept.
#[derive(Clone, Serialize)]
pub(crate) struct Stored {
    pub(crate) made_at: Timestamp,
    #[serde(flatten)]
    pub(crate) confirmation: Confirmation,
    /// For whom its entry is as things stand.
    #[serde(skip)]
    pub(crate) lent: Audience,
}

/// A pledge's confirmations, in the order in which they were recorded.
pub(crate) async fn of_pledge(client: &impl GenericClient, pledge: Uuid) -> Result<Vec<Stored>, db::Error> {
    let rows = db::rows(
        client,
        "-- confirmations::of_pledge
            select id, made_at, pledge, office, word,
              (
                select seen_by(entries.audience, 'entries', entries.id)::text
                from entries
                where entries.id = confirmations.entry
              ) as lent
            from confirmations
            where pledge = $1
            order by made_at",
        &[&pledge],
    )
    .await?;
    Ok(rows.iter().map(confirmation).collect())
}

pub(crate) async fn insert(client: &impl GenericClient, stored: &Stored) -> Result<(), db::Error> {
    let Stored { made_at, confirmation: Confirmation { id, pledge, office, word }, .. } = stored;
    db::run(
        client,
        "-- confirmations::insert
            insert into confirmations (id, made_at, pledge, entry, office, audience, word)
            values ($1, $2, $3, $4, $5, $6::text::audience, $7)",
        &[id, made_at, pledge, &word.entry, office, &word.audience.as_str(), &db::json(word)],
    )
    .await?;
    Ok(())
}

fn confirmation(row: &Row) -> Stored {
    Stored {
        made_at: row.get("made_at"),
        lent: row.get::<_, &str>("lent").parse().expect("the enum has our words"),
        confirmation: Confirmation {
            id: row.get("id"),
            pledge: row.get("pledge"),
            office: row.get("office"),
            word: db::read(row, "word"),
        },
    }
}
