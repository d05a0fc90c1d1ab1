//! Random writes, of any kind, within a range of audiences.

mod change;
mod make;

use std::ops::RangeInclusive;

use harness::{
    Client, Reply,
    chance::Chance,
    given::{self, Given},
};
use serde_json::{Value, json};

use crate::{callers::AUDIENCES, names::Names, world::World};

/// A write to make.
#[derive(Clone, Debug)]
pub(crate) struct Write {
    pub(crate) office: usize,
    /// The thing to change, or `None` to make a new one.
    pub(crate) change: Option<usize>,
    pub(crate) resource: &'static str,
    pub(crate) path: String,
    pub(crate) body: Value,
    /// Fields that only offices see.
    pub(crate) aside: Value,
    pub(crate) own: usize,
    pub(crate) parents: Vec<usize>,
    /// A word in it that occurs nowhere else.
    pub(crate) word: String,
}

/// One write in this many is a change.
const CHANGES: usize = 6;

impl World {
    /// A write to a thing with an audience in this range before and after it.
    pub(crate) fn next(&self, chance: &mut Chance, within: &RangeInclusive<usize>) -> Write {
        loop {
            let next = match chance.below(CHANGES) {
                0 => self.change(chance, within),
                _ => self.make(drawn(chance, |_| true), chance, within),
            };
            if let Some(next) = next {
                return if *within.start() > 0 { self.hide_for_later(chance, next) } else { next };
            }
        }
    }

    /// Sometimes hides a write by an embargo or as a draft, with the widest possible audience.
    fn hide_for_later(&self, chance: &mut Chance, write: Write) -> Write {
        let is_named = ["reverses", "supersedes", "follows"].iter().any(|link| !write.body[*link].is_null());
        if write.change.is_some() || write.body["audience"].is_null() || is_named || !chance.happens(30) {
            return write;
        }
        let widest = write.parents.iter().map(|parent| self.level(*parent)).max().unwrap_or_default();
        let mut body = given::with(write.body, json!({"audience": AUDIENCES[widest]}));
        if write.resource == "updates" && chance.happens(50) {
            body["state"] = "draft".into();
        } else {
            body["visible_from"] = "2099-03-29T10:00[Europe/London]".into();
        }
        // Ties and evidence follow the intended audience.
        body.as_object_mut().expect("a body is an object").remove("ties");
        Write { own: 3, body, aside: json!({}), ..write }
    }
}

impl Write {
    /// Sends the write to a server, in that server's own names, with or without the office-only
    /// fields.
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

    /// The id and path of the written thing.
    pub(crate) fn made(&self, reply: &Reply) -> (String, String) {
        let json = reply.json();
        let id = json["id"].as_str().or(json["pledge"].as_str()).expect("what was written has an id");
        (id.to_owned(), reply.header("Location").unwrap_or(&self.path).to_owned())
    }
}

/// Draws one of the fitting resources by their weights.
fn drawn(chance: &mut Chance, fits: impl Fn(&Given) -> bool) -> &'static Given {
    let fit: Vec<_> = given::ALL.iter().copied().filter(|given| fits(given)).collect();
    let mut place = chance.below(fit.iter().map(|given| given.weight).sum());
    let drawn = fit.into_iter().find(|given| {
        let is_here = place < given.weight;
        place = place.saturating_sub(given.weight);
        is_here
    });
    drawn.expect("the place is below the sum")
}

/// A random audience no wider than `least` within the range, often the widest possible.
fn level(chance: &mut Chance, least: usize, within: &RangeInclusive<usize>) -> Option<usize> {
    let least = least.max(*within.start());
    let room = (within.end() + 1).checked_sub(least).filter(|room| *room > 0)?;
    Some(if chance.happens(50) { least } else { least + chance.below(room) })
}

/// A word that occurs nowhere else.
fn word(chance: &mut Chance, resource: &str) -> String {
    format!("{resource}-{:08x}", chance.draw(&(0u32..=u32::MAX)))
}
