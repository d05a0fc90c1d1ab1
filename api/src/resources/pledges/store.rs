//! Pledges in the database.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use serde::Serialize;
use shared::{
    audience::Visibility,
    funds::FundName,
    organisations::OrganisationName,
    pledges::{NewPledge, Pledge, PledgeTotals},
};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

/// A pledge's head as stored.
#[derive(Clone, Serialize)]
pub(crate) struct Stored {
    pub(crate) id: Uuid,
    pub(crate) made_at: Timestamp,
    pub(crate) office: Option<Uuid>,
    #[serde(flatten)]
    pub(crate) head: NewPledge,
}

/// A pledge with the facts of its fund and its donor.
pub(crate) struct File {
    pub(crate) stored: Stored,
    pub(crate) fund: FundName,
    pub(crate) donor: OrganisationName,
    /// No wider than its fund's and its donor's.
    pub(crate) visibility: Visibility,
    /// Time zone of the office that maintains it.
    pub(crate) time_zone: Option<String>,
}

impl File {
    /// The pledge as its readers see it before its entries are read.
    pub(crate) fn without_entries(&self) -> Pledge {
        let Stored { id, office, head, .. } = &self.stored;
        Pledge {
            id: *id,
            office: *office,
            fund: self.fund.clone(),
            donor: self.donor.clone(),
            audience: self.visibility.audience,
            visible_from: head.visible_from.clone(),
            sample: head.sample,
            title: head.title.clone(),
            stage: None,
            disputed: false,
            totals: PledgeTotals::default(),
        }
    }

    /// Its sort key in lists: its creation.
    pub(crate) fn sort_key(&self) -> String {
        format!("{:.6}", self.stored.made_at)
    }
}

pub(crate) async fn get(client: &impl GenericClient, id: Uuid) -> Result<Option<Stored>, db::Error> {
    let text = format!("-- pledges::get\nselect {COLUMNS} from pledges where id = $1");
    Ok(db::row_or_none(client, &text, &[&id]).await?.as_ref().map(pledge))
}

/// The pledge that imports maintain for a donor, a fund and a title, with or without an office.
pub(crate) async fn imported(
    client: &impl GenericClient,
    donor: Uuid,
    fund: Uuid,
    office: Option<Uuid>,
    title: Option<&str>,
) -> Result<Option<Uuid>, db::Error> {
    let row = db::row_or_none(
        client,
        "-- pledges::imported
            select id
            from pledges
            where donor = $1
              and fund = $2
              and office is not distinct from $3
              and title is not distinct from $4
            order by made_at, id
            limit 1",
        &[&donor, &fund, &office, &title],
    )
    .await?;
    Ok(row.map(|row| row.get("id")))
}

/// An existing pledge.
pub(crate) async fn file(client: &impl GenericClient, id: Uuid) -> Result<File, db::Error> {
    let text = format!(
        "-- pledges::file
        select {COLUMNS},
          funds.slug as fund_slug,
          funds.head ->> 'name' as fund_name,
          organisations.head ->> 'name' as donor_name,
          coalesce(organisations.head -> 'names', '{{}}') as donor_names,
          greatest(pledges.audience, funds.audience, organisations.audience) as narrowed_audience,
          greatest(audience_now(pledges.audience, 'pledges', pledges.id), audience_now(funds.audience, 'funds', funds.id),
            audience_now(organisations.audience, 'organisations', organisations.id)) as now,
          offices.time_zone
        from pledges
        join funds on funds.id = pledges.fund
        join organisations on organisations.id = pledges.donor
        left join offices on offices.id = pledges.office
        where pledges.id = $1"
    );
    let row = db::row(client, &text, &[&id]).await?;
    let stored = pledge(&row);
    let fund = FundName { id: stored.head.fund, slug: row.get("fund_slug"), name: row.get("fund_name") };
    let donor = OrganisationName {
        id: stored.head.donor,
        name: row.get("donor_name"),
        names: db::read(&row, "donor_names"),
    };
    let visibility = Visibility { audience: row.get("narrowed_audience"), now: row.get("now") };
    Ok(File { stored, fund, donor, visibility, time_zone: row.get("time_zone") })
}

/// The pledges of a donor, oldest first.
pub(crate) async fn of_donor(client: &impl GenericClient, donor: Uuid) -> Result<Vec<Stored>, db::Error> {
    let text =
        format!("-- pledges::of_donor\nselect {COLUMNS} from pledges where donor = $1 order by made_at, id");
    Ok(db::rows(client, &text, &[&donor]).await?.iter().map(pledge).collect())
}

pub(crate) async fn insert(client: &impl GenericClient, pledge: &Stored) -> Result<(), db::Error> {
    let Stored { id, made_at, office, head } = pledge;
    db::run(
        client,
        "-- pledges::insert
            insert into pledges (id, made_at, office, audience, sample, fund, donor, title, visible_from)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            id,
            made_at,
            office,
            &head.audience,
            &head.sample,
            &head.fund,
            &head.donor,
            &head.title,
            &head.visible_from.as_ref().map(ToString::to_string),
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn update(client: &impl GenericClient, pledge: &Stored) -> Result<(), db::Error> {
    let Stored { id, head, .. } = pledge;
    db::run(
        client,
        "-- pledges::update
            update pledges
            set audience = $2, sample = $3, fund = $4, donor = $5, title = $6, visible_from = $7
            where id = $1",
        &[
            id,
            &head.audience,
            &head.sample,
            &head.fund,
            &head.donor,
            &head.title,
            &head.visible_from.as_ref().map(ToString::to_string),
        ],
    )
    .await?;
    Ok(())
}

const COLUMNS: &str = "pledges.id, pledges.made_at, pledges.office, pledges.audience,
  pledges.sample, pledges.fund, pledges.donor, pledges.title, pledges.visible_from";

fn pledge(row: &Row) -> Stored {
    let head = NewPledge {
        audience: row.get("audience"),
        visible_from: row
            .get::<_, Option<&str>>("visible_from")
            .map(|set| set.parse().expect("the column holds what was written")),
        sample: row.get("sample"),
        fund: row.get("fund"),
        donor: row.get("donor"),
        title: row.get("title"),
    };
    Stored { id: row.get("id"), made_at: row.get("made_at"), office: row.get("office"), head }
}
