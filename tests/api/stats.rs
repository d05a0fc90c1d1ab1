//! The stats: each sum covers the entries its reader can list, and explains how it was reached.

use harness::{
    Client, Server,
    given::{self, Thing, money},
};
use serde_json::{Value, json};

/// One euro is 1.0929 dollars on a Friday, and 1.0892 on the Tuesday after.
async fn with_rates() -> (Server, Client, Thing) {
    let server = harness::start().await;
    server.import_rates("Date,USD,GBP\n2022-03-08,1.0892,0.83\n2022-03-04,1.0929,0.8255\n").await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    (server, publisher, pledge)
}

async fn disburse(
    publisher: &Client,
    pledge: &Thing,
    amount: &str,
    currency: &str,
    value_date: &str,
) -> Thing {
    given::an_entry(publisher, pledge, json!({"amount": money(amount, currency), "value_date": value_date}))
        .await
}

async fn in_dollars(server: &Server) -> Value {
    server.visitor().get("/v1/stats?currency=USD").await.is(200).json()
}

#[tokio::test]
async fn each_kind_of_entry_counts_only_in_its_own_sum() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    for (kind, amount) in [
        ("announcement", "1.00"),
        ("pledge", "2.00"),
        ("authorisation", "3.00"),
        ("appropriation", "4.00"),
        ("commitment", "5.00"),
        ("disbursement", "6.00"),
        ("receipt", "6.00"),
    ] {
        given::an_entry(&publisher, &pledge, json!({"kind": kind, "amount": money(amount, "USD")})).await;
    }
    let total = server.visitor().get("/v1/stats").await.is(200).json()["total"].clone();
    for (figure, amount) in [
        ("announced", "1.00"),
        ("pledged", "2.00"),
        ("authorised", "3.00"),
        ("appropriated", "4.00"),
        ("committed", "5.00"),
        ("disbursed", "6.00"),
    ] {
        assert_eq!(total[figure]["original"], json!([money(amount, "USD")]), "{figure}");
        assert_eq!(total[figure]["entries"], 1, "{figure}");
    }
}

#[tokio::test]
async fn shared_and_onward_amounts_are_in_no_sum() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    for counting in ["shared", "onward"] {
        given::an_entry(&publisher, &pledge, json!({"counting": counting})).await;
    }
    let disbursed = server.visitor().get("/v1/stats").await.json()["total"]["disbursed"].clone();
    assert_eq!((disbursed["entries"].as_i64(), disbursed["original"].clone()), (Some(0), json!([])));
}

#[tokio::test]
async fn an_amount_is_converted_at_its_value_dates_named_rate() {
    let (server, publisher, pledge) = with_rates().await;
    disburse(&publisher, &pledge, "100.00", "EUR", "2022-03-08").await;
    let stats = in_dollars(&server).await;
    assert_eq!(stats["total"]["disbursed"]["converted"], money("108.92", "USD"));
    assert_eq!(stats["total"]["disbursed"]["original"], json!([money("100.00", "EUR")]));
    let used =
        json!({"date": "2022-03-08", "series": "ecb", "base": "EUR", "quote": "USD", "rate": "1.0892"});
    assert_eq!(stats["rates"], json!([used]));
}

