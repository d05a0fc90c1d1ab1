//! How one of each resource is made at random.

use std::ops::RangeInclusive;

use harness::{
    chance::Chance,
    given::{self, Given, Maker, Takes},
};
use serde_json::{Value, json};

use super::{Write, level, word};
use crate::{callers::AUDIENCES, world::World};

impl World {
    /// A new thing of a resource.
    pub(crate) fn make(
        &self,
        given: &'static Given,
        chance: &mut Chance,
        within: &RangeInclusive<usize>,
    ) -> Option<Write> {
        let word = word(chance, given.resource);
        let parents = match given.resource {
            "overlaps" => self.alike(chance, within)?.to_vec(),
            _ => self.parents(given, chance, within)?,
        };
        let ids: Vec<String> = parents.iter().map(|parent| self.things[*parent].id.clone()).collect();
        let mut body = given::with((given.new)(&ids), (given.random)(chance, &word));
        let own = match given.resource {
            "members" => self.list(chance, within, parents[0], &mut body)?,
            // Only offices see it.
            _ if given.state.is_none() => level(chance, 3, within)?,
            _ => {
                let own = level(chance, self.least(&parents), within)?;
                body["audience"] = AUDIENCES[own].into();
                own
            }
        };
        match given.resource {
            "entries" => body = self.linked(chance, parents[0], own, body),
            "updates" => self.tie(chance, own, &mut body),
            _ => {}
        }
        let before = self.replaced(given, &parents);
        let is_lowered = |before: usize| own == 0 && self.things[before].own > 0;
        if before.is_some_and(|before| !within.contains(&self.level(before)) || is_lowered(before)) {
            return None;
        }
        let office = match given.maker {
            Maker::Owner => self.things[parents[0]].office,
            _ => chance.below(self.offices.len()),
        };
        let (resource, path, aside) = (given.resource, given.path(&ids), (given.aside)(&body));
        Some(Write { office, change: None, resource, path, body, aside, own, parents, word })
    }

    /// Draws the parents of a new thing. A parent that itself has an earlier parent's resource above it is drawn from
    /// the things of that parent.
    fn parents(
        &self,
        given: &Given,
        chance: &mut Chance,
        within: &RangeInclusive<usize>,
    ) -> Option<Vec<usize>> {
        let mut parents: Vec<usize> = Vec::new();
        for resource in given.parents {
            let hangs_on = given::named(resource).parents;
            let is_fit = |thing: &usize| {
                let its = &self.things[*thing].parents;
                let mut above =
                    parents.iter().filter(|parent| hangs_on.contains(&self.things[**parent].resource));
                let is_taken =
                    || self.of(given.resource).any(|other| self.things[other].parents.contains(thing));
                self.level(*thing) <= *within.end()
                    && above.all(|parent| its.contains(parent))
                    && !(given.takes == Takes::One && is_taken())
            };
            let fit: Vec<usize> = self.of(resource).filter(is_fit).collect();
            parents.push((!fit.is_empty()).then(|| chance.one(&fit))?);
        }
        Some(parents)
    }

    /// The narrowest audience of some things.
    pub(super) fn least(&self, things: &[usize]) -> usize {
        things.iter().map(|thing| self.level(*thing)).max().unwrap_or_default()
    }

    /// Ties an update to a thing, now and then.
    fn tie(&self, chance: &mut Chance, own: usize, body: &mut Value) {
        let resource = chance.one(&["funds", "organisations", "pledges", "calls"]);
        let tied = self.any(chance, resource, &(0..=own));
        if let Some(tied) = tied.filter(|_| chance.happens(50)) {
            body["ties"] = json!([{"resource": resource, "id": self.things[tied].id}]);
        }
    }

    /// Lets an entry reverse, supersede or follow another one of its pledge, now and then.
    fn linked(&self, chance: &mut Chance, pledge: usize, own: usize, mut body: Value) -> Value {
        let siblings: Vec<usize> =
            self.of("entries").filter(|entry| self.things[*entry].parents == [pledge]).collect();
        let sibling = (!siblings.is_empty()).then(|| chance.one(&siblings));
        let sibling = sibling.filter(|sibling| self.things[*sibling].own == own && chance.happens(40));
        if let Some(sibling) = sibling {
            let before = &self.things[sibling];
            let link = chance.one(&["reverses", "supersedes", "follows"]);
            body[link] = before.id.as_str().into();
            body["kind"] = if link == "reverses" { "reversal".into() } else { before.body["kind"].clone() };
            for field in ["amount", "value_date", "reverses"].into_iter().filter(|field| *field != link) {
                body = given::with(body, json!({field: before.body[field]}));
            }
        }
        body
    }

    /// Two entries that could report one contribution. An overlap lists entries by their random
    /// ids, so entries named on both servers must be older than the second server.
    fn alike(&self, chance: &mut Chance, within: &RangeInclusive<usize>) -> Option<[usize; 2]> {
        let is_visible = *within.start() == 0 && self.shared.is_some();
        let is_taken =
            |entry: usize| self.of("overlaps").any(|other| self.things[other].parents.contains(&entry));
        let fit = |entry: &usize| {
            let thing = &self.things[*entry];
            let is_first = ["reverses", "supersedes"].iter().all(|link| thing.body[*link].is_null());
            is_first
                && !thing.body["amount"].is_null()
                && self.level(*entry) <= *within.end()
                && !is_taken(*entry)
                && !(is_visible && self.shared.is_some_and(|shared| *entry >= shared))
        };
        let free: Vec<usize> = self.of("entries").filter(fit).collect();
        let of = |entry: usize| {
            let pledge = &self.things[self.things[entry].parents[0]];
            (&self.things[entry].body["kind"], pledge.parents[0])
        };
        let one = (!free.is_empty()).then(|| chance.one(&free))?;
        let others: Vec<usize> =
            free.into_iter().filter(|other| *other != one && of(*other) == of(one)).collect();
        let other = (!others.is_empty()).then(|| chance.one(&others))?;
        // Overlaps are listed by id.
        let has_overlaps = self.of("overlaps").any(|overlap| within.contains(&self.level(overlap)));
        (!(is_visible && has_overlaps)).then_some([one, other])
    }
}
