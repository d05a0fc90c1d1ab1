//! What each operation is asked: about a thing of each state in its path, its query and its body; where it makes
//! something, for whom; where it changes something, also from being for offices to being for everybody and back.

use std::collections::BTreeMap;

use harness::{
    Client, Office, Server,
    document::{Document, Operation},
    given,
};
use serde_json::{Value, json};

use super::objects::{Objects, STATES};

/// What is widened and narrowed.
const WIDENED: [&str; 7] = ["funds", "organisations", "pledges", "overlaps", "members", "updates", "calls"];

/// What is made for nobody's reading but its own office's.
const OF_NO_AUDIENCE: [&str; 4] = ["offices", "people", "keys", "off"];

/// Parameters that name a thing, and its resource.
const NAMING: [(&str, &str); 3] = [("donor", "organisations"), ("fund", "funds"), ("office", "offices")];

/// One question to every role.
pub(super) struct Question {
    pub(super) operation: &'static Operation,
    /// What is asked about, as the table says it.
    pub(super) object: String,
    about: About,
}

enum About {
    /// Nothing in particular.
    Nothing,
    /// Things in a state, named in the path or the body.
    Path(&'static str),
    /// A thing of one pledge, under another.
    Elsewhere,
    /// A thing in a state, named by a parameter.
    Query(&'static str, &'static str, &'static str),
    /// Something new for an audience.
    New(&'static str),
    /// A change that makes something of offices everybody's, or the other way round.
    Audience { from: &'static str, to: &'static str },
}

impl Question {
    /// Whether what is asked is about one of these.
    pub(super) fn path_ends_with(&self, resources: &[&str]) -> bool {
        resources.contains(&resource(self.operation))
    }
}

/// The things that are asked about.
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

    /// Every question that there is, by the document.
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
        let given = given::ALL.into_iter().find(|given| given.segment() == resource(operation));
        let is_addressed = given.is_none_or(|given| given.state.is_some());
        if is_new && is_addressed && !OF_NO_AUDIENCE.contains(&resource(operation)) {
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

    /// The status of the answer, and of a list how many things it has.
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
            // A schedule takes the place of what is there, and widens it by two only: each is asked about another.
            "POST" if matches!(question.about, About::New(_)) && path.ends_with("/schedule") => {
                let pledge = given::a_pledge(&self.publisher, json!({})).await;
                let path = format!("{}/schedule", pledge.path);
                client.post(&path, self.body(question).await).await.status.to_string()
            }
            "POST" => client.post(&path, self.body(question).await).await.status.to_string(),
            "PATCH" => self.change(question, client, &path).await,
            "PUT" => client.put(&path, json!({"position": 0})).await.status.to_string(),
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

    /// A new thing, of things in the state that is asked about.
    pub(super) async fn body(&self, question: &Question) -> Value {
        let (of, whom) = match question.about {
            About::Path(state) => (&self.objects[state], "office"),
            About::New(whom) => (&self.objects["public"], whom),
            _ => (&self.objects["public"], "office"),
        };
        let unique = given::unique("idor");
        if let Some(given) = given::ALL.into_iter().find(|given| given.path == question.operation.template) {
            let fields = given.state.map_or(json!({}), |fields| fields(whom));
            return given::with((given.new)(&of.parents(given)), fields);
        }
        let fields = match resource(question.operation) {
            "offices" => return json!({"slug": unique, "name": "Office", "time_zone": "Europe/Paris"}),
            "people" => return json!({"name": unique, "role": "reader"}),
            "keys" | "off" => return json!({}),
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
            // By persons only; these are keys of programs.
            "releases" => {
                let changes = json!({"audience": "public"});
                return json!({"resource": "funds", "thing": of.id("funds"), "changes": changes});
            }
            // Into nothing, so that it stays what it is.
            "merge" => return json!({"into": uuid::Uuid::new_v4()}),
            other => panic!("what is posted to {other}?"),
        };
        given::with(fields, json!({"audience": whom}))
    }

    /// Of an organisation that is no member yet, and as its state is.
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

    /// Of entries that are in no other.
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

    /// Changes nothing, or for whom it is.
    async fn change(&self, question: &Question, client: &Client, path: &str) -> String {
        if let About::Audience { from, to } = question.about {
            // What was narrowed is not widened again by one alone: each is asked about another.
            let thing = Objects::fresh(&self.publisher, resource(question.operation), from).await;
            return client.patch(&thing.path, &thing.etag, audience(path, to)).await.status.to_string();
        }
        let now = self.admin.get(path).await;
        let etag = now.header("ETag").unwrap_or("\"1\"").to_owned();
        client.patch(path, &etag, json!({})).await.status.to_string()
    }

    /// Deletes one that is there whoever was asked before, by the path that is asked about.
    async fn delete(&self, question: &Question, client: &Client, path: &str) -> String {
        let (all, _) = path.rsplit_once('/').expect("a path has parts");
        if let Some(given) =
            given::ALL.into_iter().find(|given| given.segment() == resource(question.operation))
        {
            let state = if let About::Path(state) = question.about { state } else { "public" };
            let id = match state {
                "absent" => self.objects[state].id(given.resource).to_owned(),
                _ => given.make(&self.publisher, &self.objects[state].parents(given), json!({})).await.id,
            };
            return client.delete(&format!("{all}/{id}")).await.status.to_string();
        }
        let person = self.objects["public"].get("people").expect("there is one");
        let key = match question.about {
            About::Path("absent") => self.objects["absent"].id("keys").to_owned(),
            _ => given::a_key(&self.admin, person, json!({})).await.id,
        };
        client.delete(&format!("{all}/{key}")).await.status.to_string()
    }
}

/// The change after which a thing is for an audience.
fn audience(path: &str, whom: &str) -> Value {
    match path.contains("/members/") {
        // Nobody is listed more widely by the consent that there was.
        true if whom == "public" => json!({"listing": "full", "consent": {"given_on": "2026"}}),
        true => json!({"listing": "hidden"}),
        false => json!({"audience": whom}),
    }
}

/// The resources whose things a path names.
fn named(operation: &Operation) -> Vec<&str> {
    let parts: Vec<&str> = operation.template.split('/').collect();
    let named = parts.windows(2).filter(|pair| pair[1].starts_with('{')).map(|pair| pair[0]);
    named.filter(|resource| !["badge", "docs", "embed", "figures", "{version}"].contains(resource)).collect()
}

/// The resource that an operation is about.
fn resource(operation: &Operation) -> &str {
    operation.template.rsplit('/').find(|part| !part.starts_with('{')).unwrap_or_default()
}
