//! Imports of IATI activity files.

use std::path::{Path, PathBuf};

use harness::given;
use serde_json::{Value, json};

use super::{entry_of, lines, records};

/// Invented activities, one transaction for each case.
fn fixture() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/iati/activities.xml"))
}

fn folder(path: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(path).expect("the folder can be listed").flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files
}

/// IATI's own invalid files, if present. `ACCORD_RECORDED_DATA=required` makes their absence a
/// failure.
fn conformance() -> Vec<PathBuf> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/iati/conformance/should-fail");
    let required = std::env::var("ACCORD_RECORDED_DATA").is_ok_and(|value| value == "required");
    assert!(Path::new(path).exists() || !required, "IATI's conformance files are missing: {path}");
    if Path::new(path).exists() { folder(path) } else { Vec::new() }
}

/// The fixture with a change, in a new folder.
fn changed(folder: &Path, from: &str, to: &str) -> PathBuf {
    let text = std::fs::read_to_string(fixture()).expect("the fixture can be read");
    assert!(text.contains(from), "{from}");
    let file = folder.join("activities.xml");
    std::fs::write(&file, text.replacen(from, to, 1)).expect("the folder is writable");
    file
}

#[tokio::test]
async fn a_dry_run_gives_the_report_and_writes_nothing() {
    let server = harness::start().await;
    let before = lines(&server).await;
    let dry = server.import_iati(&[fixture()], None, true).await.expect("the file is valid");
    assert_eq!(lines(&server).await, before);
    let mut real = server.import_iati(&[fixture()], None, false).await.expect("the file is valid");
    assert_ne!(lines(&server).await, before);
    assert_eq!((&dry["dry_run"], &real["dry_run"]), (&json!(true), &json!(false)));
    real["dry_run"] = json!(true);
    assert_eq!(dry, real);
}

#[tokio::test]
async fn a_repeated_import_changes_nothing() {
    let server = harness::start().await;
    let first = server.import_iati(&[fixture()], None, false).await.expect("the file is valid");
    let after = lines(&server).await;
    let second = server.import_iati(&[fixture()], None, false).await.expect("the file is valid");
    assert_eq!(lines(&server).await, after);
    for what in ["organisations", "funds", "pledges", "entries"] {
        assert_ne!(first[what]["new"], 0, "{what}");
        assert_eq!(second[what], json!({"new": 0, "matched": first[what]["new"]}), "{what}");
    }
    let compared = &second["reconciliation"];
    assert_eq!(compared["matched"], first["entries"]["new"]);
    for what in ["different", "missing_here", "missing_there"] {
        assert_eq!(compared[what], json!([]), "{what}");
    }
    assert_eq!(second["refused"], first["refused"]);
    server.verify().await.expect("the log and the tables say the same");
}

#[tokio::test]
async fn a_wrong_transaction_is_reported_and_stops_no_other() {
    let server = harness::start().await;
    let report = server.import_iati(&[fixture()], None, false).await.expect("the file is valid");
    let wrong = ["XX-EX-100-PEACE#Z-1", "XX-EX-100-PEACE#X-1", "XX-EX-200#4", "XX-EX-100-PEACE#F-1"];
    let barred = ["XX-EX-100-PEACE#N-1", "XX-EX-200#3"];
    let mut refused = records(&report["refused"]);
    refused.sort_unstable();
    let mut expected = [&wrong[..], &barred[..]].concat();
    expected.sort_unstable();
    assert_eq!(refused, expected);
    for one in report["refused"].as_array().expect("a list") {
        assert!(one["place"].as_str().expect("a place").contains("activities.xml, line "), "{one}");
    }
    let read = report["transactions_read"].as_u64().expect("a number");
    assert_eq!(
        report["entries"]["new"],
        read - expected.len() as u64 - 1,
        "one is of a type that is passed over"
    );
    assert_eq!(report["passed_over"], json!({"4": 1}));
}

