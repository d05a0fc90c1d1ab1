//! Positions in the database, which refuses to change them.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use serde::Serialize;
use shared::{
    audience::Audience,
    positions::{NewPosition, Position},
};
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;

use crate::db;

/// A position as it is kept, and for whom it is.
#[derive(Clone, Serialize)]
pub(crate) struct Stored {
    pub(crate) made_at: Timestamp,
    #[serde(flatten)]
    pub(crate) position: Position,
    /// Nobody for whom its call is not; until an embargo ends, the offices.
    #[serde(skip)]
    pub(crate) audience: Audience,
    #[serde(skip)]
    pub(crate) is_embargoed: bool,
    /// The organisation that it names, or into which that was merged since, and who may read it.
    #[serde(skip)]
    pub(crate) organisation: Option<(Uuid, Audience)>,
}

impl Stored {
    /// A position of which nothing was said yet.
    pub(crate) fn new(made_at: Timestamp, id: Uuid, call: Uuid, office: Uuid, said: NewPosition) -> Self {
        let audience = said.audience;
        let position = Position { id, call, office, said, superseded_by: None };
        Self { made_at, position, audience, is_embargoed: false, organisation: None }
    }
}

pub(crate) async fn get(client: &impl GenericClient, id: Uuid) -> Result<Option<Stored>, db::Error> {
    let text = ["-- positions::get", SELECT, "where positions.id = $1"].join("\n");
    Ok(db::row_or_none(client, &text, &[&id]).await?.as_ref().map(stored))
}

/// A call's positions, in the order in which they were recorded.
pub(crate) async fn of_call(client: &impl GenericClient, call: Uuid) -> Result<Vec<Stored>, db::Error> {
    those(client, "-- positions::of_call", "where positions.call = $1", &[&call]).await
}

/// A country's positions on a call, in the order in which they were recorded.
pub(crate) async fn of_country(
    client: &impl GenericClient,
    call: Uuid,
    country: &str,
) -> Result<Vec<Stored>, db::Error> {
    let condition = "where positions.call = $1\n  and positions.country = $2";
    those(client, "-- positions::of_country", condition, &[&call, &country]).await
}

/// The positions that name an organisation, or one that was merged into it.
pub(crate) async fn of_organisation(
    client: &impl GenericClient,
    organisation: Uuid,
) -> Result<Vec<Stored>, db::Error> {
    let condition =
        "where positions.organisation in (select id from organisations where id = $1 or merged_into = $1)";
    those(client, "-- positions::of_organisation", condition, &[&organisation]).await
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
            values ($1, $2, $3, $4, $5, $6::text::audience, $7, $8, $9)",
        &[
            id,
            made_at,
            call,
            office,
            &said.country,
            &said.audience.as_str(),
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
  later.id as superseded_by, greatest(
    seen_by(positions.audience, 'positions', positions.id), seen_by(calls.audience, 'calls', calls.id)
  )::text as audience,
  seen_by(positions.audience, 'positions', positions.id) > positions.audience as is_embargoed,
  organisations.id as organisation,
  seen_by(organisations.audience, 'organisations', organisations.id)::text as organisation_for
from positions
join calls on calls.id = positions.call
left join positions as later on later.supersedes = positions.id
left join organisations as named on named.id = positions.organisation
left join organisations on organisations.id = coalesce(named.merged_into, named.id)";

fn stored(row: &Row) -> Stored {
    let audience = |word: &str| word.parse().expect("the enum has our words");
    let organisation = row.get::<_, Option<Uuid>>("organisation");
    Stored {
        made_at: row.get("made_at"),
        audience: audience(row.get("audience")),
        is_embargoed: row.get("is_embargoed"),
        organisation: organisation.map(|id| (id, audience(row.get("organisation_for")))),
        position: Position {
            id: row.get("id"),
            call: row.get("call"),
            office: row.get("office"),
            said: db::read(row, "said"),
            superseded_by: row.get("superseded_by"),
        },
    }
}
