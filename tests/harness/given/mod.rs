//! What a test begins with, made through the API by those who may make it. The last argument holds
//! the fields that matter to the test; every other field is unremarkable.

pub mod contacts;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{Client, Office, Server, chance::Chance, wait};

pub use contacts::{a_contact, contact};

/// One sample of a resource. The tests that walk the document take from it how a thing of that resource is made
/// and changed, and what the thing hangs on.
pub struct Given {
    /// The resource's name in paths, in the log and in feeds.
    pub resource: &'static str,
    /// The path that makes one, as the document writes it. Its parameter is the id of the first parent.
    pub path: &'static str,
    /// The resources of the things that one hangs on.
    pub parents: &'static [&'static str],
    /// The body of a new one, given the ids of its parents.
    pub new: fn(&[String]) -> Value,
    /// The fields that address one to an audience. Without any, only offices see it.
    pub state: Option<fn(&str) -> Value>,
    /// A change that contains a word, if one can be changed.
    pub change: Option<fn(&mut Chance, &str) -> Value>,
    /// The fields of a random one, which contain a word.
    pub random: fn(&mut Chance, &str) -> Value,
    /// How often one is written, compared with other resources. Zero if never at random.
    pub weight: usize,
    /// Whether its states are in the log and in feeds.
    pub is_logged: bool,
}

/// Every resource, each after those that it hangs on.
pub const ALL: [&Given; 1] = [&contacts::GIVEN];

/// The resource of this name.
pub fn named(resource: &str) -> &'static Given {
    ALL.into_iter()
        .find(|given| given.resource == resource)
        .unwrap_or_else(|| panic!("no sample of {resource}"))
}

impl Given {
    /// Makes one, with these fields over those of the sample.
    pub async fn make(&self, client: &Client, parents: &[String], fields: Value) -> Thing {
        made(client, &self.path(parents), with((self.new)(parents), fields)).await
    }

    /// The path that makes one.
    pub fn path(&self, parents: &[String]) -> String {
        let Some((start, rest)) = self.path.split_once('{') else { return self.path.to_owned() };
        let (_, end) = rest.split_once('}').expect("a parameter ends");
        format!("{start}{}{end}", parents[0])
    }

