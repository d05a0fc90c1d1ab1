//! Filters of the list of updates, alone and together.

use harness::given;
use serde_json::{Value, json};

#[tokio::test]
async fn each_filter_of_updates_works_alone_and_combined() {
    let server = harness::start().await;
    let (london, berlin) = (given::an_office(&server).await, given::an_office(&server).await);
    let fund = given::a_fund(&server.publisher(&london), json!({})).await;
    let visit = given::an_update(
        &server.publisher(&london),
        json!({
            "kind": "visit", "countries": ["GB", "FR"], "ties": [{"resource": "funds", "id": fund.id}],
            "texts": {"en": {"title": "Visit"}, "fr": {"title": "Visite"}}, "occurred_on": "2026-07-24",
        }),
    )
    .await;
    let alert =
        given::an_update(&server.publisher(&berlin), json!({"kind": "alert", "countries": ["DE"]})).await;
    let draft = given::an_update(&server.publisher(&berlin), json!({"state": "draft"})).await;
    let visitor = server.visitor();
    let only = async |query: &str| visitor.get(&format!("/v1/updates?{query}")).await.is(200).items();
    let of_both = [
        ("kind=visit".to_owned(), "kind=alert".to_owned()),
        (format!("office={}", london.id), format!("office={}", berlin.id)),
        ("country=FR".to_owned(), "country=DE".to_owned()),
        ("until=2026-07-24".to_owned(), "from=2026-07-25".to_owned()),
        ("q=visite".to_owned(), "q=update".to_owned()),
    ];
    for (visits, alerts) in &of_both {
        assert_eq!(only(visits).await, std::slice::from_ref(&visit.json), "{visits}");
        assert_eq!(only(alerts).await, std::slice::from_ref(&alert.json), "{alerts}");
    }
    for visits in ["language=fr".to_owned(), format!("tie={}", fund.id)] {
        assert_eq!(only(&visits).await, std::slice::from_ref(&visit.json), "{visits}");
    }
    let all: Vec<&str> = of_both.iter().map(|(visits, _)| visits.as_str()).collect();
    assert_eq!(only(&format!("{}&language=en&state=published", all.join("&"))).await, [visit.json]);
    assert_eq!(only(&format!("{}&country=DE", all[0])).await, [Value::Null; 0]);
    assert_eq!(only("state=draft").await, [Value::Null; 0]);
    let drafts = server.reader(&london).get("/v1/updates?state=draft").await.items();
    assert_eq!(drafts, [draft.json]);
}

#[tokio::test]
async fn a_date_filter_respects_the_precision_of_dates() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    for (title, fields) in [
        ("day", json!({"occurred_on": "2019-07-24"})),
        ("month", json!({"occurred_on": "2019-07"})),
        ("year", json!({"occurred_on": "2019"})),
        ("start", json!({"kind": "event", "event": {"starts": "2019-08-01T10:00", "zone": "Europe/Paris"}})),
        ("posted", json!({})),
    ] {
        given::an_update(&publisher, given::with(fields, json!({"texts": given::said(title)}))).await;
    }
    let today = server.visitor().get("/v1/updates").await.items()[0]["posted_at"].as_str().expect("it was")
        [..10]
        .to_owned();
    for (query, titles) in [
        ("from=2019-07-24&until=2019-07-24".to_owned(), vec!["day", "month", "year"]),
        ("from=2019-07-25&until=2019-07-31".to_owned(), vec!["month", "year"]),
        ("from=2019-08&until=2019".to_owned(), vec!["year", "start"]),
        ("until=2019-07-01".to_owned(), vec!["month", "year"]),
        ("until=2019-06-30".to_owned(), vec!["year"]),
        ("until=2018".to_owned(), vec![]),
        ("from=2020".to_owned(), vec!["posted"]),
        (format!("from={today}&until={today}"), vec!["posted"]),
    ] {
        let mut items = server.visitor().get(&format!("/v1/updates?{query}")).await.is(200).items();
        items.reverse();
        let found: Vec<&str> =
            items.iter().filter_map(|update| update["texts"]["en"]["title"].as_str()).collect();
        assert_eq!(found, titles, "{query}");
    }
}

#[tokio::test]
async fn an_invalid_filter_is_refused_with_the_nearest_value() {
    let visitor = harness::start().await.visitor();
    visitor.get("/v1/updates?kind=vizit").await.is(400).at("?kind").says("`visit`");
    visitor.get("/v1/updates?state=publish").await.is(400).at("?state").says("`published`");
    let every = "tie=x&country=gb&language=x&from=2026-13&until=yesterday";
    let refused = visitor.get(&format!("/v1/updates?{every}")).await;
    refused.is(400).at("?tie").at("?country").at("?language").at("?from").at("?until");
}

#[tokio::test]
async fn a_filtered_list_is_walked_to_its_end() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    for n in 0..7 {
        let country = ["GB", "FR"][n % 2];
        given::an_update(&publisher, json!({"countries": [country], "occurred_on": "2026-07"})).await;
    }
    let path = "/v1/updates?country=GB&from=2026-07-02&until=2026-07-03&q=update&limit=1";
    let first = server.visitor().get(path).await;
    assert_eq!(first.json()["total"], 4);
    let ids: std::collections::BTreeSet<String> =
        server.visitor().all(path).await.iter().map(|update| update["id"].to_string()).collect();
    assert_eq!(ids.len(), 4);
}
