//! One public thing of each resource, for the tests that walk the document. A resource without a
//! sample fails them.

use harness::{Client, Office, Server, document::Operation, given, given::Given};
use serde_json::{Value, json};

/// The things, by the name of their resource.
pub(crate) struct Samples {
    pub(crate) office: Office,
    ids: Vec<(&'static str, String)>,
    public_url: String,
}

impl Samples {
    pub(crate) async fn make(server: &Server) -> Self {
        let office = given::an_office(server).await;
        let publisher = server.publisher(&office);
        let fund = given::a_fund(&publisher, json!({})).await;
        let donor = given::an_organisation(&publisher, json!({})).await;
        let pledge = given::a_pledge(&publisher, json!({"fund": fund.id, "donor": donor.id})).await;
        let entry = given::an_entry(&publisher, &pledge, json!({})).await;
        let other = given::an_entry(&publisher, &pledge, json!({})).await;
        given::a_schedule(&publisher, &pledge, json!({})).await;
        let confirmation = given::a_confirmation(&publisher, &pledge, &entry, json!({})).await;
        let overlap = given::an_overlap(&publisher, &[&entry, &other], json!({})).await;
        let spare = [
            given::an_entry(&publisher, &pledge, json!({})).await,
            given::an_entry(&publisher, &pledge, json!({})).await,
        ];
        let duplicate = given::an_organisation(&publisher, json!({})).await;
        let member = given::a_member(&publisher, json!({"organisation": donor.id})).await;
        let update = given::an_update(&publisher, json!({})).await;
        let (hidden, person) = (
            given::a_fund(&publisher, json!({"audience": "office"})).await,
            server.person(&office, "publisher").await,
        );
        let lower = json!({"resource": "funds", "thing": hidden.id, "changes": {"audience": "public"}});
        let release = given::made(&person, "/v1/releases", lower).await;
        let call = given::a_call(&publisher, json!({})).await;
        let position = given::a_position(&publisher, &call, json!({})).await;
        let worker = given::a_person(&server.admin(&office), json!({})).await;
        let key = given::a_key(&server.admin(&office), &worker, json!({})).await;
        let off = server.db_digest_off_path(&worker.id);
        let mut ids = vec![
            ("people", worker.id),
            ("keys", key.id),
            ("off", off.rsplit('/').next().expect("a path has parts").to_owned()),
            ("offices", office.id.clone()),
            ("funds", fund.id),
            ("organisations", donor.id),
            ("pledges", pledge.id),
            ("entries", entry.id),
            ("confirmations", confirmation.id),
            ("overlaps", overlap.id),
            ("{spare}", spare[0].id.clone()),
            ("{other spare}", spare[1].id.clone()),
            ("{duplicate}", duplicate.id),
            ("members", member.id),
            ("updates", update.id),
            ("releases", release.id),
            ("{hidden}", hidden.id),
            ("calls", call.id),
            ("positions", position.id),
            ("figures", "fund".to_owned()),
            ("docs", "swagger-ui.css".to_owned()),
            ("badge", "fund.svg".to_owned()),
            ("embed", server.widgets_version()),
            ("{version}", "accord.js".to_owned()),
        ];
        for given in given::ALL {
            let made = given.make(&publisher, &parents(given, &ids), json!({})).await;
            ids.push((given.resource, made.id));
        }
        Self { office, ids, public_url: server.public_url() }
    }

    /// A path that an operation serves: each parameter is filled with a thing of the resource before it.
    pub(crate) fn path(&self, template: &str) -> String {
        if template == "/oembed" {
            return format!("/oembed?url={}/embed/fund", self.public_url);
        }
        let mut resource = "";
        let filled = template.split('/').map(|part| {
            let filled = match part {
                // A file of the widgets is of a version, and a frame of a figure.
                "{figure}" => "fund",
                part if part.starts_with('{') => self.id(resource),
                part => part,
            };
            resource = part;
            filled
        });
        filled.collect::<Vec<_>>().join("/")
    }

    /// Who may read what an operation answers: anyone, or where it needs a key, an admin.
    pub(crate) fn client(&self, server: &Server, operation: &Operation) -> Client {
        if operation.needs_key() { server.admin(&self.office) } else { server.visitor() }
    }

    /// A body that is accepted at a path.
    pub(crate) fn body(&self, template: &str) -> Value {
        let (fund, donor) = (self.id("funds"), self.id("organisations"));
        let unique = given::unique("sample");
        if let Some(given) = given::ALL.into_iter().find(|given| given.path == template) {
            return (given.new)(&parents(given, &self.ids));
        }
        match template.rsplit('/').find(|part| !part.starts_with('{')).unwrap_or_default() {
            "offices" => json!({"slug": unique, "name": "Office", "time_zone": "Europe/Paris"}),
            "funds" => json!({"audience": "public", "slug": unique, "name": "Fund"}),
            "merge" => json!({"into": self.id("{duplicate}")}),
            "organisations" => json!({"audience": "public", "name": unique, "type": "ngo"}),
            "pledges" => json!({"audience": "public", "fund": fund, "donor": donor}),
            "entries" => given::entry(json!({})),
            "schedule" => given::schedule(json!({})),
            "confirmations" => given::confirmation(self.id("entries")),
            "overlaps" => given::overlap(&[self.id("{spare}"), self.id("{other spare}")]),
            "members" => json!({"organisation": donor, "listing": "full", "consent": given::consent()}),
            "releases" => json!({
                "resource": "funds", "thing": self.id("{hidden}"), "changes": {"audience": "public"},
            }),
            "people" => json!({"name": "N. N.", "role": "reader"}),
            "keys" => json!({"role": "reader"}),
            "updates" => json!({"kind": "visit", "audience": "public", "texts": given::said(&unique)}),
            "calls" => given::call(),
            "positions" => given::position(json!({})),
            other => panic!("there is no sample body for {other}"),
        }
    }

    pub(crate) fn id(&self, resource: &str) -> &str {
        id(&self.ids, resource)
    }
}

fn parents(given: &Given, ids: &[(&'static str, String)]) -> Vec<String> {
    given.parents.iter().map(|resource| id(ids, resource).to_owned()).collect()
}

fn id<'i>(ids: &'i [(&'static str, String)], resource: &str) -> &'i str {
    let known = ids.iter().find(|(known, _)| *known == resource);
    &known.unwrap_or_else(|| panic!("there is no sample of {resource}")).1
}
