//! One thing of each resource, all in one state and owned by one office. The tests that walk the document fail if a
//! resource has no sample.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use super::{ALL, Given, Maker, Takes, Thing, an_office, named};
use crate::{Client, Office, Server, document::Operation};

/// The states that a thing can be in.
pub const STATES: [&str; 7] =
    ["public", "partner", "government", "office", "embargoed", "withdrawn", "absent"];

/// The things, by the name of their resource.
pub struct Samples {
    /// The owner.
    pub office: Office,
    /// The state of things that are made later.
    state: &'static str,
    things: BTreeMap<&'static str, Thing>,
    publisher: Client,
    admin: Client,
    person: Client,
    widgets: String,
    public_url: String,
}

impl Samples {
    /// Public samples of a new office.
    pub async fn make(server: &Server) -> Self {
        Self::of(server, &an_office(server).await, "public").await
    }

    /// Samples of an office, in a state.
    pub async fn of(server: &Server, office: &Office, state: &'static str) -> Self {
        let mut samples = Self {
            office: office.clone(),
            // Withdrawn things were public once.
            state: if state == "withdrawn" { "public" } else { state },
            things: BTreeMap::new(),
            publisher: server.publisher(office),
            admin: server.admin(office),
            person: server.person(office, "admin").await,
            widgets: server.widgets_version(),
            public_url: server.public_url(),
        };
        if state == "public" {
            let path = format!("/v1/offices/{}", office.id);
            samples.things.insert("offices", Thing { path, ..thing(&office.id) });
        }
        for &given in ALL {
            // Offices and people have no states. The public samples include them.
            let is_there = |parent: &&str| samples.things.contains_key(parent);
            let has_state = state == "public" || given.state.is_some() || !given.parents.is_empty();
            let is_made = has_state && given.parents.iter().all(is_there) && !is_there(&given.resource);
            if is_made || state == "absent" {
                let made = samples.made_of(given, samples.state, false).await;
                samples.things.insert(given.resource, made);
            }
        }
        if state == "withdrawn" {
            samples.withdraw().await;
        }
        let off = match samples.get("people") {
            Some(_) if state == "absent" => Some(Uuid::new_v4().to_string()),
            Some(person) => server.db_digest_off_path(&person.id).rsplit('/').next().map(str::to_owned),
            None => None,
        };
        samples.things.extend(off.map(|off| ("off", thing(&off))));
        samples
    }

    async fn withdraw(&mut self) {
        for &given in ALL {
            if let Some(widen) = given.widen.filter(|_| !given.hides_with_parents) {
                let path = &self.things[given.resource].path;
                let etag = self.publisher.get(path).await.etag();
                self.publisher.patch(path, &etag, widen("office")).await.is(200);
            }
        }
        self.state = "office";
    }

    /// Makes another thing of a resource, in a state. It has the parents of the sample, or new ones if a parent
    /// takes only one.
    pub async fn another(&self, given: &Given, state: &str) -> Thing {
        self.made_of(given, state, given.takes != Takes::Many).await
    }

    async fn made_of(&self, given: &Given, state: &str, is_fresh: bool) -> Thing {
        if self.state == "absent" {
            return thing(&Uuid::new_v4().to_string());
        }
        let parents = self.parents(given, is_fresh).await;
        given.make(self.maker(given), &parents, given.body(&parents, state)).await
    }

    async fn parents(&self, given: &Given, is_fresh: bool) -> Vec<String> {
        let mut parents: Vec<String> = Vec::new();
        for parent in given.parents {
            let there = self.id(parent).to_owned();
            let is_fresh = is_fresh || given.parents_state.is_some() || parents.contains(&there);
            let state = given.parents_state.unwrap_or(self.state);
            let another = self.another(named(parent), state);
            parents.push(if is_fresh { Box::pin(another).await.id } else { there });
        }
        parents
    }

    /// The client that makes things of a resource.
    pub fn maker(&self, given: &Given) -> &Client {
        match given.maker {
            Maker::Publisher | Maker::Owner => &self.publisher,
            Maker::Admin => &self.admin,
            Maker::Person => &self.person,
        }
    }

    /// The path and the body for a POST. Something new is addressed to the audience.
    pub async fn post(&self, operation: &Operation, audience: &str) -> (String, Value) {
        let template = operation.template.as_str();
        if let Some(given) = ALL.iter().copied().find(|given| given.path == template) {
            let parents = self.parents(given, given.takes != Takes::Many).await;
            return (given.path(&parents), given.body(&parents, audience));
        }
        let mut actions = ALL.iter().copied().flat_map(|given| given.actions);
        let body = match actions.find(|(path, _)| *path == template) {
            Some((_, body)) => body(),
            None if operation.has_body() => panic!("there is no sample for a POST to {template}"),
            None => json!({}),
        };
        (self.path(template), body)
    }

    /// A path that an operation serves. Each parameter is the id of the resource before it.
    pub fn path(&self, template: &str) -> String {
        if template == "/oembed" {
            return format!("/oembed?url={}/embed/fund", self.public_url);
        }
        let mut resource = "";
        let filled = template.split('/').map(|part| {
            let filled = match part {
                "{figure}" => "fund",
                part if part.starts_with('{') => self.id(resource),
                part => part,
            };
            resource = part;
            filled
        });
        filled.collect::<Vec<_>>().join("/")
    }

    /// The client that reads: a visitor, or an admin if the operation needs a key.
    pub fn client(&self, server: &Server, operation: &Operation) -> Client {
        if operation.needs_key() { server.admin(&self.office) } else { server.visitor() }
    }

    /// The sample of a resource, if it has one in this state.
    pub fn get(&self, resource: &str) -> Option<&Thing> {
        self.things.get(resource)
    }

    /// The id of a resource's sample, or the value that follows another part of a path.
    pub fn id(&self, resource: &str) -> &str {
        match resource {
            "badge" => "fund.svg",
            "docs" => "swagger-ui.css",
            "embed" => &self.widgets,
            "{version}" => "accord.js",
            _ => &self.get(resource).unwrap_or_else(|| panic!("there is no sample of {resource}")).id,
        }
    }
}

/// A thing that is only an id.
fn thing(id: &str) -> Thing {
    Thing { id: id.to_owned(), path: String::new(), etag: String::new(), json: json!({}) }
}
