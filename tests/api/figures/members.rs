//! The members figure: the published counts, and with a filter only members with a full listing.

use harness::given;
use serde_json::{Value, json};

use super::figure;

#[tokio::test]
async fn without_a_filter_the_members_figure_equals_the_stats() {
    let demo = harness::start_demo().await;
    let stats = demo.server.visitor().get("/v1/stats").await.json()["members"].clone();
    let answer = figure(&demo.server, "members").await;
    for same in ["total", "not_named", "by_category"] {
        assert_eq!(answer["members"][same], stats[same], "{same}");
    }
    assert_eq!((&answer["members"]["not_named"], &answer["sample"]), (&json!(5), &json!(true)));
}

#[tokio::test]
async fn a_filter_counts_only_fully_listed_members() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let places = |country: &str| json!([{"country": country, "name": "A town"}]);
    let of_israel = given::an_organisation(&publisher, json!({"country": "IL"})).await;
    for member in [
        json!({"categories": ["youth", "arts"], "places": places("PS")}),
        // The filter is for the place of work, not the country of origin.
        json!({"categories": ["youth"], "places": places("PS"), "organisation": of_israel.id}),
        json!({"categories": ["youth"], "until": "2020", "since": "2019", "places": places("PS")}),
    ] {
        given::a_member(&publisher, member).await;
    }
    let of_israel = given::an_organisation(&publisher, json!({"country": "IL"})).await;
    given::a_member(&publisher, json!({"categories": ["arts"], "organisation": of_israel.id})).await;
    for listing in ["name_only", "count_only", "hidden"] {
        for _ in 0..6 {
            let member = json!({"listing": listing, "categories": ["youth"], "places": places("PS")});
            given::a_member(&publisher, member).await;
        }
    }
    server.publish_member_counts().await;
    assert_eq!(figure(&server, "members").await["members"]["not_named"], 5);
    for (filter, total, by_category) in [
        ("country=PS", 2, json!([["arts", 1], ["youth", 2]])),
        ("country=IL", 1, json!([["arts", 1]])),
        ("category=youth", 2, json!([["arts", 1], ["youth", 2]])),
        ("category=arts&country=PS", 1, json!([["arts", 1], ["youth", 1]])),
        ("category=arts&country=GB", 0, json!([])),
    ] {
        let members = figure(&server, &format!("members?{filter}")).await["members"].clone();
        let pair = |count: &Value| json!([count["category"], count["count"]]);
        let counts: Vec<Value> =
            members["by_category"].as_array().expect("a list").iter().map(pair).collect();
        assert_eq!((&members["total"], &members["not_named"]), (&json!(total), &json!(0)), "{filter}");
        assert_eq!(json!(counts), by_category, "{filter}");
    }
}
