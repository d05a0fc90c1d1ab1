//! One thing of each resource in each state that a thing can be in, all of one office.

use std::collections::BTreeMap;

use harness::{
    Client, Office, Server,
    given::{self, Given, Thing},
};
use serde_json::{Value, json};
use uuid::Uuid;

/// The states. Whoever adds one makes its things in `Objects::make`.
pub(super) const STATES: [&str; 7] =
    ["public", "partner", "government", "office", "embargoed", "withdrawn", "absent"];

/// Things of one state, by their resource.
#[derive(Default)]
pub(super) struct Objects(BTreeMap<&'static str, Thing>);

impl Objects {
    /// Things in a state.
    pub(super) async fn make(server: &Server, own: &Office, state: &str) -> Self {
        if state == "absent" {
            return Self::absent();
        }
        let publisher = &server.publisher(own);
        // What is withdrawn was public once, and what is embargoed will be.
        let audience = if ["withdrawn", "embargoed"].contains(&state) { "public" } else { state };
        let visible_from = (state == "embargoed").then_some("2099-01-01T00:00:00Z");
        let whom =
            |fields: Value| given::with(json!({"audience": audience, "visible_from": visible_from}), fields);
        let fund = given::a_fund(publisher, whom(json!({}))).await;
        let donor = given::an_organisation(publisher, whom(json!({}))).await;
        let fields = json!({"fund": fund.id, "donor": donor.id});
        let pledge = given::a_pledge(publisher, whom(fields)).await;
        let entry = given::an_entry(publisher, &pledge, whom(json!({}))).await;
        let same = given::an_entry(publisher, &pledge, whom(json!({}))).await;
        let schedule = given::a_schedule(publisher, &pledge, whom(json!({}))).await;
        let confirmation = given::a_confirmation(publisher, &pledge, &entry, whom(json!({}))).await;
        let overlap = given::an_overlap(publisher, &[&entry, &same], whom(json!({}))).await;
        let listing = if state == "office" { "hidden" } else { "full" };
        let member = given::a_member(publisher, json!({"organisation": donor.id, "listing": listing})).await;
        let update = given::an_update(publisher, whom(json!({}))).await;
        let call = given::a_call(publisher, whom(json!({}))).await;
        let position = given::a_position(publisher, &call, whom(json!({}))).await;
        let hidden = given::a_fund(publisher, json!({"audience": "office"})).await;
        let asked = json!({"resource": "funds", "thing": hidden.id, "changes": {"audience": "public"}});
        let release = given::made(&server.person(own, "editor").await, "/v1/releases", asked).await;
        if state == "withdrawn" {
            for (thing, change) in [
                (&fund, json!({"audience": "office"})),
                (&donor, json!({"audience": "office"})),
                (&member, json!({"listing": "hidden"})),
                (&update, json!({"audience": "office"})),
                (&call, json!({"audience": "office"})),
            ] {
                let etag = publisher.get(&thing.path).await.etag();
                publisher.patch(&thing.path, &etag, change).await.is(200);
            }
        }
        let mut objects = BTreeMap::from([
            ("funds", fund),
            ("organisations", donor),
            ("pledges", pledge),
            ("entries", entry),
            ("schedules", schedule),
            ("confirmations", confirmation),
            ("overlaps", overlap),
            ("members", member),
            ("updates", update),
            ("calls", call),
            ("positions", position),
            ("releases", release),
        ]);
        for given in given::ALL {
            let parents: Vec<_> = given.parents.iter().map(|parent| objects[parent].id.clone()).collect();
            let fields = given.state.map_or(json!({}), |fields| whom(fields(audience)));
            objects.insert(given.resource, given.make(publisher, &parents, fields).await);
        }
        if state == "public" {
            // Offices are public, and of themselves; of people there are those of the office, and nobody else's.
            objects.insert("offices", thing(&own.id));
            let person = given::a_person(&server.admin(own), json!({})).await;
            let off = server.db_digest_off_path(&person.id);
            objects.insert("off", thing(off.rsplit('/').next().expect("a path has parts")));
            objects.insert("keys", given::a_key(&server.admin(own), &person, json!({})).await);
            objects.insert("people", person);
        }
        Self(objects)
    }

    fn absent() -> Self {
        let resources = [
            "offices",
            "funds",
            "organisations",
            "pledges",
            "entries",
            "schedules",
            "confirmations",
            "overlaps",
            "members",
            "updates",
            "calls",
            "positions",
            "releases",
            "people",
            "keys",
            "off",
        ];
        let resources = resources.into_iter().chain(given::ALL.map(|given| given.resource));
        Self(resources.map(|resource| (resource, thing(&Uuid::new_v4().to_string()))).collect())
    }

    /// A new thing for an audience, of things that are public.
    pub(super) async fn fresh(publisher: &Client, resource: &str, whom: &str) -> Thing {
        let fields = json!({"audience": whom});
        match resource {
            "funds" => given::a_fund(publisher, fields).await,
            "organisations" => given::an_organisation(publisher, fields).await,
            "pledges" => given::a_pledge(publisher, fields).await,
            "members" => {
                let listing = if whom == "public" { "full" } else { "hidden" };
                given::a_member(publisher, json!({"listing": listing})).await
            }
            "updates" => given::an_update(publisher, fields).await,
            "calls" => given::a_call(publisher, fields).await,
            _ => {
                let pledge = given::a_pledge(publisher, json!({})).await;
                let one = given::an_entry(publisher, &pledge, json!({})).await;
                let other = given::an_entry(publisher, &pledge, json!({})).await;
                given::an_overlap(publisher, &[&one, &other], fields).await
            }
        }
    }

    pub(super) fn get(&self, resource: &str) -> Option<&Thing> {
        self.0.get(resource)
    }

    pub(super) fn parents(&self, given: &Given) -> Vec<String> {
        given.parents.iter().map(|parent| self.id(parent).to_owned()).collect()
    }

    pub(super) fn id(&self, resource: &str) -> &str {
        &self.0.get(resource).unwrap_or_else(|| panic!("how is one of {resource} made?")).id
    }
}

/// A thing of which only the id matters.
fn thing(id: &str) -> Thing {
    Thing { id: id.to_owned(), path: String::new(), etag: String::new(), json: json!({}) }
}
