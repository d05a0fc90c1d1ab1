//! For whom an author may write: what was not for the public becomes so by two people.

use serde_json::Value;
use shared::{audience::Audience, members::Listing};
use uuid::Uuid;

use super::Write;
use crate::{db, proof::Authority};

/// How widely a line of the log lets a thing be known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Width {
    /// For whom the line is.
    audience: Audience,
    /// For whom the thing is meant: a draft goes to offices, whomever it is for once it is published.
    meant_for: Audience,
    /// How much of a member is shown.
    listing: Option<Listing>,
}

impl Width {
    pub(super) fn of(audience: Audience, state: &Value) -> Self {
        let meant_for = state["audience"].as_str().and_then(|word| word.parse().ok());
        let listing = serde_json::from_value(state["listing"].clone()).ok();
        Self { audience, meant_for: meant_for.unwrap_or(audience), listing }
    }

    pub(crate) fn is_public(self) -> bool {
        self.audience == Audience::Public
    }

    /// Whether it lets the public know what the one before did not.
    pub(crate) fn is_lowered_from(self, before: Self) -> bool {
        let is_listed_wider = |(now, before)| now < before;
        (self.meant_for == Audience::Public && before.meant_for != Audience::Public)
            || self.listing.zip(before.listing).is_some_and(is_listed_wider)
    }
}

impl Write<'_> {
    /// How widely the last line of a thing lets it be known; none where it is new.
    pub(crate) async fn width(&self, resource: &str, id: Uuid) -> Result<Option<Width>, db::Error> {
        let row = db::row_or_none(
            &self.tx,
            "-- log::width
                select audience::text as audience, state
                from changes
                where resource = $1
                  and id = $2
                order by seq desc
                limit 1",
            &[&resource, &id],
        )
        .await?;
        let width = |row: tokio_postgres::Row| {
            let audience = row.get::<_, &str>("audience").parse().expect("the enum has our words");
            Width::of(audience, &row.get("state"))
        };
        Ok(row.map(width))
    }

    /// Refuses what is for the public, and may not be.
    pub(super) async fn check_authority(
        &self,
        resource: &str,
        id: Uuid,
        width: Width,
    ) -> Result<(), db::Error> {
        match self.author.authority {
            Authority::Everybody => return Ok(()),
            Authority::NotPublic if width.is_public() => return Err(db::Error::NotForThePublic),
            Authority::NotPublic | Authority::Public => {}
        }
        let before = self.width(resource, id).await?;
        match before.is_some_and(|before| width.is_lowered_from(before)) {
            true => Err(db::Error::TakesTwo),
            false => Ok(()),
        }
    }
}
