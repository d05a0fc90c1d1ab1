//! Positions in the database, which refuses to change them.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use serde::Serialize;
use shared::{
    audience::Visibility,
    positions::{NewPosition, Position},
};
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;

use crate::db;

/// A position as stored, and its audience.
#[derive(Clone, Serialize)]
pub(crate) struct Stored {
    pub(crate) made_at: Timestamp,
    #[serde(flatten)]
    pub(crate) position: Position,
    /// No wider than its call's.
    #[serde(skip)]
    pub(crate) visibility: Visibility,
    #[serde(skip)]
    is_embargoed: bool,
    /// The organisation it names (if merged, the remaining one) and that organisation's visibility.
    #[serde(skip)]
    pub(crate) organisation: Option<(Uuid, Visibility)>,
}

impl Stored {
    /// A position that nothing supersedes yet.
    pub(crate) fn new(made_at: Timestamp, id: Uuid, call: Uuid, office: Uuid, said: NewPosition) -> Self {
        let visibility = Visibility::open(said.audience);
        let position = Position { id, call, office, said, superseded_by: None };
        Self { made_at, position, visibility, is_embargoed: false, organisation: None }
    }

    pub(crate) fn is_embargoed(&self) -> bool {
        self.is_embargoed
    }
}

pub(crate) async fn get(client: &impl GenericClient, id: Uuid) -> Result<Option<Stored>, db::Error> {
    let text = ["-- positions::get", SELECT, "where positions.id = $1"].join("\n");
    Ok(db::row_or_none(client, &text, &[&id]).await?.as_ref().map(stored))
}

/// A country's positions on a call, in recording order.
pub(crate) async fn of_country(
    client: &impl GenericClient,
    call: Uuid,
    country: &str,
) -> Result<Vec<Stored>, db::Error> {
    let condition = "where positions.call = $1\n  and positions.country = $2";
    those(client, "-- positions::of_country", condition, &[&call, &country]).await
}

async fn those(
    client: &impl GenericClient,
    name: &str,
    condition: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Stored>, db::Error> {
    let text = [name, SELECT, condition, "order by positions.made_at, positions.id"].join("\n");
    Ok(db::rows(client, &text, parameters).await?.iter().map(stored).collect())
}

pub(crate) async fn insert(client: &impl GenericClient, stored: &Stored) -> Result<(), db::Error> {
    let Stored { made_at, position: Position { id, call, office, said, .. }, .. } = stored;
    db::run(
        client,
        "-- positions::insert
            insert into positions
              (id, made_at, call, office, country, audience, organisation, supersedes, said)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            id,
            made_at,
            call,
            office,
            &said.country,
            &said.audience,
            &said.organisation,
            &said.supersedes,
            &db::json(said),
        ],
    )
    .await?;
    Ok(())
}

const SELECT: &str =
    "select positions.id, positions.made_at, positions.call, positions.office, positions.said,
  later.id as superseded_by, greatest(positions.audience, calls.audience) as audience,
  greatest(
    audience_now(positions.audience, 'positions', positions.id), audience_now(calls.audience, 'calls', calls.id)
  ) as now,
  audience_now(positions.audience, 'positions', positions.id) > positions.audience as is_embargoed,
  organisations.id as organisation, organisations.audience as organisation_audience,
  audience_now(organisations.audience, 'organisations', organisations.id) as organisation_now
from positions
join calls on calls.id = positions.call
left join positions as later on later.supersedes = positions.id
left join organisations as named on named.id = positions.organisation
left join organisations on organisations.id = coalesce(named.merged_into, named.id)";

fn stored(row: &Row) -> Stored {
    let visibility = |audience, now| Visibility { audience: row.get(audience), now: row.get(now) };
    let organisation = row.get::<_, Option<Uuid>>("organisation");
    Stored {
        made_at: row.get("made_at"),
        visibility: visibility("audience", "now"),
        is_embargoed: row.get("is_embargoed"),
        organisation: organisation.map(|id| (id, visibility("organisation_audience", "organisation_now"))),
        position: Position {
            id: row.get("id"),
            call: row.get("call"),
            office: row.get("office"),
            said: db::read(row, "said"),
            superseded_by: row.get("superseded_by"),
        },
    }
}