    /// The last part of its path that is no parameter.
    pub fn segment(&self) -> &'static str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

/// A thing that the server made.
#[derive(Clone, Debug)]
pub struct Thing {
    /// Its id.
    pub id: String,
    /// Where it can be read.
    pub path: String,
    /// Its version.
    pub etag: String,
    /// The thing as it was answered.
    pub json: Value,
}

/// An office, with keys.
pub async fn an_office(server: &Server) -> Office {
    let founder = server.admin(server.founders());
    let made = made(&founder, "/v1/offices", Office::body(&unique("office"))).await;
    server.office(&made).await
}

/// A reader of the office whose admin makes them.
pub async fn a_person(admin: &Client, fields: Value) -> Thing {
    made(admin, "/v1/people", with(json!({"name": unique("Person"), "role": "reader"}), fields)).await
}

/// A key of a person.
pub async fn a_key(admin: &Client, person: &Thing, fields: Value) -> Thing {
    made(admin, &format!("{}/keys", person.path), with(json!({}), fields)).await
}

/// A public fund.
pub async fn a_fund(client: &Client, fields: Value) -> Thing {
    let slug = unique("fund");
    let name = format!("Fund {slug}");
    made(client, "/v1/funds", with(json!({"audience": "public", "slug": slug, "name": name}), fields)).await
}

/// A public organisation.
pub async fn an_organisation(client: &Client, fields: Value) -> Thing {
    let name = unique("Organisation");
    made(
        client,
        "/v1/organisations",
        with(json!({"audience": "public", "name": name, "type": "ngo"}), fields),
    )
    .await
}

/// A public pledge, to a fund and of a donor of its own unless they are given.
pub async fn a_pledge(client: &Client, fields: Value) -> Thing {
    let mut body = with(json!({"audience": "public"}), fields);
    if body["fund"].is_null() {
        body["fund"] = a_fund(client, json!({})).await.id.into();
    }
    if body["donor"].is_null() {
        body["donor"] = an_organisation(client, json!({"type": "government"})).await.id.into();
    }
    made(client, "/v1/pledges", body).await
}

/// A public disbursement of 100 US dollars, on a day with exchange rates, with evidence.
pub async fn an_entry(client: &Client, pledge: &Thing, fields: Value) -> Thing {
    made(client, &format!("{}/entries", pledge.path), entry(fields)).await
}

/// A public schedule of one instalment of 100 US dollars that was due in 2022.
pub async fn a_schedule(client: &Client, pledge: &Thing, fields: Value) -> Thing {
    made(client, &format!("{}/schedule", pledge.path), schedule(fields)).await
}

/// The donor's public word that an entry is so.
pub async fn a_confirmation(client: &Client, pledge: &Thing, entry: &Thing, fields: Value) -> Thing {
    let body = with(confirmation(&entry.id), fields);
    made(client, &format!("{}/confirmations", pledge.path), body).await
}

/// A public overlap of entries, of which the first counts.
pub async fn an_overlap(client: &Client, entries: &[&Thing], fields: Value) -> Thing {
    let ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    made(client, "/v1/overlaps", with(overlap(&ids), fields)).await
}

/// A full member, by its consent.
pub async fn a_member(client: &Client, fields: Value) -> Thing {
    let mut body = with(json!({"listing": "full", "consent": consent()}), fields);
    if body["organisation"].is_null() {
        body["organisation"] = an_organisation(client, json!({})).await.id.into();
    }
    made(client, "/v1/members", body).await
}

/// A public update.
pub async fn an_update(client: &Client, fields: Value) -> Thing {
    let body = json!({"kind": "statement", "audience": "public", "texts": said(&unique("Update"))});
    made(client, "/v1/updates", with(body, fields)).await
}

/// A public call, in English and French.
pub async fn a_call(client: &Client, fields: Value) -> Thing {
    made(client, "/v1/calls", with(call(), fields)).await
}

/// The public position of the United Kingdom on a call: it endorsed it in 2022.
pub async fn a_position(client: &Client, call: &Thing, fields: Value) -> Thing {
    made(client, &format!("{}/positions", call.path), position(fields)).await
}

/// The body of a call.
pub fn call() -> Value {
    let texts = json!({
        "en": {"title": "A call", "text": "What is asked."}, "fr": {"title": "Un appel", "text": "La demande."},
    });
    json!({"audience": "public", "slug": unique("call"), "texts": texts})
}

/// The body of a position.
pub fn position(fields: Value) -> Value {
    let body = json!({
        "audience": "public", "country": "GB", "standing": "endorsed", "date": "2022-03-08",
        "evidence": [{"kind": "hansard", "title": "Debate", "url": "https://example.org/debate", "date": "2022-03-08"}],
    });
    with(body, fields)
}

/// The texts of an update that says this, in English.
pub fn said(title: &str) -> Value {
    json!({"en": {"title": title}})
}

/// The body of an entry: a public disbursement of 100 US dollars with evidence.
pub fn entry(fields: Value) -> Value {
    let evidence = json!([{"kind": "bank_advice", "title": "Advice of payment", "date": "2022-03-08"}]);
    let amount = json!({"amount": "100.00", "currency": "USD"});
    let body = json!({
        "kind": "disbursement", "audience": "public", "date": "2022-03-08", "amount": amount,
        "value_date": "2022-03-08", "evidence": evidence,
    });
    with(body, fields)
}

/// The body of a schedule.
pub fn schedule(fields: Value) -> Value {
    let body = json!({
        "audience": "public", "value_date": "2022-03-08",
        "instalments": [{"due": "2022", "amount": money("100.00", "USD")}],
        "evidence": [{"kind": "signed_agreement", "title": "Agreement", "date": "2022-03-08"}],
    });
    with(body, fields)
}

/// The body of a confirmation.
pub fn confirmation(entry: &str) -> Value {
    json!({
        "audience": "public", "entry": entry, "party": "donor", "verdict": "confirm", "date": "2022-04",
        "evidence": [{"kind": "letter", "title": "Letter of the donor", "date": "2022-04"}],
    })
}

/// The body of an overlap of entries, of which the first counts.
pub fn overlap(entries: &[&str]) -> Value {
    json!({"audience": "public", "entries": entries, "counted": entries[0], "reason": "One bank advice."})
}

/// Merges an organisation into another one.
pub async fn a_merge(client: &Client, merged: &Thing, into: &Thing) -> Thing {
    made(client, &format!("{}/merge", merged.path), json!({"into": into.id})).await
}

/// A consent to be listed.
pub fn consent() -> Value {
    json!({"given_on": "2020-05", "by": "The board", "how": "letter"})
}

/// `fields` over `body`; a field that is null is left out.
pub fn with(mut body: Value, fields: Value) -> Value {
    let object = body.as_object_mut().expect("a body is an object");
    for (name, value) in fields.as_object().expect("fields are an object") {
        if value.is_null() {
            object.remove(name);
        } else {
            object.insert(name.clone(), value.clone());
        }
    }
    body
}

/// An amount as it is written.
pub fn money(amount: &str, currency: &str) -> Value {
    json!({"amount": amount, "currency": currency})
}

/// A name that no other thing has.
pub fn unique(word: &str) -> String {
    let id = Uuid::new_v4().simple().to_string();
    format!("{word}-{}", &id[..12])
}

/// Lets a thing out to the public, as two people of its office do where the server does not hold it back.
pub async fn a_release(server: &Server, office: &Office, resource: &str, thing: &Thing, changes: Value) {
    let (one, other) = (server.person(office, "editor").await, server.person(office, "publisher").await);
    let body = json!({"resource": resource, "thing": thing.id, "changes": changes});
    let asked = made(&one, "/v1/releases", body).await;
    other.patch(&asked.path, &asked.etag, json!({"state": "agreed"})).await.is(200);
    let left = async || (one.get(&asked.path).await.json()["state"] == "left").then_some(());
    wait::until("the release left", left).await;
}

/// Whatever a POST makes.
pub async fn made(client: &Client, path: &str, body: Value) -> Thing {
    let reply = client.post(path, body).await;
    let json = reply.is(201).json();
    let path = reply.header("Location").expect("what was made has an address").to_owned();
    // A schedule has the id of its pledge.
    let id = json["id"].as_str().or(json["pledge"].as_str()).expect("what was made has an id");
    Thing { id: id.to_owned(), path, etag: reply.etag(), json }
}
