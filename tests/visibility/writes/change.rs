//! Random changes to existing things.

use std::ops::RangeInclusive;

use harness::chance::Chance;
use serde_json::{Value, json};

use super::{Write, drawn, level, word};
use crate::{callers::AUDIENCES, world::World};

const LISTINGS: [(&str, usize); 4] = [("full", 0), ("name_only", 0), ("count_only", 3), ("hidden", 3)];

impl World {
    /// A listing that keeps a member's audience in the range and the published count unchanged.
    pub(super) fn listing(
        &self,
        chance: &mut Chance,
        within: &RangeInclusive<usize>,
        organisation: usize,
        counted: i64,
    ) -> Option<(&'static str, usize)> {
        // From five on, members listed by name are counted by values that only the offices see.
        let by_name = self.of("members").filter(|member| self.things[*member].body["listing"] == "name_only");
        let has_room = by_name.count() < 4;
        let fit = |(listing, own): &&(&str, usize)| {
            let more = i64::from(*listing == "count_only") - counted;
            // An organisation leaves every list with such a membership.
            let leaves = *own == 3 && self.level(organisation) < *within.start();
            !leaves
                && (*listing != "name_only" || has_room)
                && within.contains(&self.level(organisation).max(*own))
                && self.keeps_the_count(more)
        };
        let fit: Vec<(&str, usize)> = LISTINGS.iter().filter(fit).copied().collect();
        (!fit.is_empty()).then(|| chance.one(&fit))
    }

    /// Gives a new member such a listing, and returns its level.
    pub(super) fn list(
        &self,
        chance: &mut Chance,
        within: &RangeInclusive<usize>,
        organisation: usize,
        body: &mut Value,
    ) -> Option<usize> {
        let (listing, own) = self.listing(chance, within, organisation, 0)?;
        body["listing"] = listing.into();
        if listing == "name_only" {
            body["categories"] = json!([]);
        }
        Some(own)
    }

    /// A change to an existing thing.
    pub(crate) fn change(&self, chance: &mut Chance, within: &RangeInclusive<usize>) -> Option<Write> {
        let given = drawn(chance, |given| given.change.is_some());
        let (resource, word) = (given.resource, word(chance, given.resource));
        let is_hiding = *within.start() > 0;
        // A name-only member's categories are hidden from callers.
        let by_name: Vec<usize> =
            self.of("members").filter(|member| self.things[*member].body["listing"] == "name_only").collect();
        let aside = resource == "members" && is_hiding && !by_name.is_empty() && chance.happens(50);
        let index = if aside { chance.one(&by_name) } else { self.any(chance, resource, within)? };
        let thing = &self.things[index];
        let mut own = thing.own;
        let mut body = match resource {
            "members" if aside => json!({"categories": [word]}),
            "members" => {
                let counted = i64::from(thing.body["listing"] == "count_only");
                let (listing, its) = self.listing(chance, within, thing.parents[0], counted)?;
                // Widening a listing needs two people and some time.
                let width = |listing: &Value| LISTINGS.iter().position(|(name, _)| listing == name);
                (width(&json!(listing)) >= width(&thing.body["listing"])).then_some(())?;
                own = its;
                let categories = if listing == "name_only" { json!([]) } else { json!([word]) };
                // Hidden details of a name-only member would show in a full listing.
                json!({"listing": listing, "categories": categories, "since": null})
            }
            _ => given.change.expect("only such a resource was drawn")(chance, &word),
        };
        if !thing.body["audience"].is_null() && chance.happens(50) {
            let its = level(chance, self.least(&thing.parents), within)?;
            if its > 0 || own == 0 {
                own = its;
                body["audience"] = AUDIENCES[own].into();
            }
        }
        let (office, path, parents) = (thing.office, thing.path.clone(), thing.parents.clone());
        // Office-only fields of a change stay out of it.
        let aside = json!({});
        Some(Write { office, change: Some(index), resource, path, body, aside, own, parents, word })
    }
}
