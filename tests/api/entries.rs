//! Entries: the steps of a pledge, with their money and evidence.

use harness::{
    Reply, Server,
    given::{self, Thing, money},
};
use jiff::{ToSpan, Zoned, tz::TimeZone};
use serde_json::{Value, json};

async fn a_pledge(server: &Server) -> (harness::Client, Thing) {
    let publisher = given::a_publisher(server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    (publisher, pledge)
}

async fn posted(server: &Server, fields: Value) -> Reply {
    let (publisher, pledge) = a_pledge(server).await;
    publisher.post(&format!("{}/entries", pledge.path), given::entry(fields)).await
}

#[tokio::test]
async fn an_entry_reads_back_as_written() {
    let server = harness::start().await;
    let (publisher, pledge) = a_pledge(&server).await;
    let evidence = json!([{
        "kind": "signed_agreement", "title": "Agreement", "url": "https://example.org/a.pdf", "language": "fr",
        "date": "2021-05", "quote": "up to five million",
    }]);
    let body = json!({
        "kind": "commitment", "audience": "public", "sample": true, "date": "2021-05-06",
        "amount": money("5000000.10", "EUR"), "value_date": "2021-05-07", "description": "First tranche",
        "evidence": evidence, "decision_date": "2021-04", "first_reported_date": "2021-05-08",
        "budget_year": "2021/22", "in_kind": true, "new_money": false, "counting": "shared",
        "stated_conversion": {"amount": money("6000000.00", "USD"), "rate": "0.8333", "by": "donor"},
        "usage_years": [2021, 2022], "earmarking": "softly_earmarked",
        "purposes": [
            {"vocabulary": "1", "code": "15220", "percentage": "60.5"},
            {"vocabulary": "1", "code": "15160", "percentage": "39.5"},
            {"vocabulary": "99", "code": "peace", "percentage": "100"},
        ],
        "recipients": [{"country": "PS", "percentage": "50"}, {"region": "589", "percentage": "50"}],
        "report": {"reporter": "Ministry of Finance", "channel": "letter", "audience": "public"},
    });
    let made = given::an_entry(&publisher, &pledge, body.clone()).await;
    let written =
        given::with(body, json!({"id": made.id, "pledge": pledge.id, "office": pledge.json["office"]}));
    assert_eq!(made.json, written);
    assert_eq!(server.visitor().get(&made.path).await.is(200).json(), written);
}

#[tokio::test]
async fn shares_must_add_up_to_100_per_cent() {
    let server = harness::start().await;
    let purpose = |code: &str, percentage: &str| json!({"code": code, "percentage": percentage});
    for (field, parts) in [
        ("purposes", json!([purpose("15220", "60"), purpose("15160", "39.99")])),
        ("purposes", json!([purpose("15220", "100"), purpose("15160", "100")])),
        ("recipients", json!([{"country": "IL", "percentage": "60"}, {"country": "PS", "percentage": "60"}])),
    ] {
        posted(&server, json!({field: parts})).await.is(422).at(&format!("#/{field}"));
    }
    let alone = posted(&server, json!({"purposes": [{"code": "15220"}]})).await.is(201).json();
    assert_eq!(alone["purposes"], json!([{"vocabulary": "1", "code": "15220", "percentage": "100"}]));
}

#[tokio::test]
async fn details_of_an_entry_must_use_valid_codes_and_shares() {
    let server = harness::start().await;
    for (parts, pointer) in [
        (json!({"purposes": [{"code": "152"}]}), "#/purposes/0/code"),
        (json!({"purposes": [{"code": "15220", "percentage": 100}]}), "#/purposes/0/percentage"),
        (json!({"purposes": [{"code": "15220", "percentage": "0"}]}), "#/purposes/0/percentage"),
        (json!({"recipients": [{"country": "PSE"}]}), "#/recipients/0/country"),
        (json!({"recipients": [{"country": "PS", "region": "589"}]}), "#/recipients/0/country"),
        (json!({"recipients": [{}]}), "#/recipients/0/country"),
        (json!({"recipients": [{"region": "Palestine"}]}), "#/recipients/0/region"),
        (json!({"usage_years": [20]}), "#/usage_years"),
        (json!({"earmarking": "firmly"}), "#/earmarking"),
        (json!({"report": {}}), "#/report/reporter"),
    ] {
        posted(&server, parts).await.is(422).at(pointer);
    }
}

#[tokio::test]
async fn the_source_of_a_report_is_for_offices_by_default() {
    let server = harness::start().await;
    let (publisher, pledge) = a_pledge(&server).await;
    let report = json!({"reporter": "A person at risk", "channel": "phone"});
    let entry = given::an_entry(&publisher, &pledge, json!({"report": report})).await;
    assert_eq!(publisher.get(&entry.path).await.json()["report"]["audience"], "office");
    let seen = server.visitor().get(&entry.path).await;
    assert!(!seen.text().contains("report") && !seen.text().contains("at risk"), "{seen}");
    let wider = json!({"audience": "office", "report": {"channel": "phone", "audience": "public"}});
    posted(&server, wider).await.is(422).at("#/report");
}

#[tokio::test]
async fn a_stated_conversion_needs_another_currency_and_an_author() {
    let server = harness::start().await;
    let stated = |currency: &str| json!({"amount": money("90.00", currency), "by": "donor"});
    posted(&server, json!({"stated_conversion": stated("USD")})).await.is(422).at("#/stated_conversion");
    let nobodys = json!({"amount": money("90.00", "EUR")});
    posted(&server, json!({"stated_conversion": nobodys})).await.is(422).at("#/stated_conversion/by");
    let of_nothing = json!({
        "kind": "endorsement", "amount": null, "value_date": null, "stated_conversion": stated("EUR"),
    });
    posted(&server, of_nothing).await.is(422).at("#/stated_conversion");
    let of_a_reversal = json!({
        "kind": "reversal", "reverses": uuid::Uuid::new_v4(), "stated_conversion": stated("EUR"),
    });
    posted(&server, of_a_reversal).await.is(422).at("#/stated_conversion");
}

#[tokio::test]
async fn an_amount_must_fit_the_decimals_of_its_currency() {
    let server = harness::start().await;
    for (amount, currency) in [("100.5", "JPY"), ("0.001", "USD"), ("1.2345", "KWD"), ("1.2345", "JOD")] {
        posted(&server, json!({"amount": money(amount, currency)})).await.is(422).at("#/amount");
    }
    for (amount, currency, kept) in [("100", "JPY", "100"), ("5", "USD", "5.00"), ("1.234", "JOD", "1.234")] {
        let made = posted(&server, json!({"amount": money(amount, currency)})).await;
        assert_eq!(made.is(201).json()["amount"], money(kept, currency));
    }
}

#[tokio::test]
async fn an_amount_must_be_a_string_of_decimal_digits() {
    let server = harness::start().await;
    for amount in
        [json!(100.5), json!(100), json!("1e3"), json!("1,000"), json!("0x10"), json!("NaN"), json!("٥")]
    {
        let amount = json!({"amount": amount, "currency": "USD"});
        posted(&server, json!({"amount": amount})).await.is(422).at("#/amount");
    }
}

#[tokio::test]
async fn a_currency_must_be_a_code_of_iso_4217() {
    let server = harness::start().await;
    for currency in ["usd", "XAU", "XXX", "US$", "", "BTC"] {
        posted(&server, json!({"amount": money("1", currency)})).await.is(422).at("#/amount");
    }
}

#[tokio::test]
async fn an_amount_must_be_more_than_zero() {
    let server = harness::start().await;
    for amount in ["0.00", "-1.00"] {
        posted(&server, json!({"amount": money(amount, "USD")})).await.is(422).at("#/amount");
    }
}

#[tokio::test]
async fn an_amount_and_its_value_date_need_each_other() {
    let server = harness::start().await;
    posted(&server, json!({"value_date": null})).await.is(422).at("#/value_date");
    posted(&server, json!({"amount": null, "value_date": null})).await.is(422).at("#/amount");
    posted(&server, json!({"kind": "endorsement"})).await.is(422).at("#/amount");
}

#[tokio::test]
async fn disbursements_and_receipts_cannot_have_future_value_dates() {
    let server = harness::start().await;
    // The office is in London.
    let zone = TimeZone::get("Europe/London").expect("a zone");
    let today = Zoned::now().with_time_zone(zone).date();
    // Two days, because tomorrow is already today somewhere.
    let soon = today.checked_add(2.days()).expect("there is a day after tomorrow").to_string();
    for kind in ["disbursement", "receipt"] {
        let refused = posted(&server, json!({"kind": kind, "value_date": soon})).await;
        refused.is(422).problem("/problems/invalid").at("#/value_date");
        for unclear in [format!("{}", today.year() + 1), soon[..7].to_owned()] {
            let status = posted(&server, json!({"kind": kind, "value_date": unclear})).await.status;
            assert_eq!(status == 201, today.to_string().starts_with(&unclear), "{unclear}");
        }
    }
    posted(&server, json!({"kind": "commitment", "value_date": soon})).await.is(201);
    posted(&server, json!({"value_date": today.to_string()})).await.is(201);
}

#[tokio::test]
async fn a_public_entry_needs_dated_public_evidence() {
    let server = harness::start().await;
    let undated = json!([{"kind": "letter", "title": "Letter"}]);
    let hidden = json!([{"kind": "letter", "title": "Letter", "date": "2020", "audience": "office"}]);
    for evidence in [json!([]), undated, hidden.clone()] {
        posted(&server, json!({"evidence": evidence})).await.is(422).at("#/evidence");
    }
    posted(&server, json!({"evidence": hidden, "audience": "office"})).await.is(201);
    let untitled = json!([{"kind": "letter", "date": "2020"}]);
    posted(&server, json!({"evidence": untitled})).await.is(422).at("#/evidence/0/title");
}

#[tokio::test]
async fn office_evidence_is_hidden_from_visitors() {
    let server = harness::start().await;
    let (publisher, pledge) = a_pledge(&server).await;
    let public = json!({"kind": "letter", "title": "Public letter", "date": "2020"});
    let hidden = json!({"kind": "letter", "title": "Private letter", "date": "2020", "audience": "office"});
    let entry = given::an_entry(&publisher, &pledge, json!({"evidence": [public, hidden]})).await;
    assert_eq!(publisher.get(&entry.path).await.json()["evidence"].as_array().map(Vec::len), Some(2));
    let seen = server.visitor().get(&entry.path).await;
    assert_eq!(seen.json()["evidence"].as_array().map(Vec::len), Some(1));
    assert!(!seen.text().contains("Private"));
}

#[tokio::test]
async fn an_entry_cannot_have_a_wider_audience_than_its_pledge() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({"audience": "government"})).await;
    let path = format!("{}/entries", pledge.path);
    for audience in ["public", "partner"] {
        publisher.post(&path, given::entry(json!({"audience": audience}))).await.is(422).at("#/audience");
    }
    publisher.post(&path, given::entry(json!({"audience": "office"}))).await.is(201);
}

