//! Confirmations in the database, which refuses to change them.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use serde::Serialize;
use shared::{audience::Visibility, confirmations::Confirmation};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

/// A confirmation as stored.
#[derive(Clone, Serialize)]
pub(crate) struct Stored {
    pub(crate) made_at: Timestamp,
    #[serde(flatten)]
    pub(crate) confirmation: Confirmation,
    /// No wider than its entry's.
    #[serde(skip)]
    pub(crate) visibility: Visibility,
}

pub(crate) async fn get(client: &impl GenericClient, id: Uuid) -> Result<Option<Stored>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- confirmations::get
            select confirmations.id, confirmations.made_at, confirmations.pledge, confirmations.office, word,
              greatest(confirmations.audience, entries.audience, pledges.audience, funds.audience,
                organisations.audience) as audience,
              greatest(
                audience_now(confirmations.audience, 'confirmations', confirmations.id),
                audience_now(entries.audience, 'entries', entries.id),
                audience_now(pledges.audience, 'pledges', pledges.id),
                audience_now(funds.audience, 'funds', funds.id),
                audience_now(organisations.audience, 'organisations', organisations.id)
              ) as now
            from confirmations
            join entries on entries.id = confirmations.entry
            join pledges on pledges.id = confirmations.pledge
            join funds on funds.id = pledges.fund
            join organisations on organisations.id = pledges.donor
            where confirmations.id = $1",
        &[&id],
    )
    .await?;
    Ok(row.as_ref().map(confirmation))
}

pub(crate) async fn insert(client: &impl GenericClient, stored: &Stored) -> Result<(), db::Error> {
    let Stored { made_at, confirmation: Confirmation { id, pledge, office, word }, .. } = stored;
    db::run(
        client,
        "-- confirmations::insert
            insert into confirmations (id, made_at, pledge, entry, office, audience, word)
            values ($1, $2, $3, $4, $5, $6, $7)",
        &[id, made_at, pledge, &word.entry, office, &word.audience, &db::json(word)],
    )
    .await?;
    Ok(())
}

fn confirmation(row: &Row) -> Stored {
    Stored {
        made_at: row.get("made_at"),
        visibility: Visibility { audience: row.get("audience"), now: row.get("now") },
        confirmation: Confirmation {
            id: row.get("id"),
            pledge: row.get("pledge"),
            office: row.get("office"),
            word: db::read(row, "word"),
        },
    }
}
