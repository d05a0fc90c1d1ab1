//! Things of every kind for every audience, as those know them who see everything: for whom each is, and what
//! was written in it that some caller must never read.

use std::{
    collections::{BTreeSet, HashSet},
    ops::RangeInclusive,
};

use harness::{
    Audience, Office, Reply, Server,
    chance::Chance,
    given::{self, ASIDE, Given, Takes},
};
use serde_json::{Value, json};

use crate::{names::split, writes::Write};

/// How many further members who are counted only leave the published count as it is (trust.md, 5.4: fewer than
/// three).
const UNFELT: i64 = 2;

/// How many things of each resource the caller sees from the beginning.
const EACH: usize = 2;

/// How many random writes follow.
const GROWTH: usize = 40;

/// Something that was written.
#[derive(Clone, Debug)]
pub(crate) struct Thing {
    pub(crate) resource: &'static str,
    pub(crate) id: String,
    pub(crate) path: String,
    /// Index of the office that it is of.
    pub(crate) office: usize,
    /// For whom it is by its own word, as an index of `AUDIENCES`.
    pub(crate) own: usize,
    /// What it is of: it is for nobody for whom one of these is not.
    pub(crate) parents: Vec<usize>,
    pub(crate) body: Value,
    /// The words in it that nothing else has.
    words: BTreeSet<String>,
    /// Whether the caller ever saw it.
    pub(crate) was_seen: bool,
    /// What the caller must not read in it: the words of what is hidden, and what was taken back, whatever
    /// became of the thing since.
    pub(crate) banned: BTreeSet<String>,
}

/// Everything that was written.
pub(crate) struct World {
    pub(crate) offices: Vec<Office>,
    pub(crate) things: Vec<Thing>,
    /// How many there were when the second server began; none before.
    pub(crate) shared: Option<usize>,
    /// What the caller says who it is with.
    pub(crate) key: Option<String>,
    /// The last part of the link by which a person turns their digest off.
    pub(crate) off: String,
    /// The level of the caller from whom something is hidden.
    level: usize,
    /// Members who are counted only, less those of the published count.
    unpublished: i64,
}

impl World {
    pub(crate) async fn new(server: &Server, level: usize) -> Self {
        // Rates of days with gaps of more than a week.
        let rates =
            "Date,USD,JPY\n2022-03-08,1.0892,125.9\n2022-03-04,1.0929,126.02\n2022-02-01,1.126,129.33\n";
        server.import_rates(rates).await;
        server.publish_member_counts().await;
        let offices = vec![given::an_office(server).await, given::an_office(server).await];
        let its = given::an_organisation(&server.publisher(&offices[0]), json!({})).await;
        let key = match level {
            0 => None,
            1 => Some(server.outsider(Audience::Partner, &its).await.key().to_owned()),
            _ => Some(server.outsider(Audience::Government, &its).await.key().to_owned()),
        };
        let (person, _) = server.a_person(&offices[0], "reader").await;
        let off = server.db_digest_off_path(&person.to_string());
        let off = off.rsplit('/').next().expect("a path has parts").to_owned();
        Self { offices, things: Vec::new(), shared: None, key, off, level, unpublished: 0 }
    }

    /// A world with something of each kind that the caller sees, and much else.
    pub(crate) async fn grown(chance: &mut Chance, level: usize) -> (Server, Self) {
        let server = harness::start().await;
        let mut world = Self::new(&server, level).await;
        let seen = given::ALL.into_iter().filter(|given| given.weight > 0 && given.state.is_some());
        let entries = given::named("entries");
        for given in seen.flat_map(|given| [given; EACH]) {
            loop {
                let within = 0..=level;
                // Two entries that are one contribution may take some more.
                let write =
                    world.make(given, chance, &within).or_else(|| world.make(entries, chance, &within));
                let write = write.expect("what an entry is of is there");
                let is_made = world.write(&server, chance, &write).await;
                if is_made && write.resource == given.resource {
                    break;
                }
                // What was refused would be refused for ever where there is nothing else to make it of.
                let entry = world.make(entries, chance, &within).filter(|_| !is_made);
                if let Some(entry) = entry {
                    world.write(&server, chance, &entry).await;
                }
            }
        }
        for _ in 0..GROWTH {
            let write = world.next(chance, &(0..=3));
            world.write(&server, chance, &write).await;
        }
        (server, world)
    }

    /// For whom a thing is, as an index of `AUDIENCES`.
    pub(crate) fn level(&self, thing: usize) -> usize {
        let Thing { own, parents, .. } = &self.things[thing];
        parents.iter().map(|parent| self.level(*parent)).fold(*own, usize::max)
    }

    pub(crate) fn is_seen(&self, thing: usize) -> bool {
        self.level(thing) <= self.level
    }

