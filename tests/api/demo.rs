//! The demo's data: facts name their sources, and invented records are marked as samples.

use serde_json::{Value, json};

#[tokio::test]
async fn every_demo_record_names_its_source_or_is_a_sample() {
    let demo = harness::start_demo().await;
    let visitor = demo.server.visitor();
    for fund in visitor.all("/v1/funds").await {
        assert!(fund["sample"] == true || fund["source_url"].is_string(), "{fund}");
    }
    let pledges = visitor.all("/v1/pledges").await;
    assert!(!pledges.is_empty());
    for pledge in pledges {
        let path = format!("/v1/pledges/{}/entries", pledge["id"].as_str().expect("an id"));
        for entry in visitor.all(&path).await {
            let evidence = entry["evidence"].as_array().expect("a list");
            assert!(
                evidence.iter().any(|piece| piece["title"].is_string() && piece["date"].is_string()),
                "{entry}"
            );
        }
    }
    for call in visitor.all("/v1/calls").await {
        assert_eq!(call["texts"].as_object().map(|texts| texts.len()), Some(5), "{call}");
    }
    let matrix = visitor.get("/v1/calls/matrix").await.json();
    let countries = matrix["countries"].as_array().expect("rows");
    let positions: Vec<&Value> =
        countries.iter().flat_map(|row| row["positions"].as_array().expect("a list")).collect();
    assert_eq!((countries.len(), positions.len()), (7, 8));
    assert!(positions.iter().all(|position| position["evidence"][0]["date"].is_string()), "{positions:?}");
    let office = demo.server.client(Some(&demo.keys["paris"]));
    for member in office.all("/v1/members").await {
        assert_eq!(member["sample"], true, "no real member is named in the facts: {member}");
    }
    for update in office.all("/v1/updates?limit=200").await {
        let is_told = update["sample"] == false
            || update["texts"]["en"]["title"].as_str().is_some_and(|title| title.contains("Sample"));
        assert!(is_told, "{update}");
    }
}

#[tokio::test]
async fn the_demos_figures_match_the_known_facts() {
    let demo = harness::start_demo().await;
    let stats = demo.server.visitor().get("/v1/stats?currency=USD&fund=meppa").await.is(200).json();
    let figure = |name: &str| stats["funds"][0][name]["original"].clone();
    let usd = |amount: &str| json!([{"amount": amount, "currency": "USD"}]);
    assert_eq!((figure("authorised"), figure("appropriated")), (usd("250000000.00"), usd("50000000.00")));
    assert_eq!((figure("committed"), figure("disbursed")), (usd("5500000.00"), json!([])));
    let whole: Value = demo.server.visitor().get("/v1/stats").await.json();
    // Of the sample members, one is hidden, six are only counted, and two are listed by name.
    assert_eq!((&whole["members"]["listed"], &whole["members"]["not_named"]), (&json!(11), &json!(5)));
    assert_eq!(whole["members"]["sample"], true);
}

#[tokio::test]
async fn a_demo_key_posts_for_its_office() {
    let demo = harness::start_demo().await;
    let publisher = demo.server.client(Some(&demo.keys["berlin"]));
    let body = json!({"kind": "visit", "audience": "public", "texts": {"en": {"title": "Visit"}}});
    publisher.post("/v1/updates", body).await.is(201);
}
