//! Lists in pages: a walk sees each thing that existed throughout exactly once.

use std::collections::{BTreeMap, BTreeSet};

use harness::{
    Client,
    document::Document,
    given::{self, Samples},
};
use proptest::prelude::*;
use serde_json::{Value, json};

async fn add(publisher: &Client, name: &str) -> String {
    let body = json!({"audience": "public", "name": name, "type": "ngo"});
    publisher.post("/v1/organisations", body).await.is(201).json()["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_page_holds_the_requested_number_or_fifty() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    for n in 0..60 {
        add(&publisher, &format!("Organisation {n}")).await;
    }
    let usual = server.visitor().get("/v1/organisations").await;
    assert_eq!((usual.items().len(), usual.json()["total"].as_i64()), (50, Some(60)));
    let few = server.visitor().get("/v1/organisations?limit=7").await;
    assert_eq!((few.items().len(), few.json()["total"].as_i64()), (7, Some(60)));
    let many = server.visitor().get("/v1/organisations?limit=200").await;
    assert_eq!((many.items().len(), many.json()["next"].clone()), (60, Value::Null));
}

#[tokio::test]
async fn a_limit_out_of_range_is_400() {
    let visitor = harness::start().await.visitor();
    for limit in ["0", "201", "-1", "many", "", "1e3"] {
        visitor.get(&format!("/v1/organisations?limit={limit}")).await.is(400).at("?limit");
    }
}

#[tokio::test]
async fn body_and_link_header_name_the_same_next_page() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    for n in 0..3 {
        add(&publisher, &format!("Organisation {n}")).await;
    }
    let page = server.visitor().get("/v1/organisations?limit=2").await;
    let next = page.json()["next"].as_str().expect("there is a next page").to_owned();
    assert_eq!(page.header("Link"), Some(format!("<{next}>; rel=\"next\"").as_str()));
    let last = server.visitor().get(&next).await;
    assert_eq!((last.header("Link"), last.json()["next"].clone()), (None, Value::Null));
}

#[tokio::test]
async fn a_changed_or_foreign_cursor_is_400() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    for n in 0..3 {
        add(&publisher, &format!("Organisation {n}")).await;
        given::a_fund(&publisher, json!({})).await;
    }
    let next =
        server.visitor().get("/v1/funds?limit=1").await.json()["next"].as_str().expect("a next").to_owned();
    let elsewhere = next.replace("/v1/funds", "/v1/organisations");
    server.visitor().get(&elsewhere).await.is(400).problem("/problems/bad-request");
    let mut changed = next.clone();
    let last = changed.pop().expect("a cursor is not empty");
    changed.push(if last == 'A' { 'B' } else { 'A' });
    server.visitor().get(&changed).await.is(400).problem("/problems/bad-request");
}

#[tokio::test]
async fn every_list_has_a_total_equal_to_its_walk() {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    let lists =
        Document::published().operations.iter().filter(|operation| operation.named().starts_with("list_"));
    for operation in lists {
        let path = samples.path(&operation.template);
        let client = samples.client(&server, operation);
        let total = client.get(&path).await.json()["total"].as_i64().expect("a list has a total");
        let all = client.all(&format!("{path}?limit=1")).await;
        assert_eq!(all.len() as i64, total, "{path}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_walk_during_writes_skips_and_repeats_nothing(
        before in prop::collection::vec("[a-z]{1,3}", 1..14),
        meanwhile in prop::collection::vec("[a-z]{1,3}", 0..12),
        limit in 1usize..5,
    ) {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let seen = runtime.block_on(walk(&before, &meanwhile, limit));
        let (there, walked) = seen;
        for id in there {
            prop_assert_eq!(walked.get(&id), Some(&1));
        }
        prop_assert!(walked.values().all(|times| *times == 1));
    }
}

/// The ids that existed before the walk, and how often the walk met each id.
async fn walk(
    before: &[String],
    meanwhile: &[String],
    limit: usize,
) -> (BTreeSet<String>, BTreeMap<String, u32>) {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let mut there = BTreeSet::new();
    for name in before {
        there.insert(add(&publisher, name).await);
    }
    let mut met = BTreeMap::new();
    let mut meanwhile = meanwhile.iter();
    let mut next = Some(format!("/v1/organisations?limit={limit}"));
    while let Some(path) = next {
        let page = server.visitor().get(&path).await;
        for item in page.is(200).items() {
            *met.entry(item["id"].as_str().expect("an id").to_owned()).or_default() += 1;
        }
        if let Some(name) = meanwhile.next() {
            add(&publisher, name).await;
        }
        next = page.json()["next"].as_str().map(str::to_owned);
    }
    server.stop().await;
    (there, met)
}

#[tokio::test]
async fn list_totals_follow_writes_on_every_server_and_keep_past() {
    let server = harness::start().await;
    let other = server.another().await;
    let publisher = given::a_publisher(&server).await;
    let total = async |client: Client, as_of: &str| {
        client.get(&format!("/v1/funds?limit=1{as_of}")).await.is(200).json()["total"].as_i64()
    };
    let mut instants = Vec::new();
    for funds in 1..5 {
        given::a_fund(&publisher, json!({})).await;
        given::a_fund(&publisher, json!({"audience": "office"})).await;
        for server in [&server, &other] {
            assert_eq!(total(server.visitor(), "").await, Some(funds));
            assert_eq!(total(server.client_of(&publisher), "").await, Some(2 * funds));
        }
        let stats = server.visitor().get("/v1/stats").await.json();
        instants.push((stats["as_of"].as_str().expect("an instant").to_owned(), funds));
    }
    for (instant, funds) in instants.iter().chain(&instants) {
        assert_eq!(total(server.visitor(), &format!("&as_of={instant}")).await, Some(*funds));
    }
}
