//! The past of a thing that can tell who is at risk never says more than its present, to anybody outside the offices.

use std::collections::BTreeSet;

use harness::{
    Client,
    chance::{self, Chance},
    given,
};
use serde_json::{Value, json};

/// Every text and number in a document.
fn leaves(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => fields.values().for_each(|value| leaves(value, found)),
        Value::Array(items) => items.iter().for_each(|value| leaves(value, found)),
        Value::Null => {}
        leaf => drop(found.insert(leaf.to_string())),
    }
}

async fn now(client: &Client) -> String {
    client.get("/v1/stats").await.json()["as_of"].as_str().expect("an instant").to_owned()
}

#[tokio::test]
async fn a_narrowed_member_keeps_no_detail_in_any_past() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let places = json!([{"country": "PS", "name": "A village"}]);
    let fields = json!({"categories": ["shelter"], "places": places, "since": "2019-05-01"});
    let member = given::a_member(&publisher, fields).await;
    let visitor = server.visitor();
    let then = now(&visitor).await;
    visitor.get(&format!("/v1/members?category=shelter&as_of={then}")).await.is(200).says(&member.id);
    publisher.patch(&member.path, &member.etag, json!({"listing": "name_only"})).await.is(200);
    for path in [
        "/v1/changes?limit=200".to_owned(),
        format!("/v1/members?as_of={then}"),
        format!("/v1/members?category=shelter&as_of={then}"),
        format!("/v1/figures/members?category=shelter&as_of={then}"),
    ] {
        let said = visitor.get(&path).await.is(200).text().to_owned();
        for word in ["A village", "2019-05-01", &format!("\"id\":\"{}\",\"places\"", member.id)] {
            assert!(!said.contains(word), "{path}: {said}");
        }
    }
    visitor.get(&format!("{}?as_of={then}", member.path)).await.is(404);
    visitor.get(&member.path).await.is(200);
    publisher.get(&format!("{}?as_of={then}", member.path)).await.is(200).says("A village");
}

#[tokio::test]
async fn a_cursor_of_a_withdrawn_item_is_refused() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let first = given::an_organisation(&publisher, json!({"name": "A"})).await;
    given::an_organisation(&publisher, json!({"name": "B"})).await;
    let page = server.visitor().get("/v1/organisations?limit=1").await.json();
    let next = page["next"].as_str().expect("a second page");
    server.visitor().get(next).await.is(200);
    publisher.patch(&first.path, &first.etag, json!({"audience": "office"})).await.is(200);
    server.visitor().get(next).await.is(400).says("withdrawn");
}

#[tokio::test]
async fn a_hidden_merge_takes_the_merged_ones_past_with_it() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let merged = given::an_organisation(&publisher, json!({"name": "The merged one"})).await;
    let kept = given::an_organisation(&publisher, json!({})).await;
    let visitor = server.visitor();
    let then = now(&visitor).await;
    given::a_merge(&publisher, &merged, &kept).await;
    visitor.get(&format!("{}?as_of={then}", merged.path)).await.is(200);
    let etag = publisher.get(&kept.path).await.etag();
    publisher.patch(&kept.path, &etag, json!({"audience": "office"})).await.is(200);
    visitor.get(&format!("{}?as_of={then}", merged.path)).await.is(404);
    let told = visitor.get("/v1/changes?limit=200").await;
    assert!(!told.text().contains(&merged.id) && !told.text().contains("The merged one"), "{told}");
    server.verify().await.expect("a withdrawal is no tampering");
}

/// A random change by one person that widens nothing.
fn change(chance: &mut Chance, thing: &given::Thing) -> Value {
    let word = format!("word-{:08x}", chance.draw(&(0u32..=u32::MAX)));
    let resource = thing.path.split('/').nth(2).expect("a path names its resource");
    match (resource, chance.below(3)) {
        ("members", 0) => json!({"categories": [word]}),
        ("members", 1) => json!({"places": [{"country": "PS", "name": word}]}),
        ("members", _) => json!({"since": chance.one(&["2019", "2020-02", "2021-03-04"])}),
        ("organisations", 0) => json!({"name": word}),
        ("organisations", 1) => json!({"identifiers": [format!("XM-DAC-{}", word)]}),
        ("organisations", _) => json!({"website": format!("https://{}.example.org/", word)}),
        _ => json!({"texts": {"en": {"title": word}}}),
    }
}

#[tokio::test]
async fn every_word_of_the_past_is_in_todays_answers() {
    let mut chance = Chance::new(chance::seed());
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let organisation = given::an_organisation(&publisher, json!({})).await;
    let member = given::a_member(&publisher, json!({"organisation": organisation.id})).await;
    let update = given::an_update(&publisher, json!({})).await;
    let things = [organisation, member, update];
    let visitor = server.visitor();
    let mut instants = vec![now(&visitor).await];
    for _ in 0..20 {
        let thing = &things[chance.below(things.len())];
        let etag = publisher.get(&thing.path).await.etag();
        publisher.patch(&thing.path, &etag, change(&mut chance, thing)).await.is(200);
        instants.push(now(&visitor).await);
    }
    let mut today = BTreeSet::new();
    let mut documents = Vec::new();
    for thing in &things {
        leaves(&visitor.get(&thing.path).await.is(200).json(), &mut today);
        for instant in &instants {
            let past = visitor.get(&format!("{}?as_of={instant}", thing.path)).await;
            documents.extend((past.status == 200).then(|| past.json()));
        }
    }
    let lines = visitor.all("/v1/changes?limit=200").await;
    documents.extend(
        lines
            .into_iter()
            .filter(|line| line["resource"] != "member_counts")
            .map(|line| line["document"].clone()),
    );
    for document in documents {
        let mut said = BTreeSet::new();
        leaves(&document, &mut said);
        let more: Vec<_> = said.difference(&today).filter(|word| word.contains("word-")).collect();
        assert!(more.is_empty(), "{document} says {more:?}, and nothing says so today");
    }
    server.verify().await.expect("nothing was rewritten");
}
