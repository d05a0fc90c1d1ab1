//! A reader's feed is complete and ordered, rebuilds everything the reader sees, and can be checked
//! by anyone.

use std::collections::BTreeMap;

use harness::{
    Client, Server,
    given::{self, Samples},
};
use serde_json::{Value, json};

async fn with_a_history() -> (Server, Samples) {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    let publisher = server.publisher(&samples.office);
    let fund = given::a_fund(&publisher, json!({})).await;
    let renamed = publisher.patch(&fund.path, &fund.etag, json!({"name": "Renamed"})).await;
    publisher.patch(&fund.path, &renamed.etag(), json!({"audience": "office"})).await.is(200);
    given::an_update(&publisher, json!({"audience": "partner"})).await;
    given::a_member(&publisher, json!({"listing": "hidden"})).await;
    server.import_rates("Date,USD\n2022-03-08,1.0892\n").await;
    (server, samples)
}

/// The state after replaying a feed from its beginning.
async fn replayed(client: &Client) -> BTreeMap<(String, String), Value> {
    let mut state = BTreeMap::new();
    for (index, line) in client.all("/v1/changes?limit=7").await.into_iter().enumerate() {
        assert_eq!(line["position"], index as i64 + 1);
        let text = |name: &str| line[name].as_str().expect("a text").to_owned();
        let thing = (text("resource"), text("id"));
        match line["document"].clone() {
            Value::Null => state.remove(&thing),
            document => state.insert(thing, document),
        };
    }
    state
}

#[tokio::test]
async fn a_replayed_feed_equals_what_its_reader_sees() {
    let (server, samples) = with_a_history().await;
    for client in [server.visitor(), server.publisher(&samples.office)] {
        let state = replayed(&client).await;
        let mut seen = 0;
        let mut paths = vec![("rates", "/v1/rates".to_owned())];
        for given in given::ALL.iter().copied().filter(|given| given.is_logged) {
            let parents =
                state.keys().filter(|(resource, _)| given.parents.first() == Some(&resource.as_str()));
            match given.path.contains('{') {
                true => paths
                    .extend(parents.map(|(_, id)| (given.resource, given.path(std::slice::from_ref(id))))),
                false => paths.push((given.resource, given.path.to_owned())),
            }
        }
        for (resource, path) in paths {
            let reply = client.get(&path).await;
            // Releases are for offices, and a pledge may have no schedule.
            if [401, 404].contains(&reply.status) {
                continue;
            }
            let is_list = reply.json()["items"].is_array();
            let things =
                if is_list { client.all(&format!("{path}?limit=200")).await } else { vec![reply.json()] };
            for thing in things {
                let id = thing["id"].as_str().or(thing["pledge"].as_str()).expect("an id").to_owned();
                assert_eq!(state.get(&(resource.to_owned(), id)), Some(&thing), "{resource}");
                seen += 1;
            }
        }
        // The feed also holds the member count, which is in no list.
        assert_eq!(state.len(), seen + 1);
    }
}

#[tokio::test]
async fn only_former_readers_of_a_narrowed_fund_get_a_tombstone() {
    let (server, samples) = with_a_history().await;
    let lines = server.visitor().all("/v1/changes?limit=200").await;
    let tombstones: Vec<&Value> = lines.iter().filter(|line| line["operation"] == "tombstone").collect();
    assert_eq!(tombstones.len(), 1, "the fund that was narrowed");
    assert!(tombstones[0]["document"].is_null());
    let office = server.publisher(&samples.office).all("/v1/changes?limit=200").await;
    assert!(office.iter().all(|line| line["operation"] == "put"));
    assert!(office.len() > lines.len());
}

#[tokio::test]
async fn an_offline_check_names_the_first_bad_line() {
    let (server, _) = with_a_history().await;
    let mut pages = Vec::new();
    let mut next = Some("/v1/changes?limit=9".to_owned());
    while let Some(path) = next {
        let page = server.visitor().get(&path).await;
        next = page.json()["next"].as_str().map(str::to_owned);
        pages.push(page.text().to_owned());
    }
    let last = server.visitor().all("/v1/changes?limit=200").await.pop().expect("a line");
    let head = harness::verify_feed(&pages.join("\n")).expect("the feed is whole");
    assert_eq!(
        (head.0, head.1),
        (last["position"].as_i64().expect("a position"), last["hash"].as_str().expect("a hash").to_owned())
    );

    let mut changed: Value = serde_json::from_str(&pages[0]).expect("JSON");
    changed["items"][4]["document"]["audience"] = json!("office");
    let rewritten = [changed.to_string(), pages[1..].join("\n")].join("\n");
    let broken = harness::verify_feed(&rewritten).expect_err("a line was changed");
    assert!(broken.contains("position 5") && broken.contains("was changed"), "{broken}");
    let missing = harness::verify_feed(&pages[1..].join("\n")).expect_err("a page is missing");
    assert!(missing.contains("position 1"), "{missing}");
    let mut swapped: Value = serde_json::from_str(&pages[0]).expect("JSON");
    swapped["items"].as_array_mut().expect("lines").swap(2, 3);
    assert!(harness::verify_feed(&swapped.to_string()).expect_err("out of order").contains("position 3"));
}
