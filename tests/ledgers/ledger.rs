//! One random ledger: a fund and its pledges, on the server and in the model.

use harness::{
    Client,
    chance::Chance,
    given::{self, Thing},
};
use serde_json::{Value, json};

use crate::model::{CURRENCIES, Entries, Entry, KINDS, Overlap, written};

/// A fund and its pledges.
pub(crate) struct Ledger {
    pub(crate) slug: String,
    pub(crate) pledges: Vec<(Thing, Entries)>,
    /// The pledge, the two entries, and the overlap's path.
    overlaps: Vec<(usize, [usize; 2], String)>,
}

impl Ledger {
    pub(crate) async fn make(publisher: &Client, chance: &mut Chance) -> Self {
        let fund = given::a_fund(publisher, json!({})).await;
        let mut pledges = Vec::new();
        for _ in 0..=chance.below(2) {
            let pledge = given::a_pledge(publisher, json!({"fund": fund.id})).await;
            pledges.push((pledge, Entries::default()));
        }
        let slug = fund.json["slug"].as_str().expect("a slug").to_owned();
        Self { slug, pledges, overlaps: Vec::new() }
    }

    /// Makes one random change to the ledger.
    pub(crate) async fn edit(&mut self, publisher: &Client, chance: &mut Chance) {
        let pledge = chance.below(self.pledges.len());
        let entries = self.pledges[pledge].1.0.len();
        match chance.below(100) {
            _ if entries == 0 => self.post(publisher, chance, pledge).await,
            0..45 => self.post(publisher, chance, pledge).await,
            45..65 => self.reverse(publisher, chance, pledge).await,
            65..80 => self.supersede(publisher, chance, pledge).await,
            80..87 => self.overlap(publisher, chance, pledge).await,
            87 => self.dissolve(publisher).await,
            88..94 => self.confirm(publisher, chance, pledge).await,
            94..97 => self.plan(publisher, chance, pledge).await,
            _ => self.rename(publisher, pledge).await,
        }
    }

    async fn post(&mut self, publisher: &Client, chance: &mut Chance, pledge: usize) {
        let currency = chance.one(&CURRENCIES);
        let entry = Entry {
            id: String::new(),
            kind: chance.below(KINDS.len()),
            currency,
            amount: chance.draw(&(1i64..1_000_000_000_000)),
            is_public: chance.happens(80),
            counts: chance.happens(90),
            reverses: None,
            supersedes: None,
            overlap: None,
        };
        let mut fields = json!({});
        if chance.happens(20) && currency.0 != "EUR" {
            let amount = given::money(&written(chance.draw(&(1i64..1_000_000_000)), 2), "EUR");
            fields["stated_conversion"] = json!({"amount": amount, "by": chance.one(&["donor", "register"])});
        }
        self.send(publisher, chance, pledge, entry, fields, true).await;
    }

    /// Reverses part of an entry, sometimes by more than is left of it.
    async fn reverse(&mut self, publisher: &Client, chance: &mut Chance, pledge: usize) {
        let entries = &self.pledges[pledge].1;
        let of = chance.below(entries.0.len());
        let (original, left) = (entries.0[of].clone(), entries.left(of, false));
        let amount = if chance.happens(25) { left + 1 } else { chance.draw(&(1..=left.max(1))) };
        let fits = original.reverses.is_none() && !entries.is_superseded(of, false) && amount <= left;
        let entry =
            Entry { amount, counts: true, reverses: Some(of), supersedes: None, overlap: None, ..original };
        self.send(publisher, chance, pledge, entry, json!({}), fits).await;
    }

    /// Corrects an entry, sometimes one that cannot be corrected any more.
    async fn supersede(&mut self, publisher: &Client, chance: &mut Chance, pledge: usize) {
        let entries = &self.pledges[pledge].1;
        let of = chance.below(entries.0.len());
        let before = entries.0[of].clone();
        let amount = chance.draw(&(1i64..1_000_000_000_000));
        let within = before.reverses.is_none_or(|reversed| {
            !entries.is_superseded(reversed, false) && amount <= entries.left(reversed, false) + before.amount
        });
        let fits = !entries.is_superseded(of, false) && !entries.has_reversals(of) && within;
        let entry = Entry { amount, supersedes: Some(of), overlap: None, ..before };
        self.send(publisher, chance, pledge, entry, json!({}), fits).await;
    }

