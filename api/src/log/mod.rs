//! The log behind everything. Each write appends one numbered, hash-chained change and updates the rows that each
//! audience sees, in one transaction, one appender at a time.

mod authority;
pub mod between;
pub(crate) mod chain;
mod cursor;
mod erase;
pub mod feed;
mod line;
mod project;
mod public;
pub mod read;
mod rehearse;
mod salted;
mod settle;
mod totals;

use data_encoding::HEXLOWER;
use deadpool_postgres::{Object, Transaction};
use jiff::{Timestamp, Unit, Zoned, tz::TimeZone};
use serde::Serialize;
use serde_json::{Value, json};
use shared::{
    audience::{Audience, Visibility},
    embargo::VisibleFrom,
    resource::Thing,
};

use crate::{db, proof::Author};

pub(crate) use authority::Exposure;
pub use cursor::Cursor;
pub use erase::States;
pub use project::Shown;
pub(crate) use public::Told;
pub use read::{List, Version};
pub use rehearse::Differs;
pub use totals::Totals;

/// One write, from its lock to its commit. Dropped without a commit, it leaves nothing.
pub struct Write<'c> {
    pub tx: Transaction<'c>,
    /// The instant at which the write began, by the database's clock, always later than the previous write.
    pub at: Timestamp,
    pub author: Author,
    seq: i64,
    hash: Vec<u8>,
    /// The head of each audience's feed, in the order of `Audience::ALL`.
    feeds: [chain::Head; 4],
    /// The changes to the public's view.
    public: public::Public,
    /// The instant of this write's lines in each feed, once it has any.
    shown_at: [Option<Timestamp>; 4],
    mode: Mode,
}

/// A savepoint of a write.
pub struct Mark {
    seq: i64,
    hash: Vec<u8>,
    feeds: [chain::Head; 4],
    public: public::Public,
    shown_at: [Option<Timestamp>; 4],
}

/// The effect of a write.
enum Mode {
    /// Appends states to the log, and shows them.
    Writing,
    /// Refreshes the views of states that are already in the log.
    ShowingOnly,
    /// Writes nothing, but compares the views with the states.
    Rehearsing(Box<rehearse::Rehearsal>),
}

impl<'c> Write<'c> {
    /// Begins a transaction, waits for the previous appender, and begins the write.
    pub async fn on(connection: &'c mut Object, author: Author) -> Result<Self, db::Error> {
        Self::begin(connection.transaction().await?, author).await
    }

    /// Waits for the previous appender, and begins the write.
    pub async fn begin(tx: Transaction<'c>, author: Author) -> Result<Self, db::Error> {
        // Held until the commit. Unlike an advisory lock, only the writer's role reaches this row.
        db::run(&tx, "-- log::turn\nselect one from appender for update", &[]).await?;
        let head = db::row(&tx,
                "-- log::head
                select coalesce(seq, 0) as seq,
                  greatest(clock_timestamp(), at + interval '1 microsecond') as at,
                  coalesce(hash, ''::bytea) as hash
                from (select) as always
                left join lateral (select seq, at, hash from changes order by seq desc limit 1) as head on true",
                &[],
            )
            .await?;
        let feeds = chain::heads(&tx).await?;
        let (at, seq, hash) = (head.get("at"), head.get("seq"), head.get("hash"));
        Ok(Self {
            at,
            author,
            seq,
            hash,
            feeds,
            public: Default::default(),
            tx,
            shown_at: [None; 4],
            mode: Mode::Writing,
        })
    }

    /// Appends nothing to the log from here on, because the log has these states already.
    #[must_use]
    pub fn showing_only(mut self) -> Self {
        self.mode = Mode::ShowingOnly;
        self
    }

    /// Appends the full new state of a thing to the log.
    pub async fn append(
        &mut self,
        thing: Thing,
        audience: Audience,
        state: &impl Serialize,
    ) -> Result<(), db::Error> {
        if !matches!(self.mode, Mode::Writing) {
            return Ok(());
        }
        let state = serde_json::to_value(state).expect("a state is plain data");
        self.check_exposure(thing, Exposure::of(audience, &state)).await?;
        let visible_from = state.get("visible_from").and_then(Value::as_str);
        let visible_from: Option<VisibleFrom> = visible_from.and_then(|set| set.parse().ok());
        let visible_from = visible_from.map(|set| microseconds(set.instant()));
        self.append_line(thing, audience, Some(state), visible_from).await
    }