    pub(crate) fn of<'w>(&'w self, resource: &'w str) -> impl Iterator<Item = usize> + Clone + 'w {
        (0..self.things.len()).filter(move |thing| self.things[*thing].resource == resource)
    }

    /// One of a resource's things that is for somebody within.
    pub(crate) fn any(
        &self,
        chance: &mut Chance,
        resource: &str,
        within: &RangeInclusive<usize>,
    ) -> Option<usize> {
        let fit: Vec<usize> =
            self.of(resource).filter(|thing| within.contains(&self.level(*thing))).collect();
        (!fit.is_empty()).then(|| chance.one(&fit))
    }

    /// Whether the caller's published count stays as it is where so many more are counted only.
    pub(crate) fn is_unfelt(&self, more: i64) -> bool {
        more == 0 || self.shared.is_none() || (self.unpublished + more).abs() <= UNFELT
    }

    /// Writes to the one server that there is, and whether it was taken.
    pub(crate) async fn write(&mut self, server: &Server, chance: &mut Chance, write: &Write) -> bool {
        let publisher = server.publisher(&self.offices[write.office]);
        let made = write.send(&publisher, None, chance.happens(50)).await;
        if made.status >= 300 {
            // Such as a reversal of what was taken back already.
            made.is(422);
            return false;
        }
        self.note(write, &made);
        true
    }

    /// The count was published.
    pub(crate) fn published(&mut self) {
        if self.unpublished.abs() > UNFELT {
            self.unpublished = 0;
        }
    }

    /// Takes note of what was written.
    pub(crate) fn note(&mut self, write: &Write, made: &Reply) {
        let (id, path) = write.made(made);
        let Write { office, resource, own, parents, body, word, .. } = write.clone();
        let before = write.change.or_else(|| self.replaced(given::named(resource), &parents));
        let counted = |body: &Value| i64::from(body["listing"] == "count_only");
        if let Some(index) = before {
            let thing = &mut self.things[index];
            // Of a member who is listed by name, nobody outside is told the rest.
            let is_aside = thing.body["listing"] == "name_only" && body.get("listing").is_none();
            thing.banned.extend(is_aside.then(|| word.clone()));
            self.unpublished -= counted(&thing.body);
            thing.body = given::with(thing.body.clone(), body);
            thing.own = own;
            thing.words.insert(word);
            self.unpublished += counted(&thing.body);
        } else {
            self.unpublished += counted(&body);
            let (words, banned, was_seen) = (BTreeSet::from([word]), BTreeSet::new(), false);
            let thing = Thing { resource, id, path, office, own, parents, body, words, was_seen, banned };
            self.things.push(thing);
        }
        for index in 0..self.things.len() {
            let is_seen = self.is_seen(index);
            let thing = &mut self.things[index];
            thing.was_seen |= is_seen;
            if is_seen {
                let said = thing.body.to_string();
                let is_by_name = thing.body["listing"] == "name_only";
                thing.banned.retain(|word| is_by_name || !said.contains(word.as_str()));
            } else {
                thing.banned.extend(thing.words.iter().cloned());
            }
        }
    }

    /// The thing that a new one with these parents replaces.
    pub(crate) fn replaced(&self, given: &Given, parents: &[usize]) -> Option<usize> {
        let is_latest = given.takes == Takes::Latest;
        is_latest.then(|| self.of(given.resource).find(|thing| self.things[*thing].parents == parents))?
    }

    /// The first thing of which a text says what its caller must not read. `is_feed`: that a thing was there
    /// may be known to those who saw it.
    pub(crate) fn given_away(&self, asked: &str, text: &str, is_feed: bool) -> Option<String> {
        let words: HashSet<&str> =
            split(text).into_iter().map(|word| word.trim_matches(['.', ':'])).collect();
        let is_said = |word: &String| words.contains(word.as_str()) && !asked.contains(word.as_str());
        let is_told = |(index, thing): &(usize, &Thing)| {
            // A schedule has the id of its pledge.
            // What an update was tied to while everybody saw it is an id in the update's own past, and no more.
            let is_known = thing.was_seen && (is_feed || asked.contains("as_of="));
            let is_of_parent = thing.parents.iter().any(|parent| self.things[*parent].id == thing.id);
            let is_named_otherwise = is_of_parent || is_known;
            (is_said(&thing.id) && !is_named_otherwise && !self.is_seen(*index))
                || thing.banned.iter().any(is_said)
        };
        let told = self.things.iter().enumerate().find(is_told);
        let aside = words.contains(ASIDE).then(|| ASIDE.to_owned());
        told.map(|(_, thing)| format!("{thing:?}")).or(aside)
    }
}