    async fn send(
        &mut self,
        publisher: &Client,
        chance: &mut Chance,
        pledge: usize,
        entry: Entry,
        fields: Value,
        fits: bool,
    ) {
        let (thing, entries) = &mut self.pledges[pledge];
        let id = |index: Option<usize>| index.map(|index| entries.0[index].id.clone());
        let kind = if entry.reverses.is_some() { "reversal" } else { KINDS[entry.kind].0 };
        let (code, units) = entry.currency;
        let amount = given::money(&written(entry.amount, units), code);
        let body = given::entry(json!({
            "kind": kind, "amount": amount, "audience": if entry.is_public { "public" } else { "office" },
            "counting": if entry.counts { "full" } else { "shared" },
            "value_date": format!("2022-0{}-{:02}", 1 + chance.below(3), 1 + chance.below(28)),
            "reverses": id(entry.reverses), "supersedes": id(entry.supersedes),
        }));
        let reply = publisher.post(&format!("{}/entries", thing.path), given::with(body, fields)).await;
        if !fits {
            reply.is(422);
            return;
        }
        let made = reply.is(201).json();
        assert_eq!(made["amount"], amount, "an amount reads back as it was written");
        let id = made["id"].as_str().expect("an id").to_owned();
        entries.0.push(Entry { id, ..entry });
    }

    /// Declares that two entries report one contribution.
    async fn overlap(&mut self, publisher: &Client, chance: &mut Chance, pledge: usize) {
        let entries = &self.pledges[pledge].1;
        let free = |index: &usize| {
            let entry = &entries.0[*index];
            let is_first = entry.reverses.is_none() && entry.supersedes.is_none();
            is_first && entry.counts && entry.overlap.is_none() && !entries.is_superseded(*index, false)
        };
        let Some(first) = (0..entries.0.len()).find(free) else { return };
        let alike = |index: &usize| entries.0[*index].kind == entries.0[first].kind && *index != first;
        let Some(second) = (0..entries.0.len()).filter(free).find(alike) else { return };
        let (one, other) = (&entries.0[first], &entries.0[second]);
        let is_public = one.is_public && other.is_public && chance.happens(80);
        let audience = if is_public { "public" } else { "office" };
        let body = given::with(given::overlap(&[&one.id, &other.id]), json!({"audience": audience}));
        let made = publisher.post("/v1/overlaps", body).await;
        let path = made.is(201).header("Location").expect("it has an address").to_owned();
        self.overlaps.push((pledge, [first, second], path));
        for index in [first, second] {
            self.pledges[pledge].1.0[index].overlap = Some(Overlap { counted: first, is_public });
        }
    }

    /// Dissolves the last overlap.
    async fn dissolve(&mut self, publisher: &Client) {
        let Some((pledge, entries, path)) = self.overlaps.pop() else { return };
        let etag = publisher.get(&path).await.etag();
        publisher.patch(&path, &etag, json!({"dissolved": true})).await.is(200);
        for index in entries {
            self.pledges[pledge].1.0[index].overlap = None;
        }
    }

    async fn confirm(&mut self, publisher: &Client, chance: &mut Chance, pledge: usize) {
        let (thing, entries) = &self.pledges[pledge];
        let entry = &entries.0[chance.below(entries.0.len())];
        let said = json!({
            "audience": if entry.is_public && chance.happens(80) { "public" } else { "office" },
            "party": chance.one(&["donor", "recipient"]), "verdict": chance.one(&["confirm", "dispute"]),
            "reason": "It is otherwise.",
        });
        let body = given::with(given::confirmation(&entry.id), said);
        publisher.post(&format!("{}/confirmations", thing.path), body).await.is(201);
    }

    async fn plan(&mut self, publisher: &Client, chance: &mut Chance, pledge: usize) {
        let instalments: Vec<Value> = (0..chance.below(3))
            .map(|_| json!({"due": "2022", "amount": given::money(&chance.below(1_000_000).max(1).to_string(), "USD")}))
            .collect();
        let body = given::schedule(json!({"instalments": instalments}));
        publisher.post(&format!("{}/schedule", self.pledges[pledge].0.path), body).await.is(201);
    }

    async fn rename(&mut self, publisher: &Client, pledge: usize) {
        let path = &self.pledges[pledge].0.path;
        let etag = publisher.get(path).await.etag();
        publisher.patch(path, &etag, json!({"title": given::unique("Title")})).await.is(200);
    }
}
