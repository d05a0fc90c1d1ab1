//! The things that an author may make public alone, and those that need two people.

use serde_json::Value;
use shared::{audience::Audience, members::Listing, resource::Thing};
use uuid::Uuid;

use super::Write;
use crate::{db, proof::Authority};

/// How widely a line of the log exposes a thing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exposure {
    /// The audience of the line.
    line: Audience,
    /// The audience of the thing. A draft's lines are for the offices, even if the draft will be public later.
    thing: Audience,
    /// How much of a member is shown.
    listing: Option<Listing>,
    /// The member organisation.
    organisation: Option<Uuid>,
}

impl Exposure {
    pub(crate) fn of(audience: Audience, state: &Value) -> Self {
        let thing = state["audience"].as_str().and_then(|word| word.parse().ok());
        let listing: Option<Listing> = serde_json::from_value(state["listing"].clone()).ok();
        let organisation = listing.and_then(|_| state["organisation"].as_str()?.parse().ok());
        Self { line: audience, thing: thing.unwrap_or(audience), listing, organisation }
    }

    pub(crate) fn is_public(self) -> bool {
        self.line == Audience::Public
    }

    /// Whether this line tells the public more than the previous line.
    pub(crate) fn is_wider_than(self, before: Self) -> bool {
        let is_listed_wider = |(now, before)| now < before;
        (self.thing == Audience::Public && before.thing != Audience::Public)
            || self.listing.zip(before.listing).is_some_and(is_listed_wider)
    }
}

impl Write<'_> {
    /// The exposure by a thing's last line; `None` for a new thing.
    pub(crate) async fn exposure(&self, thing: Thing) -> Result<Option<Exposure>, db::Error> {
        let row = db::row_or_none(
            &self.tx,
            "-- log::exposure
                select audience, state
                from changes
                where resource = $1
                  and id = $2
                order by seq desc
                limit 1",
            &[&thing.resource, &thing.id],
        )
        .await?;
        Ok(row.map(|row| Exposure::of(row.get("audience"), &row.get("state"))))
    }

    /// Refuses a line that the author may not make public alone.
    pub(super) async fn check_exposure(&self, thing: Thing, now: Exposure) -> Result<(), db::Error> {
        match self.author.authority {
            Authority::Everybody => return Ok(()),
            Authority::NotPublic if now.is_public() => return Err(db::Error::NotForThePublic),
            Authority::NotPublic | Authority::Public => {}
        }
        let before = self.exposure(thing).await?;
        if before.is_some_and(|before| now.is_wider_than(before)) {
            return Err(db::Error::TakesTwo);
        }
        if before.is_some_and(|before| before.organisation == now.organisation) {
            return Ok(());
        }
        let keepers = self.keepers(thing, now).await?;
        match keepers.iter().all(|office| office.is_none() || *office == self.author.office) {
            _ if keepers.is_empty() => Ok(()),
            true => Err(db::Error::TakesTwo),
            false => Err(db::Error::KeptNarrower),
        }
    }

    /// The offices that kept another membership of the same organisation narrower before this write, or that have
    /// one which the public lost; `None` stands for an import.
    pub(crate) async fn keepers(&self, thing: Thing, now: Exposure) -> Result<Vec<Option<Uuid>>, db::Error> {
        let (Some(organisation), Some(listing)) = (now.organisation, now.listing) else {
            return Ok(Vec::new());
        };
        let narrower: Vec<&str> =
            Listing::ALL.into_iter().filter(|other| *other > listing).map(Listing::as_str).collect();
        let rows = db::rows(
            &self.tx,
            "-- log::keepers
            select distinct members.office
            from members
            cross join lateral (
              select state
              from changes
              where resource = $2
                and id = members.id
                and at < $5
              order by seq desc
              limit 1
            ) as before
            where members.organisation = $1
              and members.id <> $3
              and before.state ->> 'organisation' = $1::uuid::text
              and (
                before.state ->> 'listing' = any($4::text[])
                or (
                  cardinality($4::text[]) > 0
                  and exists (select from withdrawals where audience = 'public' and resource = $2 and id = members.id)
                  and not exists (
                    select from views
                    where audience = 'public'
                      and resource = $2
                      and id = members.id
                      and to_position is null
                  )
                )
              )",
            &[&organisation, &thing.resource, &thing.id, &narrower, &self.at],
        )
        .await?;
        Ok(rows.iter().map(|row| row.get("office")).collect())
    }
}
