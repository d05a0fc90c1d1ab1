//! The requests to each operation: with things of each state in path, query and body. A POST is
//! also tried for each audience, and a PATCH with widening and narrowing.

use std::collections::BTreeMap;

use harness::{
    Client, Office, Server,
    document::{Document, Operation},
    given,
};
use serde_json::{Value, json};

use super::objects::{Objects, STATES};

/// Resources with an audience that a change can widen or narrow.
const WIDENED: [&str; 7] = ["funds", "organisations", "pledges", "overlaps", "members", "updates", "calls"];

/// Resources without an audience of their own.
const OF_NO_AUDIENCE: [&str; 5] = ["offices", "people", "keys", "off", "contacts"];

/// Parameters that name a thing, with its resource.
const NAMING: [(&str, &str); 3] = [("donor", "organisations"), ("fund", "funds"), ("office", "offices")];

/// One request, sent in every role.
pub(super) struct Question {
    pub(super) operation: &'static Operation,
    /// Its label in the table.
    pub(super) object: String,
    about: About,
}

enum About {
    /// No particular thing.
    Nothing,
    /// Things in a state, named in the path or body.
    Path(&'static str),
    /// A thing of one pledge, under the path of another.
    Elsewhere,
    /// A thing in a state, named by a parameter.
    Query(&'static str, &'static str, &'static str),
    /// A new thing for an audience.
    New(&'static str),
    /// A change from one audience to another.
    Audience { from: &'static str, to: &'static str },
}

impl Question {
    /// Whether the question's operation is about one of these resources.
    pub(super) fn path_ends_with(&self, resources: &[&str]) -> bool {
        resources.contains(&resource(self.operation))
    }
}

/// The things that the questions are about.
pub(super) struct Questions {
    objects: BTreeMap<&'static str, Objects>,
    other: Objects,
    publisher: Client,
    admin: Client,
    widgets: String,
    public_url: String,
}

impl Questions {
    pub(super) async fn prepare(server: &Server, own: &Office) -> Self {
        let (publisher, admin) = (server.publisher(own), server.admin(own));
        let mut objects = BTreeMap::new();
        for state in STATES {
            objects.insert(state, Objects::make(server, own, state).await);
        }
        let other = Objects::make(server, own, "public").await;
        Self {
            objects,
            other,
            publisher,
            admin,
            widgets: server.widgets_version(),
            public_url: server.public_url(),
        }
    }

    /// Every question, derived from the document.
    pub(super) fn all(&self) -> Vec<Question> {
        Document::published().operations.iter().flat_map(|operation| self.of(operation)).collect()
    }

    fn of(&self, operation: &'static Operation) -> Vec<Question> {
        let mut about: Vec<(String, About)> = Vec::new();
        let things: Vec<&str> = named(operation);
        let is_new = operation.method == "POST";
        let bodied = matches!(resource(operation), "pledges" | "overlaps" | "members") && is_new;
        for state in STATES {
            let is_there = |resource: &&str| self.objects[state].get(resource).is_some();
            if (bodied || !things.is_empty()) && things.iter().all(is_there) {
                about.push((state.to_owned(), About::Path(state)));
            }
            let parameters = NAMING.iter().filter(|(name, of)| operation.takes(name) && is_there(of));
            for (name, of) in parameters.filter(|_| operation.template.starts_with("/v1/")) {
                about.push((format!("{state} in ?{name}="), About::Query(name, of, state)));
            }
        }
        if things.len() == 2 {
            let whose = if things[0] == "people" { "person" } else { "pledge" };
            about.push((format!("of another {whose}"), About::Elsewhere));
        }
        if is_new && !OF_NO_AUDIENCE.contains(&resource(operation)) {
            about.extend(["public", "office"].map(|whom| (format!("new, {whom}"), About::New(whom))));
        }
        if operation.method == "PATCH" && WIDENED.contains(&resource(operation)) {
            for (from, to) in [("office", "public"), ("public", "office")] {
                about.push((format!("from {from} to {to}"), About::Audience { from, to }));
            }
        }
        if about.is_empty() || operation.template.matches('{').count() == 0 && operation.method == "GET" {
            about.push(("-".to_owned(), About::Nothing));
        }
        about.into_iter().map(|(object, about)| Question { operation, object, about }).collect()
    }

    /// The status of the answer, with the total if it is a filtered list.
    pub(super) async fn ask(&self, question: &Question, client: &Client) -> String {
        let operation = question.operation;
        let path = self.path(question);
        let request = client.request(&operation.method, &path);
        match operation.method.as_str() {
            "GET" if operation.is_plain_get() => {
                let reply = request.send().await;
                let total = (reply.status == 200 && operation.named().starts_with("list_"))
                    .then(|| format!(":{}", reply.json()["total"]));
                let is_filtered = path.contains('?');
                format!("{}{}", reply.status, total.filter(|_| is_filtered).unwrap_or_default())
            }
            // A new schedule replaces the old one and may not widen it, so each role gets a fresh
            // pledge.
            "POST" if matches!(question.about, About::New(_)) && path.ends_with("/schedule") => {
                let pledge = given::a_pledge(&self.publisher, json!({})).await;
                let path = format!("{}/schedule", pledge.path);
                client.post(&path, self.body(question).await).await.status.to_string()
            }
            "POST" => client.post(&path, self.body(question).await).await.status.to_string(),
            "PATCH" => self.change(question, client, &path).await,
            "PUT" => client.put(&path, json!({"position": 0})).await.status.to_string(),
            "DELETE" if path.contains("/contacts/") => self.erase(client, &path).await,
            "DELETE" => self.delete(question, client, &path).await,
            _ => request.open_only().await.to_string(),
        }
    }

    pub(super) fn path(&self, question: &Question) -> String {
        let template = &question.operation.template;
        let mut last = "";
        let parts = template.split('/').map(|part| {
            let filled = match (part.starts_with('{'), last) {
                (false, _) => part,
                (true, "figures") => "donors",
                (true, "docs") => "swagger-ui.css",
                (true, "badge") => "fund.json",
                (true, "embed") if part == "{figure}" => "donors",
                (true, "embed") => &self.widgets,
                (true, "{version}") => "accord.js",
                (true, resource) => match &question.about {
                    About::Path(state) => self.objects[state].id(resource),
                    About::Elsewhere if ["pledges", "calls", "people"].contains(&resource) => {
                        self.other.id(resource)
                    }
                    _ => self.objects["public"].id(resource),
                },
            };
            last = part;
            filled
        });
        let path = parts.collect::<Vec<_>>().join("/");
        match question.about {
            About::Nothing if path == "/oembed" => format!("{path}?url={}/embed/fund", self.public_url),
            About::Query(name, resource, state) => {
                let thing = self.objects[state].get(resource).expect("it is there");
                let value = thing.json["slug"].as_str().filter(|_| name == "fund").unwrap_or(&thing.id);
                format!("{path}?{name}={value}")
            }
            _ => path,
        }
    }

    /// A new thing, made of things in the question's state.
    pub(super) async fn body(&self, question: &Question) -> Value {
        let (of, whom) = match question.about {
            About::Path(state) => (&self.objects[state], "office"),
            About::New(whom) => (&self.objects["public"], whom),
            _ => (&self.objects["public"], "office"),
        };
        let unique = given::unique("idor");
        let fields = match resource(question.operation) {
            "offices" => return json!({"slug": unique, "name": "Office", "time_zone": "Europe/Paris"}),
            "people" => return json!({"name": unique, "role": "reader"}),
            "keys" | "off" => return json!({}),
            "contacts" => return given::contact(),
            "members" => return self.member(of, whom).await,
            "funds" => json!({"slug": unique, "name": unique}),
            "organisations" => json!({"name": unique, "type": "ngo"}),
            "pledges" => json!({"fund": of.id("funds"), "donor": of.id("organisations")}),
            "entries" => given::entry(json!({})),
            "schedule" => given::schedule(json!({})),
            "confirmations" => given::confirmation(of.id("entries")),
            "overlaps" => self.overlap(of).await,
            "updates" => json!({"kind": "visit", "texts": given::said(&unique)}),
            "calls" => return given::with(given::call(), json!({"audience": whom, "slug": unique})),
            "positions" => return given::position(json!({"audience": whom})),
            // Only people can request releases, and these are program keys.
            "releases" => {
                let changes = json!({"audience": "public"});
                return json!({"resource": "funds", "thing": of.id("funds"), "changes": changes});
            }
            // Into nothing, so that nothing changes.
            "merge" => return json!({"into": uuid::Uuid::new_v4()}),
            other => panic!("what is posted to {other}?"),
        };
        given::with(fields, json!({"audience": whom}))
    }

    /// A membership of an organisation that is not yet a member, with the same audience.
    async fn member(&self, of: &Objects, whom: &str) -> Value {
        let listing = if whom == "public" { "full" } else { "hidden" };
        let donor = of.get("organisations").expect("every state has one");
        let mut id = donor.id.clone();
        if !donor.path.is_empty() {
            let audience = self.publisher.get(&donor.path).await.json()["audience"].clone();
            id = given::an_organisation(&self.publisher, json!({"audience": audience})).await.id;
        }
        json!({"organisation": id, "listing": listing, "consent": given::consent()})
    }

    /// An overlap of entries that are in no other overlap.
    async fn overlap(&self, of: &Objects) -> Value {
        let pledge = of.get("pledges").expect("every state has one");
        if pledge.path.is_empty() {
            return given::overlap(&[of.id("entries"), of.id("pledges")]);
        }
        let whom = self.publisher.get(&pledge.path).await.json()["audience"].clone();
        let entry = || given::an_entry(&self.publisher, pledge, json!({"audience": whom}));
        let (one, other) = (entry().await, entry().await);
        given::overlap(&[&one.id, &other.id])
    }

    /// Changes nothing, or only the audience.
    async fn change(&self, question: &Question, client: &Client, path: &str) -> String {
        if let About::Audience { from, to } = question.about {
            // One person cannot undo a narrowing, so each role gets a fresh thing.
            let thing = Objects::fresh(&self.publisher, resource(question.operation), from).await;
            return client.patch(&thing.path, &thing.etag, audience(path, to)).await.status.to_string();
        }
        let now = self.admin.get(path).await;
        let etag = now.header("ETag").unwrap_or("\"1\"").to_owned();
        client.patch(path, &etag, json!({})).await.status.to_string()
    }

    /// Deletes a new key at the path in question, so that earlier roles do not matter.
    async fn delete(&self, question: &Question, client: &Client, path: &str) -> String {
        let person = self.objects["public"].get("people").expect("there is one");
        let key = match question.about {
            About::Path("absent") => self.objects["absent"].id("keys").to_owned(),
            _ => given::a_key(&self.admin, person, json!({})).await.id,
        };
        let (keys, _) = path.rsplit_once('/').expect("a path has parts");
        client.request("DELETE", &format!("{keys}/{key}")).send().await.status.to_string()
    }

    /// Erases a new contact if one exists at the path, so that earlier roles do not matter.
    async fn erase(&self, client: &Client, path: &str) -> String {
        let there = self.publisher.get(path).await;
        if there.status != 200 {
            return client.delete(path).await.status.to_string();
        }
        let of = there.json()["organisation"].as_str().expect("a contact is of one").to_owned();
        let path = format!("/v1/organisations/{of}/contacts");
        let fresh = given::made(&self.publisher, &path, given::contact()).await;
        client.delete(&fresh.path).await.status.to_string()
    }
}

/// A change that gives a thing an audience.
fn audience(path: &str, whom: &str) -> Value {
    match path.contains("/members/") {
        // A wider listing needs a new consent.
        true if whom == "public" => json!({"listing": "full", "consent": {"given_on": "2026"}}),
        true => json!({"listing": "hidden"}),
        false => json!({"audience": whom}),
    }
}

/// The resources named by a path.
fn named(operation: &Operation) -> Vec<&str> {
    let parts: Vec<&str> = operation.template.split('/').collect();
    let named = parts.windows(2).filter(|pair| pair[1].starts_with('{')).map(|pair| pair[0]);
    named.filter(|resource| !["badge", "docs", "embed", "figures", "{version}"].contains(resource)).collect()
}

/// The resource that an operation is about.
fn resource(operation: &Operation) -> &str {
    operation.template.rsplit('/').find(|part| !part.starts_with('{')).unwrap_or_default()
}
