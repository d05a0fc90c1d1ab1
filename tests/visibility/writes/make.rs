//! How one of each resource is made at random.

use std::ops::RangeInclusive;

use harness::{
    chance::Chance,
    given::{self, money},
};
use serde_json::{Value, json};

use super::{ASIDE, CATEGORIES, Write, level, word};
use crate::{
    callers::AUDIENCES,
    world::{World, for_whom},
};

const KINDS: [&str; 9] = [
    "announcement",
    "pledge",
    "authorisation",
    "appropriation",
    "commitment",
    "disbursement",
    "disbursement",
    "receipt",
    "endorsement",
];
const UPDATES: [&str; 4] = ["meeting", "statement", "visit", "alert"];

impl World {
    /// A new thing of a resource.
    pub(crate) fn make(
        &self,
        resource: &'static str,
        chance: &mut Chance,
        within: &RangeInclusive<usize>,
    ) -> Option<Write> {
        let word = word(chance, resource);
        let up_to = 0..=*within.end();
        let mut office = chance.below(self.offices.len());
        let mut path = format!("/v1/{resource}");
        let mut aside = json!({});
        let (own, parents, body) = match resource {
            "funds" => {
                let own = level(chance, 0, within)?;
                let target = chance.happens(50).then(|| money("5000.00", chance.one(&["USD", "EUR"])));
                let people = chance.happens(50).then_some(7);
                let body = json!({"slug": word, "name": word, "target": target, "people": people});
                (own, vec![], for_whom(own, body))
            }
            "organisations" => {
                let own = level(chance, 0, within)?;
                (own, vec![], for_whom(own, json!({"name": word, "type": "government", "country": "GB"})))
            }
            "pledges" => {
                let fund = self.any(chance, "funds", &up_to)?;
                let donor = self.any(chance, "organisations", &up_to)?;
                let own = level(chance, self.level(fund).max(self.level(donor)), within)?;
                let (fund_id, donor_id) = (&self.things[fund].id, &self.things[donor].id);
                let body = json!({"fund": fund_id, "donor": donor_id, "title": word});
                (own, vec![fund, donor], for_whom(own, body))
            }
            "entries" => {
                let pledge = self.any(chance, "pledges", &up_to)?;
                let own = level(chance, self.level(pledge), within)?;
                path = format!("{}/entries", self.things[pledge].path);
                office = self.things[pledge].office;
                aside = self::aside("evidence", &given::entry(json!({})));
                aside["report"] = json!({"reporter": ASIDE});
                (own, vec![pledge], self.entry(chance, pledge, own, &word)?)
            }
            "schedules" => {
                let pledge = self.any(chance, "pledges", &up_to)?;
                let own = level(chance, self.level(pledge), within)?;
                // It takes the place of the one before.
                let before = self.of(resource).find(|thing| self.things[*thing].parents == [pledge]);
                let is_lowered = |before: usize| own == 0 && self.things[before].own > 0;
                if before.is_some_and(|before| !within.contains(&self.level(before)) || is_lowered(before)) {
                    return None;
                }
                path = format!("{}/schedule", self.things[pledge].path);
                office = self.things[pledge].office;
                let amount = money(&chance.draw(&(1i64..10_000)).to_string(), "USD");
                let due = chance.one(&["2022", "2023-05", "2031"]);
                let mut body = given::schedule(json!({"instalments": [{"due": due, "amount": amount}]}));
                body["evidence"][0]["title"] = word.as_str().into();
                aside = self::aside("evidence", &body);
                (own, vec![pledge], given::with(body, json!({"audience": AUDIENCES[own]})))
            }
            "confirmations" => {
                let entry = self.any(chance, "entries", &up_to)?;
                let own = level(chance, self.level(entry), within)?;
                let pledge = self.things[entry].parents[0];
                path = format!("{}/confirmations", self.things[pledge].path);
                let body = given::confirmation(&self.things[entry].id);
                aside = self::aside("evidence", &body);
                let said = json!({
                    "party": chance.one(&["donor", "recipient"]), "verdict": chance.one(&["confirm", "dispute"]),
                    "reason": word, "audience": AUDIENCES[own],
                });
                (own, vec![pledge, entry], given::with(body, said))
            }
            "overlaps" => {
                let [one, other] = self.alike(chance, within)?;
                let own = level(chance, self.level(one).max(self.level(other)), within)?;
                let body = given::overlap(&[&self.things[one].id, &self.things[other].id]);
                let said = json!({"reason": word, "audience": AUDIENCES[own]});
                (own, vec![one, other], given::with(body, said))
            }
            "members" => {
                let is_free = |organisation: &usize| {
                    self.of("members").all(|member| self.things[member].parents != [*organisation])
                };
                let free: Vec<usize> = self.of("organisations").filter(is_free).collect();
                let organisation = (!free.is_empty()).then(|| chance.one(&free))?;
                let (listing, own) = self.listing(chance, within, organisation, 0)?;
                let id = &self.things[organisation].id;
                let categories = [chance.one(&CATEGORIES), word.as_str()];
                let consent = given::consent();
                let mut body = json!({"organisation": id, "listing": listing, "categories": categories, "consent": consent});
                if listing == "name_only" {
                    // Of which readers are shown the name.
                    aside["since"] = "2019".into();
                    body["categories"] = json!([]);
                }
                (own, vec![organisation], body)
            }
            "updates" => {
                let own = level(chance, 0, within)?;
                let mut body = json!({"kind": chance.one(&UPDATES), "texts": given::said(&word)});
                aside["follow_up"] = ASIDE.into();
                let tied = ["funds", "organisations", "pledges", "calls"];
                let resource = chance.one(&tied);
                let tied = self.any(chance, resource, &(0..=own));
                if let Some(tied) = tied.filter(|_| chance.happens(50)) {
                    let tied = &self.things[tied];
                    body["ties"] = json!([{"resource": tied.resource, "id": tied.id}]);
                }
                (own, vec![], for_whom(own, body))
            }
            "calls" => {
                let own = level(chance, 0, within)?;
                let texts = json!({"en": {"title": word, "text": "What is asked."}});
                let said = json!({"audience": AUDIENCES[own], "texts": texts, "slug": word});
                (own, vec![], given::with(given::call(), said))
            }
            "positions" => {
                let call = self.any(chance, "calls", &up_to)?;
                let own = level(chance, self.level(call), within)?;
                path = format!("{}/positions", self.things[call].path);
                let standing = chance.one(&["none", "considering", "supportive", "endorsed", "enacted"]);
                let date = format!("202{}", chance.below(4));
                let fields =
                    json!({"standing": standing, "country": chance.one(&["GB", "FR"]), "date": date});
                let mut body = given::position(fields);
                body["evidence"][0]["title"] = word.as_str().into();
                aside = self::aside("evidence", &body);
                aside["note"] = ASIDE.into();
                (own, vec![call], given::with(body, json!({"audience": AUDIENCES[own]})))
            }
            _ => {
                let given = given::named(resource);
                let any = |parent: &&str| self.any(chance, parent, &up_to);
                let parents: Vec<usize> = given.parents.iter().map(any).collect::<Option<_>>()?;
                let ids: Vec<String> = parents.iter().map(|parent| self.things[*parent].id.clone()).collect();
                let least = parents.iter().map(|parent| self.level(*parent)).max().unwrap_or_default();
                // For offices only, whatever it hangs on, where nothing addresses it.
                let own = level(chance, given.state.map_or(3, |_| least), within)?;
                path = given.path(&ids);
                let fields = given.state.map_or(json!({}), |fields| fields(AUDIENCES[own]));
                let body = given::with((given.new)(&ids), (given.random)(chance, &word));
                (own, parents, given::with(body, fields))
            }
        };
        Some(Write { office, change: None, resource, path, body, aside, own, parents, word })
    }

