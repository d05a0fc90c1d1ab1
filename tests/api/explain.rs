//! `?explain=true`: every input of a figure, enough to recompute it by hand.

use harness::{
    Client, Server,
    given::{self, Thing, money},
};
use serde_json::{Value, json};

async fn with_rates() -> (Server, Client, Thing) {
    let server = harness::start().await;
    server.import_rates("Date,USD,GBP\n2022-03-08,1.0892,0.83\n2022-03-04,1.0929,0.8255\n").await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    (server, publisher, pledge)
}

async fn explained(server: &Server, currency: &str) -> Value {
    let reply = server.visitor().get(&format!("/v1/stats?explain=true&currency={currency}")).await;
    harness::recompute(&[reply.is(200).text().to_owned()]).expect("the figures add up again");
    reply.json()
}

fn input<'a>(stats: &'a Value, entry: &Thing) -> &'a Value {
    let inputs = stats["explanation"]["inputs"].as_array().expect("inputs");
    inputs.iter().find(|input| input["entry"] == entry.id.as_str()).expect("the entry is explained")
}

#[tokio::test]
async fn figures_are_explained_only_on_request() {
    let server = harness::start().await;
    assert!(server.visitor().get("/v1/stats").await.json().get("explanation").is_none());
    server.visitor().get("/v1/stats?explain=perhaps").await.is(400).at("?explain");
    let plain = server.visitor().get("/v1/stats?explain=false").await;
    assert_eq!(plain.text(), server.visitor().get("/v1/stats").await.text());
}

#[tokio::test]
async fn an_explained_input_names_its_reversals_and_rates() {
    let (server, publisher, pledge) = with_rates().await;
    let entry = given::an_entry(&publisher, &pledge, json!({"amount": money("83.00", "GBP")})).await;
    let back = json!({"kind": "reversal", "reverses": entry.id, "amount": money("41.50", "GBP")});
    let back = given::an_entry(&publisher, &pledge, back).await;
    let stats = explained(&server, "USD").await;
    let rate = |quote: &str, rate: &str| json!({"date": "2022-03-08", "series": "ecb", "base": "EUR", "quote": quote, "rate": rate});
    let expected = json!({
        "entry": entry.id, "pledge": pledge.id, "fund": pledge.json["fund"]["id"], "figure": "disbursed",
        "amount": money("83.00", "GBP"), "left": money("41.50", "GBP"),
        "taken_back": [{"reversal": back.id, "amount": money("41.50", "GBP")}],
        "confirmed": false, "disputed": false, "value_date": "2022-03-08",
        "from": rate("GBP", "0.83"), "to": rate("USD", "1.0892"),
    });
    assert_eq!(input(&stats, &entry), &expected);
    assert_eq!(stats["total"]["disbursed"]["converted"], money("54.46", "USD"));
    assert!(stats["explanation"]["rule"].as_str().expect("a text").contains("half to even"));
}

#[tokio::test]
async fn excluded_entries_are_listed_with_the_reason() {
    let (server, publisher, pledge) = with_rates().await;
    let make = async |fields: Value| given::an_entry(&publisher, &pledge, fields).await;
    let shared = make(json!({"counting": "shared"})).await;
    let onward = make(json!({"counting": "onward"})).await;
    let wrong = make(json!({})).await;
    let right = make(json!({"supersedes": wrong.id})).await;
    let no_rate = make(json!({"value_date": "2022-03-20"})).await;
    let no_day = make(json!({"value_date": "2022-03"})).await;
    let stats = explained(&server, "EUR").await;
    for (entry, reason) in [(&shared, "shared"), (&onward, "onward"), (&wrong, "superseded")] {
        assert_eq!(input(&stats, entry)["left_out"], reason);
    }
    for (entry, reason) in [(&no_rate, "no_rate"), (&no_day, "value_date_not_exact")] {
        assert_eq!(input(&stats, entry)["unconverted"], reason);
    }
    assert_eq!(input(&stats, &right).get("left_out"), None);
    let figure = &stats["total"]["disbursed"];
    assert_eq!((figure["entries"].as_i64(), figure["unconverted"].as_i64()), (Some(3), Some(2)));
    assert_eq!(figure["converted"], money("91.81", "EUR"));
}

#[tokio::test]
async fn a_donors_stated_conversion_is_used_in_its_currency() {
    let (server, publisher, pledge) = with_rates().await;
    let stated = json!({"amount": money("92.00", "EUR"), "rate": "1.086956", "by": "donor"});
    let entry = given::an_entry(&publisher, &pledge, json!({"stated_conversion": stated})).await;
    let back = json!({"kind": "reversal", "reverses": entry.id, "amount": money("50.00", "USD")});
    given::an_entry(&publisher, &pledge, back).await;
    let stats = explained(&server, "EUR").await;
    assert_eq!(stats["total"]["disbursed"]["converted"], money("46.00", "EUR"));
    assert_eq!(stats["rates"], json!([]));
    let used = json!({"entry": entry.id, "amount": money("100.00", "USD"), "conversion": stated});
    assert_eq!(stats["stated"], json!([used]));
    assert_eq!(input(&stats, &entry)["stated"], stated);
    // Other currencies use the published rates.
    let pounds = explained(&server, "GBP").await;
    assert_eq!((&pounds["stated"], pounds["rates"].as_array().map(Vec::len)), (&json!([]), Some(2)));
}

#[tokio::test]
async fn a_registers_stated_conversion_is_not_used() {
    let (server, publisher, pledge) = with_rates().await;
    let stated = json!({"amount": money("1.00", "EUR"), "by": "register"});
    let entry = given::an_entry(&publisher, &pledge, json!({"stated_conversion": stated})).await;
    let stats = explained(&server, "EUR").await;
    assert_eq!(stats["total"]["disbursed"]["converted"], money("91.81", "EUR"));
    assert_eq!((&stats["stated"], input(&stats, &entry).get("stated")), (&json!([]), None));
}

#[tokio::test]
async fn the_script_finds_a_figure_at_odds_with_its_inputs() {
    let (server, publisher, pledge) = with_rates().await;
    given::an_entry(&publisher, &pledge, json!({})).await;
    let stats = explained(&server, "EUR").await;
    for figure in
        ["/total/disbursed/converted", "/funds/0/disbursed/original/0", "/total/disbursed/gross/original/0"]
    {
        let mut forged = stats.clone();
        forged.pointer_mut(figure).expect("a figure")["amount"] = json!("91.82");
        harness::recompute(&[forged.to_string()]).expect_err(figure);
    }
}