#[tokio::test]
async fn an_invalid_file_is_refused_whole_with_the_line() {
    let server = harness::start().await;
    let before = lines(&server).await;
    let own = folder(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/iati/refused"));
    for file in own.into_iter().chain(conformance()) {
        let refused = server.import_iati(&[fixture(), file.clone()], None, false).await;
        let refused = refused.expect_err("the file is invalid");
        let name = file.file_name().expect("a file has a name").to_string_lossy().into_owned();
        assert!(refused.contains(&name) && refused.contains("\n  line "), "{refused}");
    }
    assert_eq!(lines(&server).await, before);
}

#[tokio::test]
async fn texts_in_three_languages_survive_the_import() {
    let server = harness::start().await;
    server.import_iati(&[fixture()], None, false).await.expect("the file is valid");
    let entry = entry_of(&server, "XX-EX-100-PEACE#C-1").await;
    assert_eq!(entry["description"], "Agreement signed in Exampleton");
    let told = &entry["provenance"]["data"]["transaction"]["description"][0]["narrative"];
    assert_eq!(told[0], json!({"#text": "Accord signé à Exempleville"}));
    assert_eq!(told[1], json!({"@xml:lang": "ar", "#text": "اتفاقية موقعة"}));
    assert_eq!(entry["provenance"]["data"]["activity"]["@xml:lang"], "fr");
}

#[tokio::test]
async fn a_negative_value_reverses_the_earlier_commitment() {
    let server = harness::start().await;
    server.import_iati(&[fixture()], None, false).await.expect("the file is valid");
    let visitor = server.visitor();
    let reversal = entry_of(&server, "XX-EX-100-PEACE#C-2").await;
    let original = entry_of(&server, "XX-EX-100-PEACE#C-1").await;
    assert_eq!((&reversal["kind"], &reversal["reverses"]), (&json!("reversal"), &original["id"]));
    let pledge =
        visitor.get(&format!("/v1/pledges/{}", original["pledge"].as_str().expect("an id"))).await.json();
    assert_eq!(pledge["totals"]["committed"], json!([{"amount": "500000.00", "currency": "USD"}]));
    assert_eq!(pledge["totals"]["pledged"], json!([{"amount": "1000000.00", "currency": "EUR"}]));
    // A receipt is the same money as a disbursement and is not added to it.
    assert_eq!(pledge["totals"]["disbursed"], json!([]));
}

#[tokio::test]
async fn onward_money_is_in_no_total() {
    let server = harness::start().await;
    server.import_iati(&[fixture()], None, false).await.expect("the file is valid");
    let entry = entry_of(&server, "XX-EX-100-PEACE#B-1").await;
    assert_eq!((&entry["kind"], &entry["counting"]), (&json!("disbursement"), &json!("onward")));
    let path = format!("/v1/pledges/{}", entry["pledge"].as_str().expect("an id"));
    assert_eq!(server.visitor().get(&path).await.json()["totals"]["disbursed"], json!([]));
}

#[tokio::test]
async fn a_given_fund_takes_every_activity() {
    let server = harness::start().await;
    let publisher = server.publisher(server.founders());
    let fund = given::a_fund(&publisher, json!({})).await;
    let slug = fund.json["slug"].as_str().expect("a slug");
    let unknown = server.import_iati(&[fixture()], Some("no-such-fund"), false).await;
    assert_eq!(unknown.expect_err("there is no such fund"), "there is no fund with the slug no-such-fund");
    let report = server.import_iati(&[fixture()], Some(slug), false).await.expect("the file is valid");
    assert_eq!(report["funds"], json!({"new": 0, "matched": 1}));
    let pledges = server.visitor().all(&format!("/v1/pledges?fund={slug}")).await;
    assert_eq!(pledges.len() as u64, report["pledges"]["new"].as_u64().expect("a number"));
}

#[tokio::test]
async fn a_changed_record_differs_until_an_office_supersedes_it() {
    let server = harness::start().await;
    server.import_iati(&[fixture()], None, false).await.expect("the file is valid");
    let before = lines(&server).await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = changed(folder.path(), ">250000.50<", ">250000.75<");
    let report =
        server.import_iati(std::slice::from_ref(&file), None, false).await.expect("the file is valid");
    assert_eq!(lines(&server).await, before);
    let different = report["reconciliation"]["different"].as_array().expect("a list");
    assert_eq!((different.len(), &different[0]["record"]), (1, &json!("XX-EX-100-PEACE#R-1")));
    let amount = |amount: &str| json!({"amount": amount, "currency": "EUR"});
    let expected = json!({"field": "amount", "here": amount("250000.50"), "there": amount("250000.75")});
    assert_eq!(different[0]["fields"][0], expected);

    // The remedy that the report suggests.
    let entry = entry_of(&server, "XX-EX-100-PEACE#R-1").await;
    let path = format!("/v1/pledges/{}/entries", entry["pledge"].as_str().expect("an id"));
    let new = given::entry(json!({
        "kind": "receipt", "amount": amount("250000.75"), "date": "2025-03-10", "value_date": "2025-03-10",
        "supersedes": entry["id"],
    }));
    let publisher = server.publisher(server.founders());
    publisher.post(&path, new).await.is(201);
    let report = server.import_iati(&[file], None, false).await.expect("the file is valid");
    assert_eq!(report["reconciliation"]["different"], json!([]));
    assert_eq!(report["reconciliation"]["missing_there"], json!([]));
}

#[tokio::test]
async fn an_office_cannot_add_entries_to_an_imported_pledge() {
    let server = harness::start().await;
    server.import_iati(&[fixture()], None, false).await.expect("the file is valid");
    let entry = entry_of(&server, "XX-EX-100-PEACE#R-1").await;
    let path = format!("/v1/pledges/{}/entries", entry["pledge"].as_str().expect("an id"));
    server.publisher(server.founders()).post(&path, given::entry(json!({}))).await.is(403);
}

#[tokio::test]
async fn records_missing_on_either_side_are_reported() {
    let server = harness::start().await;
    server.import_iati(&[fixture()], None, false).await.expect("the file is valid");
    let folder = tempfile::tempdir().expect("a folder");
    let file = changed(folder.path(), "<transaction ref=\"P-1\">", "<transaction ref=\"P-9\">");
    let report = server.import_iati(&[file], None, true).await.expect("the file is valid");
    let source = |list: &Value| list[0]["source"].as_str().expect("a source").to_owned();
    assert_eq!(source(&report["reconciliation"]["missing_here"]), "iati XX-EX-100-PEACE#P-9");
    assert_eq!(source(&report["reconciliation"]["missing_there"]), "iati XX-EX-100-PEACE#P-1");
}

#[tokio::test]
async fn an_entry_already_posted_by_an_office_is_not_imported() {
    let server = harness::start().await;
    let publisher = server.publisher(server.founders());
    let donor = given::an_organisation(&publisher, json!({"identifiers": ["XX-GOV-2"]})).await;
    let fund = given::a_fund(&publisher, json!({"slug": "iati-xx-gov-2-grant"})).await;
    let pledge = given::a_pledge(&publisher, json!({"fund": fund.id, "donor": donor.id})).await;
    let amount = json!({"amount": "200.00", "currency": "GBP"});
    let step =
        json!({"kind": "commitment", "date": "2025-02-15", "value_date": "2025-02-15", "amount": amount});
    let posted = given::an_entry(&publisher, &pledge, step).await;
    let report = server.import_iati(&[fixture()], None, false).await.expect("the file is valid");
    let different = &report["reconciliation"]["different"];
    assert_eq!(
        (&different[0]["record"], &different[0]["entry"]),
        (&json!("XX-GOV-2-GRANT#G2"), &json!(posted.id))
    );
    assert_eq!(different[0]["fields"][0]["here"], "an office");
    assert_eq!(server.db_count("entries where record = 'XX-GOV-2-GRANT#G2'").await, 0);
    assert_eq!(server.db_count("entries where record = 'XX-GOV-2-GRANT#G3'").await, 1);
}