    fn entry(&self, chance: &mut Chance, pledge: usize, own: usize, word: &str) -> Option<Value> {
        let siblings: Vec<usize> =
            self.of("entries").filter(|entry| self.things[*entry].parents == [pledge]).collect();
        let sibling = (!siblings.is_empty()).then(|| chance.one(&siblings));
        let sibling = sibling.filter(|sibling| self.things[*sibling].own == own && chance.happens(40));
        let day = format!("2022-0{}-{:02}", 1 + chance.below(3), 1 + chance.below(28));
        let amount =
            money(&format!("{}.00", chance.draw(&(1i64..100_000))), chance.one(&["USD", "EUR", "GBP"]));
        let kind = chance.one(&KINDS);
        let fields = json!({
            "kind": kind, "audience": AUDIENCES[own], "date": day, "value_date": day, "amount": amount,
            "description": word,
        });
        let mut body = given::entry(fields);
        if kind == "endorsement" {
            body = given::with(body, json!({"amount": null, "value_date": null}));
        }
        if let Some(sibling) = sibling {
            let before = &self.things[sibling];
            let link = chance.one(&["reverses", "supersedes", "follows"]);
            body[link] = before.id.as_str().into();
            body["kind"] = if link == "reverses" { "reversal".into() } else { before.body["kind"].clone() };
            for field in ["amount", "value_date", "reverses"].into_iter().filter(|field| *field != link) {
                body = given::with(body, json!({field: before.body[field]}));
            }
        }
        Some(body)
    }

    /// Two entries that could be one contribution. One that both servers name alike must be older than the second
    /// server, since an overlap names its entries in the order of their random ids.
    fn alike(&self, chance: &mut Chance, within: &RangeInclusive<usize>) -> Option<[usize; 2]> {
        let is_felt = *within.start() == 0 && self.shared.is_some();
        let is_taken =
            |entry: usize| self.of("overlaps").any(|other| self.things[other].parents.contains(&entry));
        let fit = |entry: &usize| {
            let thing = &self.things[*entry];
            let is_first = ["reverses", "supersedes"].iter().all(|link| thing.body[*link].is_null());
            is_first
                && !thing.body["amount"].is_null()
                && self.level(*entry) <= *within.end()
                && !is_taken(*entry)
                && !(is_felt && self.shared.is_some_and(|shared| *entry >= shared))
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
        // Overlaps are listed in the order of their ids.
        let has_overlaps = self.of("overlaps").any(|overlap| within.contains(&self.level(overlap)));
        (!(is_felt && has_overlaps)).then_some([one, other])
    }
}

/// The pieces of evidence of a body, and one more for offices only.
fn aside(field: &str, body: &Value) -> Value {
    let mut pieces = body[field].clone();
    let piece = json!({"kind": "letter", "title": ASIDE, "date": "2022-03-09", "audience": "office"});
    pieces.as_array_mut().expect("a body has evidence").push(piece);
    json!({field: pieces})
}
