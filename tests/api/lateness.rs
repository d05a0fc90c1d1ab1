//! Lateness: how much of each pledge has come, how much is overdue, and when the rest is expected.

use harness::{
    Client, Server,
    given::{self, Thing, money},
};
use serde_json::{Value, json};

async fn pledged(publisher: &Client, pledge: &Thing, amount: Value, date: &str) {
    given::an_entry(publisher, pledge, json!({"kind": "pledge", "amount": amount, "date": date})).await;
}

async fn lateness(server: &Server, query: &str) -> Value {
    server.visitor().get(&format!("/v1/lateness{query}")).await.is(200).json()
}

#[tokio::test]
async fn the_world_banks_gaza_tracker_is_reproduced_exactly() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    pledged(&publisher, &pledge, money("3507000000", "USD"), "2014-10-12").await;
    let planned = json!([
        {"due": "2016-03-31", "amount": money("2710000000", "USD")},
        {"due": "2190", "amount": money("797000000", "USD")},
    ]);
    given::a_schedule(&publisher, &pledge, json!({"instalments": planned})).await;
    given::an_entry(&publisher, &pledge, json!({"amount": money("1409000000", "USD")})).await;
    let lateness = lateness(&server, "").await;
    let of = |group: &str| lateness[group][0].clone();
    for progress in [lateness["total"].clone(), of("funds"), of("donors"), of("pledges")] {
        assert_eq!(progress["fulfilment_ratio"], "0.402");
        assert_eq!(progress["overdue"], money("1301000000.00", "USD"));
        assert_eq!(progress["expected"], money("2710000000.00", "USD"));
        assert_eq!(progress["pledged"], money("3507000000.00", "USD"));
    }
    assert_eq!(of("pledges")["pledge"], pledge.id.as_str());
}

#[tokio::test]
async fn the_finish_is_projected_at_the_present_pace() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    let today: jiff::civil::Date =
        lateness(&server, "").await["date"].as_str().expect("a day").parse().expect("a day");
    let begun = today.checked_sub(jiff::ToSpan::days(100)).expect("there is such a day");
    pledged(&publisher, &pledge, money("300.00", "USD"), &begun.to_string()).await;
    given::an_entry(&publisher, &pledge, json!({})).await;
    let read = lateness(&server, "").await;
    // 100 of 300 in 100 days: the other 200 take 200 days more.
    let finish = today.checked_add(jiff::ToSpan::days(200)).expect("there is such a day");
    if read["date"] == today.to_string() {
        assert_eq!(read["total"]["projected_finish"], finish.to_string());
    }
    assert!(read["pace_rule"].as_str().expect("a text").contains("pace"));
    given::an_entry(&publisher, &pledge, json!({"amount": money("250.00", "USD")})).await;
    let after = lateness(&server, "").await["total"].clone();
    assert_eq!((after.get("projected_finish"), &after["fulfilment_ratio"]), (None, &json!("1.167")));
}

#[tokio::test]
async fn a_withdrawn_pledge_is_overdue_without_a_projected_finish() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    pledged(&publisher, &pledge, money("300.00", "USD"), "2020-01-01").await;
    given::a_schedule(&publisher, &pledge, json!({})).await;
    given::an_entry(&publisher, &pledge, json!({"amount": money("40.00", "USD")})).await;
    let gone = json!({"kind": "withdrawal", "date": "2023", "amount": null, "value_date": null});
    given::an_entry(&publisher, &pledge, gone).await;
    let read = lateness(&server, "").await["pledges"][0].clone();
    assert_eq!((&read["stage"], read.get("projected_finish")), (&json!("withdrawn"), None));
    assert_eq!(read["overdue"], money("60.00", "USD"));
}

#[tokio::test]
async fn several_currencies_have_no_total_unless_all_amounts_convert() {
    let server = harness::start().await;
    server.import_rates("Date,USD,GBP\n2022-03-08,1.0892,0.83\n").await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    pledged(&publisher, &pledge, money("100.00", "EUR"), "2022-03-08").await;
    given::an_entry(&publisher, &pledge, json!({"amount": money("54.46", "USD")})).await;
    let planned = json!([{"due": "2022-06", "amount": money("83.00", "GBP")}]);
    given::a_schedule(&publisher, &pledge, json!({"instalments": planned})).await;
    let apart = lateness(&server, "").await["total"].clone();
    assert_eq!(apart, json!({"undetermined": "several_currencies"}));
    let together = lateness(&server, "?currency=USD").await;
    assert_eq!(together["total"]["fulfilment_ratio"], "0.500");
    assert_eq!(together["total"]["expected"], money("108.92", "USD"));
    assert_eq!(together["total"]["overdue"], money("54.46", "USD"));
    assert_eq!(together["rates"].as_array().map(Vec::len), Some(2));
    let late = json!([{"due": "2022-06", "amount": money("83.00", "GBP")}]);
    given::a_schedule(&publisher, &pledge, json!({"instalments": late, "value_date": "2022-05-01"})).await;
    let without = lateness(&server, "?currency=USD").await;
    assert_eq!(without["total"], json!({"undetermined": "unconverted"}));
    assert_eq!(without["unconverted"][0]["entry"], pledge.id.as_str());
}

