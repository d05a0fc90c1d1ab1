//! Reads the stored entries that a file concerns.

use deadpool_postgres::GenericClient;
use serde_json::Value;
use uuid::Uuid;

use super::reconcile::Here;
use crate::db;

/// Every entry of these funds, every entry read from one of these records of the register, and their successors.
pub(super) async fn here(
    client: &impl GenericClient,
    funds: &[Uuid],
    register: &str,
    records: &[&str],
) -> Result<Vec<Here>, db::Error> {
    let rows = db::rows(
        client,
        "-- imports::here
            with pledges_meant as (
              select id from pledges where fund = any($1)
              union
              select pledge from entries where register = $2 and record = any($3)
            )
            select entries.id, entries.pledge, entries.step, entries.register, entries.record,
              case when entries.register = $2 then entries.provenance end as provenance,
              later.id as superseded_by,
              pledges.donor, organisations.head ->> 'name' as donor_name,
              pledges.fund, funds.slug as fund_slug
            from entries
            join pledges_meant on pledges_meant.id = entries.pledge
            join pledges on pledges.id = entries.pledge
            join organisations on organisations.id = pledges.donor
            join funds on funds.id = pledges.fund
            left join entries as later on later.supersedes = entries.id
            order by entries.made_at, entries.earliest, entries.id",
        &[&funds, &register, &records],
    )
    .await?;
    let here = rows.iter().map(|row| Here {
        id: row.get("id"),
        pledge: row.get("pledge"),
        entry: db::read(row, "step"),
        source: row.get::<_, Option<String>>("register").zip(row.get("record")),
        data: row.get::<_, Option<Value>>("provenance").unwrap_or_default(),
        donor: (row.get("donor"), row.get("donor_name")),
        fund: (row.get("fund"), row.get("fund_slug")),
        superseded_by: row.get("superseded_by"),
    });
    Ok(here.collect())
}
