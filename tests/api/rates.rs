//! Rates: what one unit of a currency was worth on a day, as its publisher said.

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
}

#[tokio::test]
async fn a_rate_that_was_published_is_never_changed() {
    let server = harness::start().await;
    server.import_rates("Date,USD\n2022-03-08,1.0892\n").await;
    for sql in ["update rates set base = 'USD'", "delete from rates", "truncate rates cascade"] {
        let refusal = server.db_refusal(sql).await;
        assert!(refusal.contains("append-only"), "{sql}: {refusal}");
    }
}
