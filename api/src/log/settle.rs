//! Decides when an answer as of an instant is final. A write fixes the instant of an audience's lines when it first
//! shows that audience something. From just before until its commit is visible, it holds a lock that readers can see.
//! So a write that shows an audience nothing neither delays nor refuses that audience's reads.
//!
//! Why no final answer changes: appenders run one after the other, and each marks a later instant than all before. If
//! the mark is later than the requested instant, each line at or before that instant has committed. If nobody holds
//! the lock, each marked write has ended, and the next one reads a clock that has passed the requested instant.

use std::time::Duration;

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use shared::audience::Audience;

use super::Write;
use crate::db;

/// How often a reader looks before giving up. Readers do not queue among the writers.
const LOOKS: usize = 50;
const LOOK: Duration = Duration::from_millis(20);

impl Write<'_> {
    /// Fixes the instant of this write's lines for these audiences, before the first line of each.
    pub(super) async fn begin_showing(&mut self, audiences: &[Audience]) -> Result<(), db::Error> {
        let is_new = |audience: &Audience| self.shown_at[*audience as usize].is_none();
        let new: Vec<Audience> = audiences.iter().copied().filter(is_new).collect();
        if new.is_empty() {
            return Ok(());
        }
        let row = db::row(
            &self.tx,
            "-- log::begin_showing
                select begin_showing($1, greatest($2, max(last.at) + interval '1 microsecond')) as at
                from unnest(enum_range(null::audience)) as feed (audience)
                cross join lateral (
                  select at
                  from views
                  where views.audience = feed.audience
                  order by from_position desc
                  limit 1
                ) as last",
            &[&new, &self.at],
        )
        .await?;
        for audience in new {
            self.shown_at[audience as usize] = Some(row.get("at"));
        }
        Ok(())
    }

    /// Shows things from here on without holding up any reader: for a write, or a part of one, that is undone.
    pub fn on_trial(&mut self) {
        self.shown_at = [Some(self.at); 4];
    }
}

/// Waits until no write can still add a line to an audience's feed at or before a past instant.
pub(super) async fn settle(
    client: &impl GenericClient,
    audience: Audience,
    at: Timestamp,
) -> Result<(), db::Error> {
    let mark = format!("settling_{}", audience.as_str());
    let sql = format!(
        "-- log::settle
            select case
              when last_value > $1 then true
              else not exists (
                select
                from pg_locks
                where locktype = 'relation'
                  and database = (select oid from pg_database where datname = current_database())
                  and relation = '{mark}'::regclass
                  and mode = 'RowExclusiveLock'
              )
            end as is_settled
            from {mark}"
    );
    for _ in 0..LOOKS {
        if db::row(client, &sql, &[&at.as_microsecond()]).await?.get("is_settled") {
            return Ok(());
        }
        tokio::time::sleep(LOOK).await;
    }
    Err(db::Error::Unavailable(anyhow::anyhow!("the instant is not settled: somebody writes")))
}