    /// Appends a line: a thing's full new state, or only that the thing is gone.
    async fn append_line(
        &mut self,
        thing: Thing,
        audience: Audience,
        state: Option<Value>,
        visible_from: Option<Timestamp>,
    ) -> Result<(), db::Error> {
        let operation = if state.is_some() { "put" } else { "tombstone" };
        let salt = state.as_ref().map(|_| salted::salt());
        let state_hash = state.as_ref().zip(salt).map(|(state, salt)| salted::hash(&salt, state));
        self.seq += 1;
        let line = json!({
            "seq": self.seq, "at": self.at, "office": self.author.office, "actor": self.author.actor,
            "resource": thing.resource, "id": thing.id, "operation": operation,
            "state_hash": state_hash.as_ref().map(|hash| HEXLOWER.encode(hash)), "audience": audience,
            "visible_from": visible_from, "previous_hash": HEXLOWER.encode(&self.hash),
        });
        let hash = chain::hash(&line);
        db::run(
            &self.tx,
            "-- log::append
                with opened as (
                  delete from embargoes
                  where resource = $5
                    and id = $6
                    and ($11::timestamptz is null or $11 <= $2)
                ), embargoed as (
                  insert into embargoes (resource, id, opens_at)
                  select $5, $6, $11
                  where $11 > $2
                  on conflict on constraint embargoes_pkey
                    do update set opens_at = excluded.opens_at
                )
                insert into changes
                  (seq, at, office, actor, resource, id, state, audience, previous_hash, hash,
                   visible_from, operation, salt, state_hash)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            &[
                &self.seq,
                &self.at,
                &self.author.office,
                &self.author.actor,
                &thing.resource,
                &thing.id,
                &state,
                &audience,
                &self.hash,
                &hash,
                &visible_from,
                &operation,
                &salt.as_ref().map(|salt| &salt[..]),
                &state_hash,
            ],
        )
        .await?;
        self.hash = hash;
        Ok(())
    }

    /// The write's time in a time zone; in UTC if the zone is unknown.
    pub fn local_time(&self, time_zone: Option<&str>) -> Zoned {
        let zone = time_zone.and_then(|zone| TimeZone::get(zone).ok()).unwrap_or(TimeZone::UTC);
        self.at.to_zoned(zone)
    }

    /// Sets a savepoint to return to.
    pub async fn mark(&self) -> Result<Mark, db::Error> {
        self.tx.batch_execute("savepoint mark").await?;
        let (feeds, public) = (self.feeds.clone(), self.public.clone());
        Ok(Mark { seq: self.seq, hash: self.hash.clone(), feeds, public, shown_at: self.shown_at })
    }

    /// Returns to a savepoint and undoes everything after it.
    pub async fn back_to(&mut self, mark: Mark) -> Result<(), db::Error> {
        self.tx.batch_execute("rollback to savepoint mark").await?;
        (self.seq, self.hash, self.feeds, self.public) = (mark.seq, mark.hash, mark.feeds, mark.public);
        self.shown_at = mark.shown_at;
        Ok(())
    }

    /// The visibility of a thing for an audience: the offices alone until its embargo ends.
    pub async fn visibility(&self, thing: Thing, audience: Audience) -> Result<Visibility, db::Error> {
        let sql = "-- log::visibility\nselect audience_now($1, $2, $3) as now";
        let row = db::row(&self.tx, sql, &[&audience, &thing.resource, &thing.id]).await?;
        Ok(Visibility { audience, now: row.get("now") })
    }

    /// A thing within this write as offices see it: they see everything.
    pub async fn current(&self, thing: Thing) -> Result<Version, db::Error> {
        let version = read::get(&self.tx, thing, Audience::Office, None).await?;
        Ok(version.expect("what was written is shown to the offices in the same write"))
    }

    /// Makes the write durable and wakes every server's live streams, unless it takes two people. Returns the last
    /// position of each feed, in the order of `Audience::ALL`.
    pub async fn commit(self) -> Result<[i64; 4], db::Error> {
        self.check_public().await?;
        // The payload is empty: every connected client sees a notification.
        self.tx.batch_execute("notify accord").await?;
        self.tx.commit().await?;
        Ok(self.feeds.map(|head| head.position))
    }
}

/// As precise as PostgreSQL stores it.
fn microseconds(at: Timestamp) -> Timestamp {
    at.round(Unit::Microsecond).unwrap_or(at)
}
