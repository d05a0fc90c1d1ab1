//! Things that a test begins with, made through the API. Each resource has a file here, with one sample and with
//! functions such as `a_fund`. Their last argument holds the fields that matter to the test. All other fields are
//! unremarkable.

mod calls;
mod confirmations;
mod contacts;
mod entries;
mod erasures;
mod funds;
mod keys;
mod members;
mod offices;
mod organisations;
mod overlaps;
mod people;
mod pledges;
mod positions;
mod releases;
mod samples;
mod schedules;
mod updates;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{Client, chance::Chance, document::Operation};

pub use self::{
    calls::{a_call, call},
    confirmations::{a_confirmation, confirmation},
    contacts::{a_contact, contact},
    entries::{a_first_entry, an_entry, entry},
    erasures::{an_erasure, erasure},
    funds::a_fund,
    keys::a_key,
    members::{CATEGORIES, a_member, consent},
    offices::{a_publisher, an_office, outsiders},
    organisations::{a_merge, an_organisation},
    overlaps::{an_overlap, overlap},
    people::a_person,
    pledges::a_pledge,
    positions::{a_position, position},
    releases::a_release,
    samples::{STATES, Samples},
    schedules::{a_schedule, schedule},
    updates::{an_update, said},
};

/// Every resource, each after its parents.
pub const ALL: &[&Given] = &[
    &offices::GIVEN,
    &people::GIVEN,
    &keys::GIVEN,
    &funds::GIVEN,
    &organisations::GIVEN,
    &pledges::GIVEN,
    &entries::GIVEN,
    &schedules::GIVEN,
    &confirmations::GIVEN,
    &overlaps::GIVEN,
    &contacts::GIVEN,
    &members::GIVEN,
    &updates::GIVEN,
    &calls::GIVEN,
    &positions::GIVEN,
    &releases::GIVEN,
    &erasures::GIVEN,
];

/// The sample of a resource. It tells the tests that walk the document how a thing is made, changed and shown to
/// others, and which parents it has.
pub struct Given {
    /// The resource's name in paths, in the log and in feeds.
    pub resource: &'static str,
    /// The path that makes one, as the document writes it. Its parameter is the id of the first parent.
    pub path: &'static str,
    /// The resources of the things that one belongs to or names.
    pub parents: &'static [&'static str],
    /// The state of the parents, if it is always the same.
    pub parents_state: Option<&'static str>,
    /// How many one parent takes.
    pub takes: Takes,
    /// The role that makes one.
    pub maker: Maker,
    /// The body of a new one, given the ids of its parents.
    pub new: fn(&[String]) -> Value,
    /// The fields that put a new one into a state of `STATES`, or open it at an instant. Without any, only offices
    /// see it.
    pub state: Option<fn(&str) -> Value>,
    /// A change that contains a word, if there is room for one.
    pub change: Option<fn(&mut Chance, &str) -> Value>,
    /// The change that addresses one to another audience.
    pub widen: Option<fn(&str) -> Value>,
    /// Whether it is withdrawn with its parents, and keeps its own audience.
    pub hides_with_parents: bool,
    /// Other POSTs about one: the path and the body.
    pub actions: &'static [Action],
    /// The query parameters that name one.
    pub named_by: &'static [&'static str],
    /// How often one is written at random, compared with other resources. Zero is never.
    pub weight: usize,
    /// The fields of a random one, which contain a word.
    pub random: fn(&mut Chance, &str) -> Value,
    /// More fields for a body, which only offices are shown.
    pub aside: fn(&Value) -> Value,
    /// Whether its states are in the log and in feeds.
    pub is_logged: bool,
}

/// The path of a POST about a thing, and its body.
pub type Action = (&'static str, fn() -> Value);

/// The values of most resources.
const USUAL: Given = Given {
    resource: "",
    path: "",
    parents: &[],
    parents_state: None,
    takes: Takes::Many,
    maker: Maker::Publisher,
    new: |_| json!({}),
    state: Some(|state| match state {
        "public" | "partner" | "government" | "office" => for_audience(state),
        "embargoed" => json!({"audience": "public", "visible_from": "2099-01-01T00:00:00Z"}),
        opens => json!({"audience": "public", "visible_from": opens}),
    }),
    change: None,
    widen: None,
    hides_with_parents: false,
    actions: &[],
    named_by: &[],
    weight: 5,
    random: |_, word| panic!("a sample has no place for {word}"),
    aside: |_| json!({}),
    is_logged: true,
};

/// How many things of a resource one parent takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    Many,
    One,
    /// One, which has the id of its parent, and which the next one replaces.
    Latest,
}

/// The role that makes a thing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Maker {
    /// A publisher of any office.
    Publisher,
    /// A publisher of the office that owns the first parent.
    Owner,
    /// An admin.
    Admin,
    /// A person. The server refuses program keys.
    Person,
}

/// The resource of this name.
pub fn named(resource: &str) -> &'static Given {
    let known = ALL.iter().copied().find(|given| given.resource == resource);
    known.unwrap_or_else(|| panic!("there is no sample of {resource}"))
}

/// The resource that an operation is about, if it is about one.
pub fn of(operation: &Operation) -> Option<&'static Given> {
    let last = operation.template.rsplit('/').find(|part| !part.starts_with('{'));
    ALL.iter().copied().find(|given| given.path.rsplit('/').next() == last)
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

    /// Whether the body names the parents and the path does not.
    pub fn names_parents(&self) -> bool {
        !self.path.contains('{') && !self.parents.is_empty() && self.parents_state.is_none()
    }

    /// The body of a new one in a state.
    pub fn body(&self, parents: &[String], state: &str) -> Value {
        with((self.new)(parents), self.state.map_or(json!({}), |fields| fields(state)))
    }
}

/// A thing that the server made.
#[derive(Clone, Debug)]
pub struct Thing {
    pub id: String,
    /// Its address.
    pub path: String,
    /// Its version.
    pub etag: String,
    /// The server's answer.
    pub json: Value,
}

/// Makes a thing by a POST.
pub async fn made(client: &Client, path: &str, body: Value) -> Thing {
    let reply = client.post(path, body).await;
    let json = reply.is(201).json();
    let path = reply.header("Location").expect("a new thing has an address").to_owned();
    // A schedule has the id of its pledge.
    let id = json["id"].as_str().or(json["pledge"].as_str()).expect("a new thing has an id");
    Thing { id: id.to_owned(), path, etag: reply.etag(), json }
}

/// `fields` over `body`. A null removes a field.
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

/// An amount of a currency.
pub fn money(amount: &str, currency: &str) -> Value {
    json!({"amount": amount, "currency": currency})
}

/// A new name on each call.
pub fn unique(word: &str) -> String {
    let id = Uuid::new_v4().simple().to_string();
    format!("{word}-{}", &id[..12])
}

/// The word in fields that only offices are shown.
pub const ASIDE: &str = "aside-for-offices";

/// The evidence of a body, with one more piece for offices.
fn evidence_aside(body: &Value) -> Value {
    let mut pieces = body["evidence"].as_array().expect("the body has evidence").clone();
    pieces.push(json!({"kind": "letter", "title": ASIDE, "date": "2022-03-09", "audience": "office"}));
    json!({"evidence": pieces})
}

fn for_audience(audience: &str) -> Value {
    json!({"audience": audience})
}
