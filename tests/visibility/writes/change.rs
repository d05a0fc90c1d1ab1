//! How one that is there is changed at random.

use std::ops::RangeInclusive;

use harness::{chance::Chance, given};
use serde_json::{Value, json};

use super::{Write, level, word};
use crate::{callers::AUDIENCES, world::World};

const LISTINGS: [(&str, usize); 4] = [("full", 0), ("name_only", 0), ("count_only", 3), ("hidden", 3)];

impl World {
    /// A listing with which a member is for somebody within, and which the published count does not feel.
    pub(super) fn listing(
        &self,
        chance: &mut Chance,
        within: &RangeInclusive<usize>,
        organisation: usize,
        counted: i64,
    ) -> Option<(&'static str, usize)> {
        let fit = |(listing, own): &&(&str, usize)| {
            let more = i64::from(*listing == "count_only") - counted;
            within.contains(&self.level(organisation).max(*own)) && self.is_unfelt(more)
        };
        let fit: Vec<(&str, usize)> = LISTINGS.iter().filter(fit).copied().collect();
        (!fit.is_empty()).then(|| chance.one(&fit))
    }

    /// A change of something that is there.
    pub(crate) fn change(&self, chance: &mut Chance, within: &RangeInclusive<usize>) -> Option<Write> {
        let given = given::ALL.into_iter().filter(|given| given.change.is_some() && given.weight > 0);
        let known = [
            "funds",
            "organisations",
            "pledges",
            "members",
            "members",
            "updates",
            "updates",
            "overlaps",
            "calls",
        ];
        let resource =
            chance.one(&known.into_iter().chain(given.map(|given| given.resource)).collect::<Vec<_>>());
        let word = word(chance, resource);
        let is_hiding = *within.start() > 0;
        // What a caller sees of a member by name does not move with its categories.
        let by_name: Vec<usize> =
            self.of("members").filter(|member| self.things[*member].body["listing"] == "name_only").collect();
        let aside = resource == "members" && is_hiding && !by_name.is_empty() && chance.happens(50);
        let index = if aside { chance.one(&by_name) } else { self.any(chance, resource, within)? };
        let thing = &self.things[index];
        let least = thing.parents.iter().map(|parent| self.level(*parent)).max().unwrap_or_default();
        let mut own = thing.own;
        let mut body = match resource {
            "funds" | "organisations" => json!({"name": word}),
            "pledges" => json!({"title": word}),
            "updates" => json!({"texts": given::said(&word)}),
            "calls" => json!({"texts": {"en": {"title": word, "text": "What is asked."}}}),
            "overlaps" => json!({"reason": word, "dissolved": chance.happens(50)}),
            "members" if aside => json!({"categories": [word]}),
            "members" => {
                let counted = i64::from(thing.body["listing"] == "count_only");
                let (listing, its) = self.listing(chance, within, thing.parents[0], counted)?;
                // A listing is widened by two people, and a while later.
                let width = |listing: &Value| LISTINGS.iter().position(|(name, _)| listing == name);
                (width(&json!(listing)) >= width(&thing.body["listing"])).then_some(())?;
                own = its;
                let categories = if listing == "name_only" { json!([]) } else { json!([word]) };
                // What was kept aside of a member by name would show of one that is listed fully.
                json!({"listing": listing, "categories": categories, "since": null})
            }
            _ => given::named(resource).change.expect("it was chosen among those that change")(chance, &word),
        };
        if !thing.body["audience"].is_null() && chance.happens(50) {
            let its = level(chance, least, within)?;
            if its > 0 || own == 0 {
                own = its;
                body["audience"] = AUDIENCES[own].into();
            }
        }
        let (office, path, parents) = (thing.office, thing.path.clone(), thing.parents.clone());
        // The words of a change that is not shown stay unknown.
        let aside = json!({});
        Some(Write { office, change: Some(index), resource, path, body, aside, own, parents, word })
    }
}
