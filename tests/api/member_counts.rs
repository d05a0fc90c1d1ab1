//! Member counts: by one classification at a time, and never a difference that reveals one to four
//! unnamed members.

use std::collections::BTreeMap;

use harness::{
    Client, Server,
    document::Document,
    given::{self, Samples},
};
use serde_json::{Value, json};

const CLASSIFICATIONS: [&str; 4] = ["category", "country", "place", "year"];

async fn counts(client: &Client, by: &str) -> Value {
    client.get(&format!("/v1/members/counts?by={by}")).await.is(200).json()
}

/// A visitor's answers to every read, with every filter of members.
async fn everything_seen(
    server: &Server,
    samples: &Samples,
) -> BTreeMap<String, (u16, String, Option<String>)> {
    let visitor = server.visitor();
    let reads = Document::published()
        .operations
        .iter()
        .filter(|operation| operation.is_plain_get() && !operation.needs_key());
    let mut paths: Vec<String> = reads.map(|operation| samples.path(&operation.template)).collect();
    paths.extend(CLASSIFICATIONS.map(|by| format!("/v1/members/counts?by={by}")));
    for category in ["cross-border", "youth", "rare", "no-such-category"] {
        for limit in ["1", "200"] {
            paths.push(format!("/v1/members?category={category}&limit={limit}"));
        }
    }
    for filter in
        ["", "?category=youth", "?category=rare", "?country=PS", "?country=PS&category=cross-border"]
    {
        paths.push(format!("/v1/figures/members{filter}"));
    }
    for more in ["currency=USD", "explain=true", "currency=USD&explain=true"] {
        paths.push(format!("/v1/stats?{more}"));
    }
    paths.extend(["lang=en", "lang=ar"].map(|lang| format!("/embed/members?{lang}")));
    paths.push("/v1/changes?limit=200".to_owned());
    let mut seen = BTreeMap::new();
    for path in paths {
        let reply = visitor.get(&path).await;
        let etag = reply.header("ETag").map(str::to_owned);
        seen.insert(path, (reply.status, reply.text().to_owned(), etag));
    }
    seen
}

/// Every published number that includes unlisted members, with its key.
async fn figures(client: &Client) -> BTreeMap<String, i64> {
    let mut figures = BTreeMap::new();
    for by in CLASSIFICATIONS {
        let counts = counts(client, by).await;
        for cell in counts["cells"].as_array().expect("a list") {
            figures.insert(format!("{by} {cell}"), cell["not_listed"].as_i64().expect("a number"));
        }
        for figure in ["other", "not_named"] {
            figures.insert(format!("{by} {figure}"), counts[figure].as_i64().expect("a number"));
        }
    }
    figures
}

async fn count_only(publisher: &Client, categories: &[&str], place: &str, since: &str) {
    let places = json!([{"country": "PS", "name": place}]);
    let organisation = given::an_organisation(publisher, json!({"audience": "office"})).await;
    let fields = json!({
        "listing": "count_only", "organisation": organisation.id, "categories": categories, "places": places,
        "since": since,
    });
    given::a_member(publisher, fields).await;
}

#[tokio::test]
async fn a_listed_member_counts_in_every_category_place_and_year() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let places = json!([{"country": "PS", "name": "Ramallah"}, {"country": "IL", "name": "Haifa"}]);
    let fields = json!({
        "categories": ["cross-border", "youth"], "places": places, "since": "2019-05", "until": "2021",
    });
    given::a_member(&publisher, fields).await;
    let organisation = given::an_organisation(&publisher, json!({"country": "IL"})).await;
    let fields = json!({"categories": ["youth"], "since": "2021", "organisation": organisation.id});
    given::a_member(&publisher, fields).await;
    server.publish_member_counts().await;
    let visitor = server.visitor();
    let listed = async |by: &str| {
        let counts = counts(&visitor, by).await;
        let cells = counts["cells"].as_array().expect("a list").iter();
        let cell = |cell: &Value| (cell["value"].as_str().expect("a text").to_owned(), cell["count"].clone());
        cells.map(cell).collect::<BTreeMap<_, _>>()
    };
    // The first membership has ended, so only the years count it.
    assert_eq!(listed("category").await, BTreeMap::from([("youth".to_owned(), json!(1))]));
    assert_eq!(listed("country").await, BTreeMap::from([("IL".to_owned(), json!(1))]));
    assert_eq!(listed("place").await, BTreeMap::new());
    let years = listed("year").await;
    assert_eq!((&years["2019"], &years["2021"], &years["2022"]), (&json!(1), &json!(2), &json!(1)));
    assert!(!years.contains_key("2018"));
    let all = visitor.get("/v1/members/counts").await.is(200).json();
    assert_eq!((&all["total"], &all["named"], &all["not_named"]), (&json!(1), &json!(1), &json!(0)));
}

