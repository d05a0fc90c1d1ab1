//! Figures for pages: each agrees with the rest of the API, in one object, and reveals nothing
//! more.

mod clock;
mod donors;
mod lists;
mod members;

use harness::{
    Server,
    given::{self, money},
};
use serde_json::{Value, json};

const FIGURES: [&str; 6] = ["fund", "members", "donors", "updates", "calls", "clock"];

/// A figure as a visitor sees it.
async fn figure(server: &Server, query: &str) -> Value {
    server.visitor().get(&format!("/v1/figures/{query}")).await.is(200).json()
}

#[tokio::test]
async fn a_figure_has_only_the_requested_part() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    given::a_fund(&publisher, json!({"people": 10})).await;
    for asked in FIGURES {
        let answer = figure(&server, asked).await;
        assert_eq!(answer["figure"], asked);
        let parts: Vec<&str> = FIGURES.into_iter().filter(|part| answer.get(part).is_some()).collect();
        assert_eq!(parts, [asked]);
    }
    for nothing in ["none", "Fund", "funds"] {
        server.visitor().get(&format!("/v1/figures/{nothing}")).await.is(404);
    }
}

#[tokio::test]
async fn a_fund_figure_has_the_stats_sums_and_the_gap() {
    let server = harness::start().await;
    server.import_rates("Date,USD\n2022-03-08,1.0892\n").await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({"slug": "one", "target": money("500.00", "USD")})).await;
    let pledge = given::a_pledge(&publisher, json!({"fund": fund.id})).await;
    for (kind, amount) in [
        ("commitment", money("100.00", "EUR")),
        ("commitment", money("11.08", "USD")),
        ("pledge", money("300.00", "USD")),
        ("pledge", money("1.00", "CHF")),
    ] {
        given::an_entry(&publisher, &pledge, json!({"kind": kind, "amount": amount})).await;
    }
    let answer = figure(&server, "fund?fund=one").await;
    let stats = server.visitor().get("/v1/stats?currency=USD&fund=one").await.json();
    for sum in ["pledged", "committed", "disbursed"] {
        let said = &stats["funds"][0][sum];
        assert_eq!(answer["fund"][sum].get("sum"), said.get("converted"), "{sum}");
        assert_eq!(answer["fund"][sum]["unconverted"], said["unconverted"], "{sum}");
    }
    assert_eq!(answer["fund"]["gap"], money("380.00", "USD"));
    assert_eq!(answer["fund"]["target"], money("500.00", "USD"));
    for same in ["as_of", "position", "stale", "sample"] {
        assert_eq!(answer[same], stats[same], "{same}");
    }
    let yen = figure(&server, "fund?fund=one&currency=JPY").await["fund"].clone();
    assert_eq!((yen.get("gap"), &yen["committed"]), (None, &json!({"unconverted": 2})));
}

#[tokio::test]
async fn the_default_fund_is_the_first_with_a_target() {
    let server = harness::start().await;
    assert_eq!(figure(&server, "fund").await.get("fund"), None);
    let publisher = given::a_publisher(&server).await;
    given::a_fund(&publisher, json!({"slug": "a", "name": "A"})).await;
    assert_eq!(figure(&server, "fund").await["fund"]["slug"], "a");
    for slug in ["c", "b"] {
        let target = json!({"slug": slug, "name": slug.to_uppercase(), "target": money("5.00", "USD")});
        given::a_fund(&publisher, target).await;
    }
    assert_eq!(figure(&server, "fund").await["fund"]["slug"], "b");
    assert_eq!(figure(&server, "fund?fund=a").await["fund"]["name"], "A");
}

#[tokio::test]
async fn a_missing_or_hidden_fund_is_404_in_its_figures() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    given::a_fund(&server.publisher(&office), json!({"slug": "hidden", "audience": "office"})).await;
    for asked in ["fund", "donors", "updates", "clock"] {
        for slug in ["hidden", "none"] {
            let path = format!("/v1/figures/{asked}?fund={slug}");
            server.visitor().get(&path).await.is(404);
            server.reader(&office).get(&path).await.is(if slug == "hidden" { 200 } else { 404 });
        }
    }
    for asked in ["members", "calls"] {
        figure(&server, &format!("{asked}?fund=none&category=x&currency=EUR&lang=ar")).await;
    }
}

#[tokio::test]
async fn every_malformed_parameter_is_reported_at_once() {
    let visitor = harness::start().await.visitor();
    let long = "x".repeat(61);
    let wrong = format!(
        "/v1/figures/clock?country=gb&category={long}&currency=usd&lang=not%20a%20tag&as_of=x&colour=red"
    );
    let refused = visitor.get(&wrong).await;
    refused.is(400).at("?country").at("?category").at("?currency").at("?lang").at("?as_of").at("?colour");
}