#[tokio::test]
async fn two_currencies_are_converted_through_their_common_base() {
    let (server, publisher, pledge) = with_rates().await;
    disburse(&publisher, &pledge, "83.00", "GBP", "2022-03-08").await;
    let stats = in_dollars(&server).await;
    assert_eq!(stats["total"]["disbursed"]["converted"], money("108.92", "USD"));
    assert_eq!(stats["rates"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_day_without_a_rate_uses_the_last_seven_days() {
    let (server, publisher, pledge) = with_rates().await;
    disburse(&publisher, &pledge, "100.00", "EUR", "2022-03-06").await;
    let stats = in_dollars(&server).await;
    assert_eq!(stats["total"]["disbursed"]["converted"], money("109.29", "USD"));
    assert_eq!(stats["rates"][0]["date"], "2022-03-04");
    disburse(&publisher, &pledge, "100.00", "EUR", "2022-03-15").await;
    assert_eq!(in_dollars(&server).await["total"]["disbursed"]["converted"], money("218.21", "USD"));
}

#[tokio::test]
async fn an_unconverted_amount_is_listed_and_not_counted_as_zero() {
    let (server, publisher, pledge) = with_rates().await;
    let late = disburse(&publisher, &pledge, "1.00", "EUR", "2022-03-16").await;
    let early = disburse(&publisher, &pledge, "2.00", "EUR", "2022-03-03").await;
    let unclear = disburse(&publisher, &pledge, "4.00", "EUR", "2022-03").await;
    let unknown = disburse(&publisher, &pledge, "8.00", "CHF", "2022-03-08").await;
    let stats = in_dollars(&server).await;
    let disbursed = &stats["total"]["disbursed"];
    assert_eq!((&disbursed["unconverted"], &disbursed["converted"]), (&json!(4), &Value::Null));
    let reason = |entry: &Thing| {
        let listed = stats["unconverted"].as_array().expect("a list");
        listed
            .iter()
            .find(|listed| listed["entry"] == entry.id.as_str())
            .map(|listed| listed["reason"].clone())
    };
    assert_eq!(reason(&unclear), Some(json!("value_date_not_exact")));
    for entry in [late, early, unknown] {
        assert_eq!(reason(&entry), Some(json!("no_rate")));
    }
    disburse(&publisher, &pledge, "100.00", "EUR", "2022-03-08").await;
    assert_eq!(in_dollars(&server).await["total"]["disbursed"]["converted"], money("108.92", "USD"));
}

#[tokio::test]
async fn a_converted_sum_is_rounded_once_half_to_even() {
    let server = harness::start().await;
    server.import_rates("Date,USD\n2022-03-08,1.5\n").await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    for sum in ["0.02", "0.03", "0.04"] {
        // 0.015, 0.030 and 0.045: rounded one by one, the third would be 0.06.
        disburse(&publisher, &pledge, "0.01", "EUR", "2022-03-08").await;
        assert_eq!(in_dollars(&server).await["total"]["disbursed"]["converted"], money(sum, "USD"));
    }
}

#[tokio::test]
async fn a_reversal_is_converted_at_its_entrys_rate() {
    let (server, publisher, pledge) = with_rates().await;
    let entry = disburse(&publisher, &pledge, "100.00", "EUR", "2022-03-08").await;
    let reversal = json!({
        "kind": "reversal", "reverses": entry.id, "amount": money("100.00", "EUR"), "value_date": "2022-03-04",
    });
    given::an_entry(&publisher, &pledge, reversal).await;
    let disbursed = in_dollars(&server).await["total"]["disbursed"].clone();
    assert!(
        disbursed["converted"].is_null() || disbursed["converted"] == money("0.00", "USD"),
        "{disbursed}"
    );
}

#[tokio::test]
async fn each_fund_has_its_own_sums_within_the_total() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let target = json!({"slug": "one", "target": money("500.00", "USD"), "yearly": true});
    let one = given::a_fund(&publisher, target).await;
    let other = given::a_fund(&publisher, json!({"slug": "other"})).await;
    for (fund, amount) in [(&one, "100.00"), (&other, "11.00")] {
        let pledge = given::a_pledge(&publisher, json!({"fund": fund.id})).await;
        given::an_entry(&publisher, &pledge, json!({"amount": money(amount, "USD")})).await;
    }
    let stats = server.visitor().get("/v1/stats").await.json();
    assert_eq!(stats["total"]["disbursed"]["original"], json!([money("111.00", "USD")]));
    let only = server.visitor().get("/v1/stats?fund=one").await.is(200).json();
    assert_eq!(only["funds"].as_array().map(Vec::len), Some(1));
    assert_eq!(only["funds"][0]["fund"]["slug"], "one");
    assert_eq!(
        (&only["funds"][0]["target"], &only["funds"][0]["yearly"]),
        (&money("500.00", "USD"), &json!(true))
    );
    assert_eq!(only["funds"][0]["disbursed"]["original"], json!([money("100.00", "USD")]));
    assert!(stats["funds"].as_array().expect("funds").contains(&only["funds"][0]));
}

#[tokio::test]
async fn an_unknown_currency_or_fund_is_refused() {
    let visitor = harness::start().await.visitor();
    visitor.get("/v1/stats?currency=XAU").await.is(400).at("?currency");
    visitor.get("/v1/stats?currency=usd").await.is(400).at("?currency");
    let missing = visitor.get("/v1/stats?fund=no-such-fund").await;
    assert!(missing.status == 404 || missing.status == 400, "{missing}");
}

#[tokio::test]
async fn stats_say_when_they_include_sample_data() {
    let server = harness::start().await;
    let (publisher, pledge, _) = given::a_first_entry(&server, json!({})).await;
    assert_eq!(server.visitor().get("/v1/stats").await.json()["sample"], false);
    given::an_entry(&publisher, &pledge, json!({"sample": true})).await;
    let stats = server.visitor().get("/v1/stats").await.json();
    assert_eq!((&stats["sample"], &stats["funds"][0]["sample"]), (&json!(true), &json!(true)));
}