#[tokio::test]
async fn the_api_and_database_refuse_to_change_an_entry() {
    let server = harness::start().await;
    let (publisher, pledge) = a_pledge(&server).await;
    let entry = given::an_entry(&publisher, &pledge, json!({})).await;
    publisher.patch(&entry.path, &entry.etag, json!({"description": "x"})).await.is(405);
    publisher.request("DELETE", &entry.path).header("If-Match", &entry.etag).send().await.is(405);
    for sql in ["update entries set amount = 1", "delete from entries", "truncate entries cascade"] {
        let refusal = server.db_refusal(sql).await;
        assert!(refusal.contains("append-only"), "{sql}: {refusal}");
    }
    assert_eq!(server.visitor().get(&entry.path).await.json(), entry.json);
}

#[tokio::test]
async fn an_entry_is_found_only_under_its_own_pledge() {
    let server = harness::start().await;
    let (publisher, pledge) = a_pledge(&server).await;
    let entry = given::an_entry(&publisher, &pledge, json!({})).await;
    let other = given::a_pledge(&publisher, json!({})).await;
    server.visitor().get(&format!("{}/entries/{}", other.path, entry.id)).await.is(404);
    let nowhere = format!("/v1/pledges/{}/entries", uuid::Uuid::new_v4());
    publisher.post(&nowhere, given::entry(json!({}))).await.is(404);
    server.visitor().get(&nowhere).await.is(404);
}

#[tokio::test]
async fn entries_are_listed_by_date() {
    let server = harness::start().await;
    let (publisher, pledge) = a_pledge(&server).await;
    for date in ["2022-03-08", "2020", "2021-05"] {
        given::an_entry(&publisher, &pledge, json!({"date": date})).await;
    }
    let items = server.visitor().get(&format!("{}/entries", pledge.path)).await.items();
    let dates: Vec<&str> = items.iter().filter_map(|entry| entry["date"].as_str()).collect();
    assert_eq!(dates, ["2020", "2021-05", "2022-03-08"]);
}

#[tokio::test]
async fn a_stated_conversion_needs_a_positive_amount_and_rate() {
    let server = harness::start().await;
    for (amount, rate, at) in [("-7.00", "1.1", "amount"), ("7.00", "-5", "rate"), ("7.00", "0", "rate")] {
        let conversion = json!({"amount": money(amount, "USD"), "rate": rate});
        let refused = posted(&server, json!({"stated_conversion": conversion})).await;
        refused.is(422).at(&format!("#/stated_conversion/{at}"));
    }
}
