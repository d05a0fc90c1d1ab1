//! Imports of spreadsheets.

use std::path::{Path, PathBuf};

use harness::{Server, given};
use serde_json::{Value, json};

use super::{entry_of, lines, records};

fn ledger() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/csv/ledger.csv"))
}

fn mapping() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/csv/mapping.json"))
}

async fn import(server: &Server, file: &Path) -> Value {
    server.import_csv(file, &mapping(), None, false).await.expect("the file fits its mapping")
}

#[tokio::test]
async fn a_wrong_row_is_reported_and_stops_no_other() {
    let server = harness::start().await;
    let report = import(&server, &ledger()).await;
    let refused = report["refused"].as_array().expect("a list").iter();
    let mut refused: Vec<(&str, &str)> = refused
        .map(|one| (one["place"].as_str().expect("a place"), one["field"].as_str().unwrap_or_default()))
        .collect();
    refused.sort_unstable();
    let mut expected = [
        ("row 7", "Betrag"),
        ("row 8", "Schritt"),
        ("row 9", "Datum"),
        ("row 10", "Folgt"),
        ("row 11", "Betrag"),
        ("row 12", "Wertstellung"),
        ("row 13", "Geber"),
        ("row 14", "Fonds"),
        ("row 17", ""),
    ];
    expected.sort_unstable();
    assert_eq!(refused, expected);
    assert_eq!((&report["entries"]["new"], &report["rows_read"]), (&json!(6), &json!(15)));
}

#[tokio::test]
async fn rows_are_linked_in_any_order() {
    let server = harness::start().await;
    import(&server, &ledger()).await;
    let id = async |record: &str| entry_of(&server, record).await["id"].clone();
    assert_eq!(entry_of(&server, "2").await["follows"], id("1").await);
    assert_eq!(entry_of(&server, "3").await["follows"], id("2").await);
    assert_eq!(entry_of(&server, "4").await["reverses"], id("3").await);
    let first = entry_of(&server, "1").await;
    assert_eq!(first["superseded_by"], id("14").await);
    let path = format!("/v1/pledges/{}", first["pledge"].as_str().expect("an id"));
    let totals = &server.visitor().get(&path).await.json()["totals"];
    assert_eq!(totals["pledged"], json!([{"amount": "1200000.00", "currency": "EUR"}]));
    assert_eq!(totals["disbursed"], json!([{"amount": "50000.00", "currency": "EUR"}]));
}

#[tokio::test]
async fn dry_runs_and_repeated_imports_change_nothing() {
    let server = harness::start().await;
    let before = lines(&server).await;
    let mut dry = server.import_csv(&ledger(), &mapping(), None, true).await.expect("the file fits");
    assert_eq!(lines(&server).await, before);
    let first = import(&server, &ledger()).await;
    dry["dry_run"] = json!(false);
    assert_eq!(dry, first);
    let after = lines(&server).await;
    let second = import(&server, &ledger()).await;
    assert_eq!(lines(&server).await, after);
    assert_eq!(second["entries"], json!({"new": 0, "matched": 6}));
    let compared = &second["reconciliation"];
    assert_eq!((&compared["matched"], &compared["different"]), (&json!(6), &json!([])));
    assert_eq!((&compared["missing_here"], &compared["missing_there"]), (&json!([]), &json!([])));
    assert_eq!(second["refused"], first["refused"]);
    server.verify().await.expect("the log and the tables say the same");
}

#[tokio::test]
async fn a_changed_row_is_reported_and_not_overwritten() {
    let server = harness::start().await;
    import(&server, &ledger()).await;
    let text = std::fs::read_to_string(ledger()).expect("the fixture can be read");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ledger.csv");
    let gone = text.lines().filter(|line| !line.starts_with("5;")).collect::<Vec<_>>().join("\n");
    std::fs::write(&file, gone.replace("400.000,5;", "410.000,00;")).expect("the folder is writable");
    let before = lines(&server).await;
    let report = import(&server, &file).await;
    assert_eq!(lines(&server).await, before);
    let compared = &report["reconciliation"];
    assert_eq!(records(&compared["different"]), ["2"]);
    let fields = compared["different"][0]["fields"].as_array().expect("a list");
    let cell = fields.iter().find(|field| field["field"] == "record/row/Betrag").expect("the cell is named");
    assert_eq!((&cell["here"], &cell["there"]), (&json!("400.000,5"), &json!("410.000,00")));
    assert_eq!(compared["missing_there"][0]["source"], "example-ledger 5");
}

#[tokio::test]
async fn an_office_owns_the_pledges_imported_for_it() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let report = server.import_csv(&ledger(), &mapping(), Some(&office), false).await;
    report.expect("the file fits its mapping");
    let entry = entry_of(&server, "3").await;
    assert_eq!(entry["office"], office.id);
    let path = format!("/v1/pledges/{}/entries", entry["pledge"].as_str().expect("an id"));
    server.publisher(&office).post(&path, given::entry(json!({}))).await.is(201);
    server.publisher(server.founders()).post(&path, given::entry(json!({}))).await.is(403);
    let mut unknown = office.clone();
    unknown.slug = "nobody".to_owned();
    let refused = server.import_csv(&ledger(), &mapping(), Some(&unknown), false).await;
    assert_eq!(refused.expect_err("there is none"), "there is no office with the slug nobody");
}

#[tokio::test]
async fn the_published_template_imports_unchanged_and_hidden_from_visitors() {
    let server = harness::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let visitor = server.visitor();
    let (file, mapping) = (folder.path().join("template.csv"), folder.path().join("mapping.json"));
    for (file, path) in [(&file, "/v1/imports/template.csv"), (&mapping, "/v1/imports/mapping.json")] {
        std::fs::write(file, visitor.get(path).await.is(200).bytes()).expect("the folder is writable");
    }
    let report =
        server.import_csv(&file, &mapping, None, false).await.expect("the template fits its mapping");
    assert_eq!((&report["entries"]["new"], &report["refused"]), (&json!(2), &json!([])));
    let second =
        server.import_csv(&file, &mapping, None, false).await.expect("the template fits its mapping");
    assert_eq!(second["entries"], json!({"new": 0, "matched": 2}));
    assert_eq!(entry_of(&server, "SAMPLE-1").await["sample"], true);
    assert_eq!(visitor.get("/v1/pledges").await.json()["total"], 0);
}
