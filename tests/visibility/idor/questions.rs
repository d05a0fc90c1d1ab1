//! The requests to each operation: with things of each state in path, query and body. A POST is
//! also tried for each audience, and a PATCH with widening and narrowing.

use std::collections::BTreeMap;

use harness::{
    Client, Office, Server,
    document::{Document, Operation},
    given::{self, Given, STATES, Samples},
};
use serde_json::{Value, json};

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
    /// The resource that it is about, if any.
    pub(super) fn given(&self) -> Option<&'static Given> {
        given::of(self.operation)
    }
}

/// The things that the questions are about.
pub(super) struct Questions {
    samples: BTreeMap<&'static str, Samples>,
    other: Samples,
    admin: Client,
}

impl Questions {
    pub(super) async fn prepare(server: &Server, own: &Office) -> Self {
        let mut samples = BTreeMap::new();
        for state in STATES {
            samples.insert(state, Samples::of(server, own, state).await);
        }
        Self { samples, other: Samples::of(server, own, "public").await, admin: server.admin(own) }
    }

    /// Every question, derived from the document.
    pub(super) fn all(&self) -> Vec<Question> {
        Document::published().operations.iter().flat_map(|operation| self.of(operation)).collect()
    }

    fn of(&self, operation: &'static Operation) -> Vec<Question> {
        let mut about: Vec<(String, About)> = Vec::new();
        let things = self.named(operation);
        let given = given::of(operation);
        let is_new = operation.method == "POST" && operation.has_body();
        let names_parents = is_new && given.is_some_and(Given::names_parents);
        for state in STATES {
            let is_there = |resource: &&str| self.samples[state].get(resource).is_some();
            if (names_parents || !things.is_empty()) && things.iter().all(is_there) {
                about.push((state.to_owned(), About::Path(state)));
            }
            let named = given::ALL.iter().copied().filter(|given| is_there(&given.resource));
            let named = named.flat_map(|given| given.named_by.iter().map(|name| (*name, given.resource)));
            let parameters = named.filter(|(name, _)| operation.takes(name));
            for (name, of) in parameters.filter(|_| operation.template.starts_with("/v1/")) {
                about.push((format!("{state} in ?{name}="), About::Query(name, of, state)));
            }
        }
        if things.len() == 2 {
            let whose = if things[0] == "people" { "person" } else { "pledge" };
            about.push((format!("of another {whose}"), About::Elsewhere));
        }
        if is_new && given.is_none_or(|given| given.state.is_some()) {
            about.extend(["public", "office"].map(|whom| (format!("new, {whom}"), About::New(whom))));
        }
        if operation.method == "PATCH" && given.is_some_and(|given| given.widen.is_some()) {
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
            "POST" => {
                let (path, body) = self.post(question).await;
                client.post(&path, body).await.status.to_string()
            }
            "PATCH" => self.change(question, client, &path).await,
            "PUT" => client.put(&path, json!({"position": 0})).await.status.to_string(),
            "DELETE" => self.delete(question, client, &path).await,
            _ => request.open_only().await.to_string(),
        }
    }

    pub(super) fn path(&self, question: &Question) -> String {
        let template = &question.operation.template;
        match question.about {
            About::Elsewhere => {
                let parent = template.find('}').expect("the path names two things") + 1;
                self.other.path(&template[..parent]) + &self.about(question).path(&template[parent..])
            }
            About::Query(name, resource, state) => {
                let thing = self.samples[state].get(resource).expect("it is there");
                let value = thing.json["slug"].as_str().unwrap_or(&thing.id);
                format!("{}?{name}={value}", self.about(question).path(template))
            }
            _ => self.about(question).path(template),
        }
    }

    /// The path and the body of a new thing, with parents in the question's state.
    pub(super) async fn post(&self, question: &Question) -> (String, Value) {
        let audience = if let About::New(audience) = question.about { audience } else { "office" };
        self.about(question).post(question.operation, audience).await
    }

    /// The samples in the question's state.
    fn about(&self, question: &Question) -> &Samples {
        let state = if let About::Path(state) = question.about { state } else { "public" };
        &self.samples[state]
    }

    /// Changes nothing, or only the audience.
    async fn change(&self, question: &Question, client: &Client, path: &str) -> String {
        if let (About::Audience { from, to }, Some(given)) = (&question.about, question.given()) {
            // One person cannot undo a narrowing, so each role gets a fresh thing.
            let thing = self.about(question).another(given, from).await;
            let change = given.widen.expect("only such a resource is asked about")(to);
            return client.patch(&thing.path, &thing.etag, change).await.status.to_string();
        }
        let now = self.admin.get(path).await;
        let etag = now.header("ETag").unwrap_or("\"1\"").to_owned();
        client.patch(path, &etag, json!({})).await.status.to_string()
    }

    /// Deletes a new thing at the path in question, so that earlier roles do not matter.
    async fn delete(&self, question: &Question, client: &Client, path: &str) -> String {
        let (all, _) = path.rsplit_once('/').expect("a path has parts");
        let given = question.given().expect("only things of a resource are deleted");
        let thing = self.about(question).another(given, "public").await;
        client.delete(&format!("{all}/{}", thing.id)).await.status.to_string()
    }

    /// The resources whose things a path names. Each of them has an absent sample.
    fn named<'o>(&self, operation: &'o Operation) -> Vec<&'o str> {
        let parts: Vec<&str> = operation.template.split('/').collect();
        let named = parts.windows(2).filter(|pair| pair[1].starts_with('{')).map(|pair| pair[0]);
        named.filter(|resource| self.samples["absent"].get(resource).is_some()).collect()
    }
}
