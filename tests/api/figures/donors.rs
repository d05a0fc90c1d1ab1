//! The donors figure: who gives, largest first, and who is late.

use harness::{
    Client, Server,
    given::{self, Thing, money},
};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde_json::{Value, json};

use super::figure;

async fn donors(server: &Server, query: &str) -> Vec<Value> {
    figure(server, &format!("donors{query}")).await["donors"]["donors"].as_array().expect("a list").clone()
}

async fn a_pledge_of(publisher: &Client, fund: &Thing, name: &str) -> Thing {
    let donor = given::an_organisation(publisher, json!({"name": name, "type": "government"})).await;
    given::a_pledge(publisher, json!({"fund": fund.id, "donor": donor.id})).await
}

async fn entry(publisher: &Client, pledge: &Thing, kind: &str, amount: &str, currency: &str) -> Thing {
    given::an_entry(publisher, pledge, json!({"kind": kind, "amount": money(amount, currency)})).await
}

fn cents(money: &Value) -> i64 {
    let text = money["amount"].as_str().map(|amount| amount.replace('.', ""));
    text.map_or(0, |text| text.parse().expect("an amount has digits"))
}

#[tokio::test]
async fn donor_sums_add_up_to_the_stats_without_overlaps() {
    let server = harness::start().await;
    server.import_rates("Date,USD,GBP\n2022-03-08,1.0892,0.83\n").await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({"slug": "one"})).await;
    let mut paid = Vec::new();
    for (name, currency) in [("Euros", "EUR"), ("Dollars", "USD"), ("Again", "EUR")] {
        let pledge = a_pledge_of(&publisher, &fund, name).await;
        for (kind, amount) in [("pledge", "300.00"), ("commitment", "200.00"), ("announcement", "7.00")] {
            entry(&publisher, &pledge, kind, amount, currency).await;
        }
        paid.push(entry(&publisher, &pledge, "disbursement", "100.00", currency).await);
    }
    given::an_overlap(&publisher, &[&paid[0], &paid[2]], json!({})).await;
    let elsewhere = given::a_pledge(&publisher, json!({})).await;
    given::an_entry(&publisher, &elsewhere, json!({})).await;
    let stats = server.visitor().get("/v1/stats?currency=USD&fund=one").await.json();
    let donors = donors(&server, "?fund=one").await;
    for sum in ["pledged", "committed", "disbursed"] {
        let added: i64 = donors.iter().map(|donor| cents(&donor[sum])).sum();
        assert_eq!(added, cents(&stats["total"][sum]["converted"]), "{sum}");
    }
    let answer = figure(&server, "donors?fund=one").await["donors"].clone();
    assert_eq!((&answer["total"], &answer["fund"]), (&json!(3), &fund.json["name"]));
    assert_eq!(figure(&server, "donors").await["donors"].get("fund"), None);
    assert_eq!(figure(&server, "donors").await["donors"]["total"], 4);
}

#[tokio::test]
async fn donors_are_sorted_by_commitments_then_pledges_then_name() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({})).await;
    for (name, committed, pledged) in [
        ("D", None, "900.00"),
        ("C", Some("5.00"), "1.00"),
        ("B", Some("5.00"), "2.00"),
        ("A", Some("10.00"), "1.00"),
    ] {
        let pledge = a_pledge_of(&publisher, &fund, name).await;
        entry(&publisher, &pledge, "pledge", pledged, "USD").await;
        if let Some(committed) = committed {
            entry(&publisher, &pledge, "commitment", committed, "USD").await;
        }
    }
    for number in 0..8 {
        let pledge = a_pledge_of(&publisher, &fund, &format!("E{number}")).await;
        entry(&publisher, &pledge, "disbursement", "1.00", "USD").await;
    }
    // An announcement is in none of the three sums.
    let pledge = a_pledge_of(&publisher, &fund, "Z").await;
    entry(&publisher, &pledge, "announcement", "1000.00", "USD").await;
    let names: Vec<String> = donors(&server, "")
        .await
        .iter()
        .map(|donor| donor["name"].as_str().expect("a name").to_owned())
        .collect();
    assert_eq!(names, ["A", "B", "C", "D", "E0", "E1", "E2", "E3", "E4", "E5"]);
    assert_eq!(figure(&server, "donors").await["donors"]["total"], 12);
}

#[tokio::test]
async fn overdue_is_the_unpaid_part_of_past_instalments() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({})).await;
    let pledge = a_pledge_of(&publisher, &fund, "Late").await;
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let due = |days: i64| today.checked_add(days.days()).expect("there is such a day").to_string();
    let planned = json!([
        {"due": due(-2), "amount": money("60.00", "USD")}, {"due": due(30), "amount": money("40.00", "USD")},
    ]);
    given::a_schedule(&publisher, &pledge, json!({"instalments": [planned[1]]})).await;
    assert_eq!(donors(&server, "").await.first().and_then(|donor| donor.get("overdue")), None);
    given::a_schedule(&publisher, &pledge, json!({"instalments": planned})).await;
    assert_eq!(donors(&server, "").await[0]["overdue"], money("60.00", "USD"));
    let lateness = server.visitor().get("/v1/lateness?currency=USD").await.json();
    assert_eq!(donors(&server, "").await[0]["overdue"], lateness["donors"][0]["overdue"]);
    entry(&publisher, &pledge, "disbursement", "45.00", "USD").await;
    assert_eq!(donors(&server, "").await[0]["overdue"], money("15.00", "USD"));
    entry(&publisher, &pledge, "disbursement", "15.00", "USD").await;
    assert_eq!(donors(&server, "").await[0].get("overdue"), None);
}

#[tokio::test]
async fn a_partly_unconverted_sum_is_left_out() {
    let server = harness::start().await;
    server.import_rates("Date,USD\n2022-03-08,1.0892\n").await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({})).await;
    let pledge = a_pledge_of(&publisher, &fund, "Francs").await;
    entry(&publisher, &pledge, "commitment", "9.00", "CHF").await;
    let francs = donors(&server, "").await[0].clone();
    assert_eq!((&francs["committed"], francs.get("disbursed")), (&money("9.00", "CHF"), None));
    entry(&publisher, &pledge, "commitment", "100.00", "EUR").await;
    assert_eq!(donors(&server, "").await[0].get("committed"), None);
}

#[tokio::test]
async fn a_donors_name_is_in_the_requested_or_original_language() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fields =
        json!({"name": "Auswärtiges Amt", "names": {"en": "Foreign Office", "ar": "وزارة الخارجية"}});
    let donor = given::an_organisation(&publisher, fields).await;
    let pledge = given::a_pledge(&publisher, json!({"donor": donor.id})).await;
    given::an_entry(&publisher, &pledge, json!({})).await;
    for (query, name, lang) in [
        ("", "Foreign Office", "en"),
        ("?lang=ar-PS", "وزارة الخارجية", "ar"),
        ("?lang=fr", "Auswärtiges Amt", "und"),
    ] {
        let shown = donors(&server, query).await[0].clone();
        assert_eq!((&shown["name"], &shown["lang"]), (&json!(name), &json!(lang)), "{query}");
    }
}
