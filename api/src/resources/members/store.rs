//! Memberships in the database.

use deadpool_postgres::GenericClient;
use serde::Serialize;
use shared::{
    audience::Audience,
    members::{Listing, NewMember},
};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

/// A membership as stored; the reader decides how much of it is shown.
#[derive(Serialize)]
pub(crate) struct Stored {
    pub(crate) id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) office: Option<Uuid>,
    #[serde(flatten)]
    pub(crate) head: NewMember,
}

impl Stored {
    /// The audience of the log's line.
    pub(crate) fn audience(&self) -> Audience {
        match self.head.listing {
            Listing::Full | Listing::NameOnly => Audience::Public,
            Listing::CountOnly | Listing::Hidden => Audience::Office,
        }
    }
}

pub(crate) async fn get(client: &impl GenericClient, id: Uuid) -> Result<Option<Stored>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- members::get
            select id, office, head
            from members
            where id = $1",
        &[&id],
    )
    .await?;
    Ok(row.as_ref().map(member))
}

pub(crate) async fn of_organisation(
    client: &impl GenericClient,
    organisation: Uuid,
) -> Result<Vec<Stored>, db::Error> {
    let rows = db::rows(
        client,
        "-- members::of_organisation
            select id, office, head
            from members
            where organisation = $1
            order by id",
        &[&organisation],
    )
    .await?;
    Ok(rows.iter().map(member).collect())
}

pub(crate) async fn insert(client: &impl GenericClient, member: &Stored) -> Result<(), db::Error> {
    let Stored { id, office, head } = member;
    db::run(
        client,
        "-- members::insert
            insert into members (id, office, organisation, listing, head)
            values ($1, $2, $3, $4, $5)",
        &[id, office, &head.organisation, &head.listing.as_str(), &db::json(head)],
    )
    .await?;
    Ok(())
}

pub(crate) async fn update(client: &impl GenericClient, member: &Stored) -> Result<(), db::Error> {
    let Stored { id, head, .. } = member;
    db::run(
        client,
        "-- members::update
            update members
            set organisation = $2, listing = $3, head = $4
            where id = $1",
        &[id, &head.organisation, &head.listing.as_str(), &db::json(head)],
    )
    .await?;
    Ok(())
}

/// Every counted membership, and its organisation's country; for listed members, only the values in the
/// public list.
pub(super) async fn counted(
    client: &impl GenericClient,
) -> Result<Vec<(NewMember, Option<String>)>, db::Error> {
    let rows = db::rows(
        client,
        "-- members::counted
            select members.head, organisations.head ->> 'country' as country
            from members
            join organisations on organisations.id = members.organisation
            where listing = 'count_only'
              or (
                (listing = 'full' or (listing = 'name_only' and members.head ->> 'until' is null))
                  and audience_now(organisations.audience, 'organisations', organisations.id) = 'public'
              )",
        &[],
    )
    .await?;
    Ok(rows.iter().map(|row| (db::read(row, "head"), row.get("country"))).collect())
}

fn member(row: &Row) -> Stored {
    Stored { id: row.get("id"), office: row.get("office"), head: db::read(row, "head") }
}
