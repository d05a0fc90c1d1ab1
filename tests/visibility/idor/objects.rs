//! One thing of each resource in each state that a thing can be in, all of one office.

use std::collections::BTreeMap;

use harness::{
    Client,
    given::{self, Thing},
};
use serde_json::{Value, json};
use uuid::Uuid;

/// The states. Whoever adds one, such as things under an embargo, makes them in `Objects::make`.
pub(super) const STATES: [&str; 6] = ["public", "partner", "government", "office", "withdrawn", "absent"];

/// Things of one state, by their resource.
#[derive(Default)]
pub(super) struct Objects(BTreeMap<&'static str, Thing>);

impl Objects {
    /// Things in a state.
    pub(super) async fn make(publisher: &Client, office: &str, state: &str) -> Self {
        if state == "absent" {
            return Self::absent();
        }
        // What is withdrawn was public once.
        let audience = if state == "withdrawn" { "public" } else { state };
        let whom = |fields: Value| given::with(json!({"audience": audience}), fields);
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
        if state == "withdrawn" {
            for (thing, change) in [
                (&fund, json!({"audience": "office"})),
                (&donor, json!({"audience": "office"})),
                (&member, json!({"listing": "hidden"})),
                (&update, json!({"audience": "office"})),
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
        ]);
        if state == "public" {
            // Offices are public, and of themselves.
            objects.insert("offices", thing(office));
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
        ];
        Self(resources.map(|resource| (resource, thing(&Uuid::new_v4().to_string()))).into())
    }

    /// Things for offices only that could be for the public: what they are of is.
    pub(super) async fn narrow(publisher: &Client) -> Self {
        let office = json!({"audience": "office"});
        let pledge = given::a_pledge(publisher, json!({})).await;
        let entries = [
            given::an_entry(publisher, &pledge, json!({})).await,
            given::an_entry(publisher, &pledge, json!({})).await,
        ];
        Self(BTreeMap::from([
            ("funds", given::a_fund(publisher, office.clone()).await),
            ("organisations", given::an_organisation(publisher, office.clone()).await),
            ("pledges", given::a_pledge(publisher, office.clone()).await),
            ("overlaps", given::an_overlap(publisher, &[&entries[0], &entries[1]], office.clone()).await),
            ("members", given::a_member(publisher, json!({"listing": "hidden"})).await),
            ("updates", given::an_update(publisher, office).await),
        ]))
    }

    pub(super) fn get(&self, resource: &str) -> Option<&Thing> {
        self.0.get(resource)
    }

    pub(super) fn id(&self, resource: &str) -> &str {
        &self.0.get(resource).unwrap_or_else(|| panic!("how is one of {resource} made?")).id
    }
}

/// A thing of which only the id matters.
fn thing(id: &str) -> Thing {
    Thing { id: id.to_owned(), path: String::new(), etag: String::new(), json: json!({}) }
}
