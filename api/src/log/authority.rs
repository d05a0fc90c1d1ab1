//! The things that an author may make public alone, and those that need two people.

use serde_json::Value;
use shared::{audience::Audience, members::Listing, resource::Thing};

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
}

impl Exposure {
    pub(super) fn of(audience: Audience, state: &Value) -> Self {
        let thing = state["audience"].as_str().and_then(|word| word.parse().ok());
        let listing = serde_json::from_value(state["listing"].clone()).ok();
        Self { line: audience, thing: thing.unwrap_or(audience), listing }
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
        match before.is_some_and(|before| now.is_wider_than(before)) {
            true => Err(db::Error::TakesTwo),
            false => Ok(()),
        }
    }
}
