//! Things of every kind for every audience, with each thing's true audience and the words in it
//! that a caller must never read.

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

/// The published member count changes only when at least three count-only members have joined or
/// left.
const UNPUBLISHED: i64 = 2;

/// The number of things of each resource that the caller sees from the beginning.
const EACH: usize = 2;

/// The number of random writes that follow.
const GROWTH: usize = 40;

/// A thing written.
#[derive(Clone, Debug)]
pub(crate) struct Thing {
    pub(crate) resource: &'static str,
    pub(crate) id: String,
    pub(crate) path: String,
    /// Index of the owning office.
    pub(crate) office: usize,
    /// Its own audience, as an index into `AUDIENCES`.
    pub(crate) own: usize,
    /// The things it depends on. Its true audience is the narrowest of theirs and its own.
    pub(crate) parents: Vec<usize>,
    pub(crate) body: Value,
    /// Words that occur in nothing else.
    words: BTreeSet<String>,
    /// Whether the caller has ever seen it.
    pub(crate) was_seen: bool,
    /// Words that the caller must not read: those of hidden and of retracted texts, whatever the
    /// thing is now.
    pub(crate) banned: BTreeSet<String>,
}

/// Everything written.
pub(crate) struct World {
    pub(crate) offices: Vec<Office>,
    pub(crate) things: Vec<Thing>,
    /// The number of things when the second server began, if it has.
    pub(crate) shared: Option<usize>,
    /// The caller's key.
    pub(crate) key: Option<String>,
    /// The token in the link that turns a person's digest off.
    pub(crate) off: String,
    /// The caller's level.
    level: usize,
    /// The words and ids of things that were withdrawn from the caller at once.
    pub(crate) gone: BTreeSet<String>,
    /// The change in count-only members since the last published count.
    unpublished: i64,
}

impl World {
    pub(crate) async fn new(server: &Server, level: usize) -> Self {
        // Days with rates, with gaps of more than a week.
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
        Self {
            offices,
            things: Vec::new(),
            shared: None,
            key,
            off,
            level,
            gone: BTreeSet::new(),
            unpublished: 0,
        }
    }

    /// A world with a visible thing of each kind, and many others.
    pub(crate) async fn grown(chance: &mut Chance, level: usize) -> (Server, Self) {
        let server = harness::start().await;
        let mut world = Self::new(&server, level).await;
        let seen = given::ALL.iter().copied().filter(|given| given.weight > 0 && given.state.is_some());
        let entries = given::named("entries");
        for given in seen.flat_map(|given| [given; EACH]) {
            loop {
                let within = 0..=level;
                // An overlap needs two alike entries, so more entries may be needed first.
                let write =
                    world.make(given, chance, &within).or_else(|| world.make(entries, chance, &within));
                let write = write.expect("what an entry is of is there");
                let is_made = world.write(&server, chance, &write).await;
                if is_made && write.resource == given.resource {
                    break;
                }
                // A refused write may need a new entry to work.
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

    /// A thing's true audience, as an index into `AUDIENCES`.
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

    /// A random thing of a resource with an audience in this range.
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

    /// Whether the published count stays the same with `more` further count-only members.
    pub(crate) fn keeps_the_count(&self, more: i64) -> bool {
        more == 0 || self.shared.is_none() || (self.unpublished + more).abs() <= UNPUBLISHED
    }

    /// Makes a write on the first server, and returns whether it was accepted.
    pub(crate) async fn write(&mut self, server: &Server, chance: &mut Chance, write: &Write) -> bool {
        let publisher = server.publisher(&self.offices[write.office]);
        let made = write.send(&publisher, None, chance.happens(50)).await;
        if made.status >= 300 {
            // For example, a reversal of an entry already reversed.
            made.is(422);
            return false;
        }
        self.note(write, &made);
        true
    }

    /// Takes note that the count was published.
    pub(crate) fn published(&mut self) {
        if self.unpublished.abs() > UNPUBLISHED {
            self.unpublished = 0;
        }
    }

    /// Takes note of a write.
    pub(crate) fn note(&mut self, write: &Write, made: &Reply) {
        let (mut id, path) = write.made(made);
        let Write { office, resource, own, parents, body, word, .. } = write.clone();
        if given::named(resource).takes == Takes::Latest {
            // It has the id of its parent, whose name on the second server may be another.
            id.clone_from(&self.things[parents[0]].id);
        }
        let before = write.change.or_else(|| self.replaced(given::named(resource), &parents));
        let counted = |body: &Value| i64::from(body["listing"] == "count_only");
        if ["count_only", "hidden"].iter().any(|listing| body["listing"] == *listing) {
            self.things[parents[0]].own = 3;
        }
        if let Some(index) = before {
            let thing = &mut self.things[index];
            // Outsiders see nothing but the name of a name-only member.
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

    /// The first thing that a text reveals to the caller against the rules. In a feed, former
    /// readers may see that a thing existed.
    pub(crate) fn revealed(&self, asked: &str, text: &str, is_feed: bool) -> Option<String> {
        let words: HashSet<&str> =
            split(text).into_iter().map(|word| word.trim_matches(['.', ':'])).collect();
        let is_said = |word: &String| words.contains(word.as_str()) && !asked.contains(word.as_str());
        let is_told = |(index, thing): &(usize, &Thing)| {
            // A schedule has its pledge's id. A tie's id may stay in the past of an update that was
            // visible with it.
            let is_known = thing.was_seen && (is_feed || asked.contains("as_of="));
            let is_of_parent = thing.parents.iter().any(|parent| self.things[*parent].id == thing.id);
            let is_named_otherwise = is_of_parent || is_known;
            (is_said(&thing.id) && !is_named_otherwise && !self.is_seen(*index))
                || thing.banned.iter().any(is_said)
        };
        let told = self.things.iter().enumerate().find(is_told);
        let aside = words.contains(ASIDE).then(|| ASIDE.to_owned());
        let gone = self.gone.iter().find(|word| is_said(word)).cloned();
        told.map(|(_, thing)| format!("{thing:?}")).or(aside).or(gone)
    }
}