#[tokio::test]
async fn values_shared_by_fewer_than_five_are_grouped_as_other() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    for (categories, place, times) in
        [(["cross-border"], "Ramallah", 6), (["youth"], "Jenin", 3), (["rare"], "A village", 3)]
    {
        for _ in 0..times {
            count_only(&publisher, &categories, place, "2020").await;
        }
    }
    server.publish_member_counts().await;
    let visitor = server.visitor();
    for (by, named) in [("category", "cross-border"), ("place", "Ramallah")] {
        let counts = counts(&visitor, by).await;
        let cells = counts["cells"].as_array().expect("a list");
        assert_eq!((cells.len(), &cells[0]["value"]), (1, &json!(named)), "{counts}");
        assert_eq!((&cells[0]["not_listed"], &counts["other"]), (&json!(5), &json!(5)));
        assert_eq!((&counts["not_named"], &counts["total"]), (&json!(10), &json!(10)));
    }
    assert!(!visitor.get("/v1/changes?limit=200").await.text().contains("A village"));
}

#[tokio::test]
async fn no_two_answers_reveal_one_counted_member() {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    let publisher = server.publisher(&samples.office);
    for (listing, categories) in
        [("full", ["youth"]), ("name_only", ["youth"]), ("name_only", ["rare"]), ("hidden", ["rare"])]
    {
        given::a_member(&publisher, json!({"listing": listing, "categories": categories})).await;
    }
    for n in 0..13 {
        let categories: &[&str] = [&["cross-border", "youth"][..], &["youth"], &["rare"]][n % 3];
        count_only(&publisher, categories, ["Ramallah", "Jenin", "A village"][n % 3], "2019").await;
    }
    server.publish_member_counts().await;
    let before = everything_seen(&server, &samples).await;
    // One member like many others, one like few, and one like nobody.
    for (categories, place) in [(&["youth"][..], "Jenin"), (&["rare", "new"], "Another village")] {
        count_only(&publisher, categories, place, "2024").await;
        server.publish_member_counts().await;
        let after = everything_seen(&server, &samples).await;
        for (path, seen) in &before {
            assert_eq!(after.get(path), Some(seen), "{path}");
        }
    }
    // From the third on, a number may move, but only by five or more.
    let mut told = vec![figures(&server.visitor()).await];
    for n in 0..9 {
        count_only(&publisher, &["rare"], "A village", if n % 2 == 0 { "2024" } else { "2025" }).await;
        server.publish_member_counts().await;
        told.push(figures(&server.visitor()).await);
    }
    assert_ne!(told[0], told[9], "what many share is told");
    let all: Vec<i64> = told.iter().flat_map(BTreeMap::values).copied().collect();
    for one in &all {
        for other in &all {
            assert!(one == other || (one - other).abs() >= 5, "{one} and {other}");
        }
    }
    server.verify().await.expect("the log and the tables say the same");
}

#[tokio::test]
async fn counts_refuse_more_than_one_classification() {
    let server = harness::start().await;
    let visitor = server.visitor();
    for query in ["by=category&by=place", "by=name", "by=category&country=PS", "category=youth", "limit=1"] {
        visitor.get(&format!("/v1/members/counts?{query}")).await.is(400).problem("/problems/bad-request");
    }
}

#[tokio::test]
async fn offices_read_the_same_counts_as_visitors() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    for _ in 0..4 {
        count_only(&publisher, &["youth"], "Jenin", "2020").await;
    }
    server.publish_member_counts().await;
    for by in CLASSIFICATIONS {
        assert_eq!(counts(&publisher, by).await, counts(&server.visitor(), by).await);
    }
}
