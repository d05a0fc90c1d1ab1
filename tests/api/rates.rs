//! Exchange rates: the value of one unit of a currency on a day, as published.

use harness::given;
use serde_json::json;

#[tokio::test]
async fn rates_are_listed_by_day() {
    let server = harness::start().await;
    server.import_rates("Date,USD,JPY\n2022-03-08,1.0892,125.91\n").await;
    let days = server.visitor().get("/v1/rates").await.is(200).items();
    assert_eq!(
        (&days[0]["series"], &days[0]["base"], &days[0]["date"]),
        (&json!("ecb"), &json!("EUR"), &json!("2022-03-08"))
    );
    assert_eq!(days[0]["rates"], json!({"JPY": "125.91", "USD": "1.0892"}));
    assert_eq!(days[0]["revision"], 1);
}

#[tokio::test]
async fn a_corrected_rate_leaves_past_conversions_unchanged() {
    let server = harness::start().await;
    given::a_first_entry(&server, json!({})).await;
    server.import_rates("Date,USD\n2022-03-08,1.0000\n").await;
    let visitor = server.visitor();
    let before = visitor.all("/v1/changes?limit=200").await.pop().expect("a line")["at"].clone();
    let said = server.import_rates("Date,USD\n2022-03-08,1.2500\n2022-03-07,1.1\n").await;
    assert!(said.contains("2 days: 1 new, 1 corrected, 0 already here"), "{said}");

    // Another server reads the ledger from scratch, so there is nothing to wait for.
    let (before, visitor) = (before.as_str().expect("an instant"), server.another().await.visitor());
    for (query, euros) in [("", "80.00"), (&format!("&as_of={before}"), "100.00")] {
        let stats = visitor.get(&format!("/v1/stats?currency=EUR{query}")).await.is(200).json();
        assert_eq!(stats["total"]["disbursed"]["converted"]["amount"], euros, "{query}");
    }
    let day = &visitor.get("/v1/rates?date=2022-03-08").await.items()[0];
    assert_eq!((&day["revision"], &day["rates"]["USD"]), (&json!(2), &json!("1.2500")));
    let then = &visitor.get(&format!("/v1/rates?date=2022-03-08&as_of={before}")).await.items()[0];
    assert_eq!((&then["revision"], &then["id"]), (&json!(1), &day["id"]));
}

#[tokio::test]
async fn a_rate_corrected_back_is_a_further_revision() {
    let server = harness::start().await;
    for rate in ["1.0892", "1.0982", "1.0892"] {
        server.import_rates(&format!("Date,USD\n2022-03-08,{rate}\n")).await;
    }
    let days = server.visitor().get("/v1/rates").await.items();
    assert_eq!(
        (days.len(), &days[0]["revision"], &days[0]["rates"]["USD"]),
        (1, &json!(3), &json!("1.0892"))
    );
    assert_eq!(server.db_count("rates").await, 3);
    server.verify().await.expect("every revision is in the log");
}

#[tokio::test]
async fn the_database_refuses_to_change_rates() {
    let server = harness::start().await;
    server.import_rates("Date,USD\n2022-03-08,1.0892\n").await;
    for sql in ["update rates set base = 'USD'", "delete from rates", "truncate rates cascade"] {
        let refusal = server.db_refusal(sql).await;
        assert!(refusal.contains("append-only"), "{sql}: {refusal}");
    }
}