#[tokio::test]
async fn figures_with_names_are_not_cached() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    for client in [server.visitor(), server.reader(&office)] {
        let expected = client.get("/v1/stats").await.header("Cache-Control").map(str::to_owned);
        for asked in FIGURES {
            let reply = client.get(&format!("/v1/figures/{asked}")).await;
            let said = reply.header("Cache-Control").map(str::to_owned);
            let has_names = ["donors", "updates", "calls"].iter().any(|figure| asked.starts_with(figure));
            if has_names {
                assert!(
                    said.is_some_and(|said| said.contains("max-age=0") || said.contains("no-store")),
                    "{asked}"
                );
            } else {
                assert_eq!(said, expected, "{asked}");
            }
        }
    }
}

/// Queries for every figure, with and without filters.
fn questions() -> Vec<String> {
    let filters = ["", "?fund=one", "?country=GB", "?category=youth", "?country=GB&category=youth&lang=fr"];
    FIGURES.iter().flat_map(|asked| filters.map(|filter| format!("{asked}{filter}"))).collect()
}

async fn answers(server: &Server, as_of: Option<&str>) -> Vec<(String, String, String)> {
    let mut answers = Vec::new();
    for question in questions() {
        let sign = if question.contains('?') { '&' } else { '?' };
        let as_of = as_of.map(|as_of| format!("{sign}as_of={as_of}")).unwrap_or_default();
        let reply = server.visitor().get(&format!("/v1/figures/{question}{as_of}")).await;
        answers.push((question, reply.is(200).text().to_owned(), reply.etag()));
    }
    answers
}

/// Adds things of every kind for an audience, so that every figure changes for it.
async fn grow(server: &Server, office: &harness::Office, fund: &str, audience: &str) {
    let publisher = server.publisher(office);
    let for_audience = |fields: Value| given::with(json!({"audience": audience}), fields);
    let donor = given::an_organisation(&publisher, for_audience(json!({"country": "GB"}))).await;
    let pledge = given::a_pledge(&publisher, for_audience(json!({"fund": fund, "donor": donor.id}))).await;
    for kind in ["pledge", "commitment", "disbursement"] {
        given::an_entry(&publisher, &pledge, for_audience(json!({"kind": kind, "sample": true}))).await;
    }
    let planned = json!([{"due": "2022", "amount": money("500.00", "USD")}]);
    given::a_schedule(&publisher, &pledge, for_audience(json!({"instalments": planned}))).await;
    let ties = json!([{"resource": "funds", "id": fund}]);
    given::an_update(&publisher, for_audience(json!({"ties": ties, "countries": ["GB"]}))).await;
    let call = given::a_call(&publisher, for_audience(json!({}))).await;
    given::a_position(&publisher, &call, for_audience(json!({}))).await;
    given::a_fund(
        &publisher,
        for_audience(json!({"name": "A", "target": money("1.00", "USD"), "people": 1})),
    )
    .await;
    // A member in no list has an organisation of its own, which nothing names.
    let member = match audience {
        "public" => json!({"organisation": donor.id, "listing": "full", "categories": ["youth"]}),
        _ => {
            let own = given::an_organisation(&publisher, json!({"audience": "office"})).await;
            json!({"organisation": own.id, "listing": "hidden", "categories": ["youth"]})
        }
    };
    given::a_member(&publisher, member).await;
}

#[tokio::test]
async fn hidden_data_changes_no_byte_of_a_visitors_figures() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let people = json!({"slug": "one", "name": "B", "target": money("900.00", "USD"), "people": 7});
    let fund = given::a_fund(&server.publisher(&office), people).await;
    grow(&server, &office, &fund.id, "public").await;
    let before = answers(&server, None).await;
    for audience in ["office", "government", "partner"] {
        grow(&server, &office, &fund.id, audience).await;
    }
    assert_eq!(before, answers(&server, None).await);
    grow(&server, &office, &fund.id, "public").await;
    // Public data changes every figure, except where another fund may come first.
    let part = |answer: &str| -> Value {
        let answer: Value = serde_json::from_str(answer).expect("it is JSON");
        answer[answer["figure"].as_str().expect("a word")].clone()
    };
    for ((question, before, _), (_, after, _)) in before.iter().zip(answers(&server, None).await) {
        if question.contains("fund=one") || !question.starts_with("fund") && !question.starts_with("clock") {
            assert_ne!(part(before), part(&after), "{question}");
        }
    }
}

#[tokio::test]
async fn a_figure_as_of_an_instant_never_changes() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let people = json!({"slug": "one", "name": "B", "target": money("900.00", "USD"), "people": 7});
    let fund = given::a_fund(&server.publisher(&office), people).await;
    grow(&server, &office, &fund.id, "public").await;
    let now = answers(&server, None).await;
    let as_of = figure(&server, "fund").await["as_of"].as_str().expect("an instant").to_owned();
    let then = answers(&server, Some(&as_of)).await;
    assert_eq!(now, then);
    grow(&server, &office, &fund.id, "public").await;
    assert_eq!(then, answers(&server, Some(&as_of)).await);
    assert_eq!(then, answers(&server.another().await, Some(&as_of)).await);
    let before = server.visitor().get("/v1/figures/updates?as_of=2001-02-03").await.is(200).json();
    assert_eq!((&before["position"], &before["updates"]), (&json!(0), &json!({"total": 0, "updates": []})));
}
