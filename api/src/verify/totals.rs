//! Checks the figures against the log. For each audience, one SQL statement sums each fund by kind and currency
//! from the log alone. The server's sums from the views must be equal. They are gross, because an overlap
//! subtracts nothing from them.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use deadpool_postgres::Transaction;
use rust_decimal::Decimal;
use shared::audience::Audience;
use uuid::Uuid;

use super::Broken;
use crate::{
    db,
    ledger::{Ledger, Question},
    log::feed,
};

/// Non-zero sums by fund, kind and currency.
type Sums = BTreeMap<(Uuid, String, String), Decimal>;

/// Names the first fund, kind and currency whose figure differs from the log.
pub(super) async fn check(tx: &Transaction<'_>, audience: Audience, position: i64) -> Result<()> {
    let (logged, shown) = (logged(tx, audience).await?, shown(tx, audience, position).await?);
    let sums = || logged.iter().chain(&shown);
    let wrong = sums().map(|(what, _)| what).filter(|what| logged.get(*what) != shown.get(*what)).min();
    let Some(what @ (fund, kind, currency)) = wrong else { return Ok(()) };
    let amount = |sums: &Sums| sums.get(what).copied().unwrap_or_default();
    Err(Broken {
        record: format!("{} totals, fund {fund}, {kind}, {currency}", audience.as_str()),
        what: format!("the log adds up to {}, the totals to {}", amount(&logged), amount(&shown)),
    }
    .into())
}

async fn logged(tx: &Transaction<'_>, audience: Audience) -> Result<Sums> {
    let rows = db::rows(
        tx,
        "-- verify::totals
        with last as (
          select distinct on (resource, id) resource, id, state,
            audience_now((state ->> 'audience')::audience, resource, id) as now
          from changes
          where resource in ('organisations', 'funds', 'pledges', 'entries')
          order by resource, id, seq desc
        ), seen as (
          -- An entry is hidden from audiences that may not see its pledge, or the pledge's fund or donor.
          select entry.id, fund.id as fund, entry.state ->> 'kind' as kind, entry.state ->> 'counting' as counting,
            (entry.state #>> '{amount,amount}')::numeric as amount, entry.state #>> '{amount,currency}' as currency,
            (entry.state ->> 'reverses')::uuid as reverses, (entry.state ->> 'supersedes')::uuid as supersedes
          from last as entry
          join last as pledge on pledge.resource = 'pledges' and pledge.id = (entry.state ->> 'pledge')::uuid
          join last as fund on fund.resource = 'funds' and fund.id = (pledge.state ->> 'fund')::uuid
          join last as donor on donor.resource = 'organisations' and donor.id = (pledge.state ->> 'donor')::uuid
          where entry.resource = 'entries'
            and greatest(entry.now, pledge.now, fund.now, donor.now) <= $1
        ), taken_back as (
          select reverses as entry, sum(amount) as amount
          from seen
          where kind = 'reversal'
            and not exists (select from seen as other where other.supersedes = seen.id)
          group by reverses
        )
        select seen.fund, seen.kind, seen.currency, sum(seen.amount - coalesce(taken_back.amount, 0)) as amount
        from seen
        left join taken_back on taken_back.entry = seen.id
        where seen.kind in ('announcement', 'pledge', 'authorisation', 'appropriation', 'commitment', 'disbursement')
          and seen.counting = 'full'
          and seen.amount is not null
          -- Another entry superseded it.
          and not exists (select from seen as other where other.supersedes = seen.id)
        group by seen.fund, seen.kind, seen.currency
        having sum(seen.amount - coalesce(taken_back.amount, 0)) <> 0",
        &[&audience],
    )
    .await?;
    Ok(rows
        .iter()
        .map(|row| ((row.get("fund"), row.get("kind"), row.get("currency")), row.get("amount")))
        .collect())
}

async fn shown(tx: &Transaction<'_>, audience: Audience, position: i64) -> Result<Sums> {
    let mut ledger = Ledger::default();
    for line in feed::state_at(tx, audience, position).await? {
        let record = || format!("{} feed, position {}", audience.as_str(), line.position);
        ledger
            .apply(&line)
            .map_err(|error| Broken { record: record(), what: format!("cannot be read: {error}") })?;
    }
    let stats = ledger.figures(&Question::default(), position, jiff::Timestamp::UNIX_EPOCH);
    ensure!(stats.is_some(), "the totals cannot be computed");
    let mut sums = Sums::new();
    for fund in stats.into_iter().flat_map(|stats| stats.funds) {
        let figures = fund.figures;
        for (kind, figure) in [
            ("announcement", figures.announced),
            ("pledge", figures.pledged),
            ("authorisation", figures.authorised),
            ("appropriation", figures.appropriated),
            ("commitment", figures.committed),
            ("disbursement", figures.disbursed),
        ] {
            for money in figure.gross.original.iter().filter(|money| !money.amount().is_zero()) {
                let what = (fund.fund.id, kind.to_owned(), money.currency().to_string());
                sums.insert(what, money.amount());
            }
        }
    }
    Ok(sums)
}
