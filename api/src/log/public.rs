//! The public's view before and after a whole write, whatever its lines say. One person may show the public a new
//! thing, but not a thing that the public saw once and then lost.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};
use shared::resource::Thing;

use super::Write;
use crate::{db, proof::Authority};

/// The things whose view by the public a write changes.
#[derive(Clone, Debug, Default)]
pub(super) struct Public(BTreeMap<Thing, Change>);

/// The hash of the public's document of a thing, before the write and now.
#[derive(Clone, Debug)]
struct Change {
    before: Option<Vec<u8>>,
    now: Option<Vec<u8>>,
}

impl Public {
    /// Records how a refresh changes the public's view of a thing.
    pub(super) fn note(&mut self, thing: Thing, before: Option<&Value>, now: Option<&Value>) {
        let hash =
            |document: Option<&Value>| document.map(|document| Sha256::digest(document.to_string()).to_vec());
        if let Some(change) = self.0.get_mut(&thing) {
            change.now = hash(now);
        } else if before != now {
            self.0.insert(thing, Change { before: hash(before), now: hash(now) });
        }
    }

    fn those(&self, is_such: impl Fn(&Change) -> bool) -> Vec<Thing> {
        self.0.iter().filter(|(_, change)| is_such(change)).map(|(thing, _)| *thing).collect()
    }

    /// The things that the public sees now and did not see before.
    fn appearing(&self) -> Vec<Thing> {
        self.those(|change| change.before.is_none() && change.now.is_some())
    }
}

/// The news to the public in a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// The things that the public newly sees, or sees with other content.
    pub(crate) things: Vec<Thing>,
    /// Whether one of them is new to the public.
    pub(crate) has_new: bool,
    /// The hash of all that the public sees of them.
    pub(crate) hash: Vec<u8>,
}

impl Write<'_> {
    /// The news to the public in this write so far.
    pub(crate) fn told(&self) -> Told {
        let things = self.public.those(|change| change.now.is_some() && change.now != change.before);
        let mut hash = Sha256::new();
        for thing in &things {
            hash.update(thing.to_string());
            hash.update(self.public.0[thing].now.as_deref().unwrap_or_default());
        }
        let has_new = !self.public.appearing().is_empty();
        Told { things, has_new, hash: hash.finalize().to_vec() }
    }

    /// Refuses to show the public again, by one person, a thing that was withdrawn from it.
    pub(super) async fn check_public(&self) -> Result<(), db::Error> {
        let appearing = self.public.appearing();
        if self.author.authority != Authority::Everybody && self.was_any_lost(&appearing).await? {
            return Err(db::Error::TakesTwo);
        }
        Ok(())
    }

    async fn was_any_lost(&self, things: &[Thing]) -> Result<bool, db::Error> {
        if things.is_empty() {
            return Ok(false);
        }
        let (resources, ids) = columns(things);
        let row = db::row(
            &self.tx,
            "-- log::was_lost
            select exists (
              select from withdrawals
              join unnest($1::text[], $2::uuid[]) as shown (resource, id) using (resource, id)
              where withdrawals.audience = 'public'
            ) as was_lost",
            &[&resources, &ids],
        )
        .await?;
        Ok(row.get("was_lost"))
    }
}

fn columns(things: &[Thing]) -> (Vec<&'static str>, Vec<uuid::Uuid>) {
    things.iter().map(|thing| (<&str>::from(thing.resource), thing.id)).unzip()
}
