//! The next random write: of any kind, and for whom it is told to be.

use std::ops::RangeInclusive;

use harness::{
    Client, Reply,
    given::{self, money},
};
use serde_json::{Value, json};

use crate::{
    callers::AUDIENCES,
    chance::Chance,
    names::Names,
    world::{World, for_whom},
};

/// What is to be written.
#[derive(Clone, Debug)]
pub(crate) struct Write {
    pub(crate) office: usize,
    /// The thing that is changed; none where one is made.
    pub(crate) change: Option<usize>,
    pub(crate) resource: &'static str,
    pub(crate) path: String,
    pub(crate) body: Value,
    /// Fields that only offices are shown.
    pub(crate) aside: Value,
    pub(crate) own: usize,
    pub(crate) parents: Vec<usize>,
    /// A word in it that nothing else has.
    pub(crate) word: String,
}

const RESOURCES: [(&str, usize); 12] = [
    ("funds", 6),
    ("organisations", 8),
    ("pledges", 10),
    ("entries", 22),
    ("schedules", 5),
    ("confirmations", 8),
    ("overlaps", 6),
    ("members", 8),
    ("updates", 9),
    ("calls", 4),
    ("positions", 8),
    ("change", 20),
];
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
pub(crate) const CATEGORIES: [&str; 3] = ["cross-border", "shared-society", "dialogue"];
/// What is written for offices only in things that others see.
pub(crate) const ASIDE: &str = "aside-for-offices";
const LISTINGS: [(&str, usize); 4] = [("full", 0), ("name_only", 0), ("count_only", 3), ("hidden", 3)];

impl World {
    /// Something that is for somebody within, before and after.
    pub(crate) fn next(&self, chance: &mut Chance, within: &RangeInclusive<usize>) -> Write {
        loop {
            let mut place = chance.below(RESOURCES.iter().map(|(_, weight)| weight).sum());
            let drawn = RESOURCES.iter().find(|(_, weight)| {
                let is_here = place < *weight;
                place = place.saturating_sub(*weight);
                is_here
            });
            let resource = drawn.expect("the place is below the sum").0;
            let next = if resource == "change" {
                self.change(chance, within)
            } else {
                self.make(resource, chance, within)
            };
            if let Some(next) = next {
                return if *within.start() > 0 { self.put_off(chance, next) } else { next };
            }
        }
    }

    /// Sometimes what is hidden is for everybody whom what it is of is for, but not yet: it is embargoed, or a draft.
    fn put_off(&self, chance: &mut Chance, write: Write) -> Write {
        let is_named = ["reverses", "supersedes", "follows"].iter().any(|link| !write.body[*link].is_null());
        if write.change.is_some() || write.resource == "members" || is_named || !chance.happens(30) {
            return write;
        }
        let widest = write.parents.iter().map(|parent| self.level(*parent)).max().unwrap_or_default();
        let mut body = given::with(write.body, json!({"audience": AUDIENCES[widest]}));
        if write.resource == "updates" && chance.happens(50) {
            body["state"] = "draft".into();
        } else {
            body["visible_from"] = "2099-03-29T10:00[Europe/London]".into();
        }
        // A tie, or a piece of evidence, is for whom the thing is meant.
        body.as_object_mut().expect("a body is an object").remove("ties");
        Write { own: 3, body, aside: json!({}), ..write }
    }

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
                (own, vec![], for_whom(own, json!({"slug": word, "name": word, "target": target})))
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
                if before.is_some_and(|before| !within.contains(&self.level(before))) {
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
            other => panic!("nothing is known of {other}: how is one made?"),
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

    /// A listing with which a member is for somebody within, and which the published count does not feel.
    fn listing(
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
        let resource = chance.one(&[
            "funds",
            "organisations",
            "pledges",
            "members",
            "members",
            "updates",
            "updates",
            "overlaps",
            "calls",
        ]);
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
            _ if aside => json!({"categories": [word]}),
            _ => {
                let counted = i64::from(thing.body["listing"] == "count_only");
                let (listing, its) = self.listing(chance, within, thing.parents[0], counted)?;
                // What was not for the public becomes so by two people, and a while later.
                (its > 0 || own == 0).then_some(())?;
                own = its;
                let categories = if listing == "name_only" { json!([]) } else { json!([word]) };
                // What was kept aside of a member by name would show of one that is listed fully.
                json!({"listing": listing, "categories": categories, "since": null})
            }
        };
        if resource != "members" && chance.happens(50) {
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

impl Write {
    /// Sends it to a server, in that server's own names, with what only offices are shown or without.
    pub(crate) async fn send(&self, client: &Client, names: Option<&Names>, with_aside: bool) -> Reply {
        let named = |text: &str| names.map_or_else(|| text.to_owned(), |names| names.for_b(text));
        let body =
            if with_aside { given::with(self.body.clone(), self.aside.clone()) } else { self.body.clone() };
        let (path, body) = (named(&self.path), named(&body.to_string()));
        let body = serde_json::from_str(&body).expect("other names leave it JSON");
        if self.change.is_none() {
            return client.post(&path, body).await;
        }
        let etag = client.get(&path).await.etag();
        client.patch(&path, &etag, body).await
    }

    /// The id and the path of what was written.
    pub(crate) fn made(&self, reply: &Reply) -> (String, String) {
        let json = reply.json();
        let id = json["id"].as_str().or(json["pledge"].as_str()).expect("what was written has an id");
        (id.to_owned(), reply.header("Location").unwrap_or(&self.path).to_owned())
    }
}

/// For whom something is that is of what is for `least`: as wide as it may be, or narrower.
fn level(chance: &mut Chance, least: usize, within: &RangeInclusive<usize>) -> Option<usize> {
    let least = least.max(*within.start());
    let room = (within.end() + 1).checked_sub(least).filter(|room| *room > 0)?;
    Some(if chance.happens(50) { least } else { least + chance.below(room) })
}

/// A word that nothing else has.
fn word(chance: &mut Chance, resource: &str) -> String {
    format!("{resource}-{:08x}", chance.draw(&(0u32..=u32::MAX)))
}

/// The pieces of evidence of a body, and one more for offices only.
fn aside(field: &str, body: &Value) -> Value {
    let mut pieces = body[field].clone();
    let piece = json!({"kind": "letter", "title": ASIDE, "date": "2022-03-09", "audience": "office"});
    pieces.as_array_mut().expect("a body has evidence").push(piece);
    json!({field: pieces})
}