#[tokio::test]
async fn the_most_overdue_come_first_and_can_be_filtered() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let mut pledges = Vec::new();
    for amount in ["10.00", "30.00", "20.00"] {
        let pledge = given::a_pledge(&publisher, json!({})).await;
        let planned = json!([{"due": "2022", "amount": money(amount, "USD")}]);
        given::a_schedule(&publisher, &pledge, json!({"instalments": planned})).await;
        pledges.push(pledge);
    }
    let all = lateness(&server, "").await["pledges"].clone();
    let order: Vec<&str> =
        all.as_array().expect("a list").iter().filter_map(|one| one["pledge"].as_str()).collect();
    assert_eq!(order, [&pledges[1].id, &pledges[2].id, &pledges[0].id]);
    let slug = pledges[0].json["fund"]["slug"].as_str().expect("a slug");
    let donor = pledges[1].json["donor"]["id"].as_str().expect("an id");
    let of_fund = lateness(&server, &format!("?fund={slug}")).await;
    assert_eq!(of_fund["total"]["overdue"], money("10.00", "USD"));
    let of_donor = lateness(&server, &format!("?donor={donor}")).await;
    assert_eq!(of_donor["total"]["overdue"], money("30.00", "USD"));
    server.visitor().get("/v1/lateness?fund=none").await.is(404);
}

#[tokio::test]
async fn lateness_as_of_an_instant_never_changes() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    pledged(&publisher, &pledge, money("100.00", "USD"), "2022-03-08").await;
    let then = lateness(&server, "").await["as_of"].as_str().expect("an instant").to_owned();
    let asked = format!("/v1/lateness?as_of={then}");
    let first = server.visitor().get(&asked).await;
    given::an_entry(&publisher, &pledge, json!({})).await;
    given::a_schedule(&publisher, &pledge, json!({})).await;
    let second = server.visitor().get(&asked).await;
    assert_eq!((first.etag(), first.text()), (second.etag(), second.text()));
    assert_eq!(first.json()["total"]["fulfilment_ratio"], "0.000");
    assert_eq!(lateness(&server, "").await["total"]["fulfilment_ratio"], "1.000");
}

#[tokio::test]
async fn a_pace_near_zero_has_no_projection() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    pledged(&publisher, &pledge, money("1000000.00", "USD"), "2020-01-10").await;
    given::an_entry(&publisher, &pledge, json!({"amount": money("0.01", "USD")})).await;
    let total = lateness(&server, "").await["total"].clone();
    assert_eq!((total.get("projected_finish"), &total["fulfilment_ratio"]), (None, &json!("0.000")));
}

#[tokio::test]
async fn only_pledges_and_disbursements_count_for_lateness() {
    let server = harness::start().await;
    server.import_rates("Date,USD,GBP\n2022-03-08,1.0892,0.83\n").await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    pledged(&publisher, &pledge, money("100.00", "USD"), "2022-03-08").await;
    let commitment = json!({"kind": "commitment", "amount": money("5.00", "GBP")});
    given::an_entry(&publisher, &pledge, commitment).await;
    let late = json!({"kind": "announcement", "amount": money("5.00", "GBP"), "value_date": "2021"});
    given::an_entry(&publisher, &pledge, late).await;
    let read = lateness(&server, "?currency=USD").await;
    assert_eq!((&read["rates"], &read["unconverted"]), (&json!([]), &json!([])));
    assert_eq!(read["total"]["pledged"], money("100.00", "USD"));
}

#[tokio::test]
async fn a_contribution_reported_twice_is_expected_once() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({})).await;
    let mut reports = Vec::new();
    for _ in 0..2 {
        let pledge = given::a_pledge(&publisher, json!({"fund": fund.id})).await;
        let promise = given::an_entry(&publisher, &pledge, json!({"kind": "pledge"})).await;
        let paid = given::an_entry(&publisher, &pledge, json!({})).await;
        given::a_schedule(&publisher, &pledge, json!({})).await;
        reports.push((promise, paid));
    }
    given::an_overlap(&publisher, &[&reports[0].0, &reports[1].0], json!({})).await;
    given::an_overlap(&publisher, &[&reports[0].1, &reports[1].1], json!({})).await;
    let total = lateness(&server, "").await["total"].clone();
    assert_eq!((&total["expected"], &total["overdue"]), (&money("100.00", "USD"), &money("0.00", "USD")));
    assert_eq!(total["fulfilment_ratio"], "1.000");
}
