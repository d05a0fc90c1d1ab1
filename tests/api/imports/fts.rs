//! Imports of OCHA FTS flows: each is read once, with its source, and the totals agree with those
//! of FTS.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::lines;

/// Invented flows in the format of OCHA FTS, one for each case.
fn fixture() -> Vec<PathBuf> {
    files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/fts")))
}

/// Recorded flows, if present. `ACCORD_RECORDED_DATA=required` makes their absence a failure.
fn recorded() -> Option<Vec<PathBuf>> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/fts"));
    let required = std::env::var("ACCORD_RECORDED_DATA").is_ok_and(|value| value == "required");
    assert!(folder.exists() || !required, "the recorded flows are missing: {}", folder.display());
    folder.exists().then(|| files(folder))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder can be listed").flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|path| {
        path.extension().is_some_and(|ending| ending == "json") && !path.ends_with("refused.json")
    });
    files.sort();
    files
}

#[tokio::test]
async fn a_dry_run_gives_the_report_and_writes_nothing() {
    let server = harness::start().await;
    let before = lines(&server).await;
    let dry = server.import_fts(&fixture(), true).await;
    assert_eq!(lines(&server).await, before);
    let real = server.import_fts(&fixture(), false).await;
    assert_eq!((&dry["dry_run"], &real["dry_run"]), (&json!(true), &json!(false)));
    for what in
        ["flows_read", "organisations", "funds", "pledges", "entries", "funding_total", "pledge_total"]
    {
        assert_eq!(dry[what], real[what], "{what}");
    }
}

#[tokio::test]
async fn a_repeated_import_changes_nothing() {
    let server = harness::start().await;
    let first = server.import_fts(&fixture(), false).await;
    let after = lines(&server).await;
    let second = server.import_fts(&fixture(), false).await;
    assert_eq!(lines(&server).await, after);
    for what in ["organisations", "funds", "pledges", "entries"] {
        assert_eq!(second[what]["new"], 0, "{what}");
        assert_eq!(second[what]["matched"], first[what]["new"], "{what}");
    }
    assert_eq!(second["funding_total"], first["funding_total"]);
}

#[tokio::test]
async fn the_report_has_funding_and_pledge_totals() {
    let server = harness::start().await;
    let report = server.import_fts(&fixture(), false).await;
    assert_eq!((&report["funding_total"], &report["pledge_total"]), (&json!("7100.55"), &json!("300.00")));
}

#[tokio::test]
async fn every_entry_keeps_its_whole_source_record() {
    let server = harness::start().await;
    server.import_fts(&fixture(), false).await;
    let mut flows = std::collections::BTreeMap::new();
    for file in fixture() {
        let page: Value = serde_json::from_slice(&std::fs::read(file).expect("a file")).expect("JSON");
        for flow in page["data"]["flows"].as_array().expect("flows") {
            flows.insert(flow["id"].as_str().expect("an id").to_owned(), flow.clone());
        }
    }
    let mut kept = 0;
    let visitor = server.visitor();
    for pledge in visitor.all("/v1/pledges?limit=200").await {
        let path = format!("/v1/pledges/{}/entries?limit=200", pledge["id"].as_str().expect("an id"));
        for entry in visitor.all(&path).await {
            let provenance = &entry["provenance"];
            assert_eq!(provenance["register"], "ocha-fts");
            assert_eq!(provenance["data"], flows[provenance["record"].as_str().expect("an id")]);
            kept += 1;
        }
    }
    assert_eq!(kept, flows.len());
}

#[tokio::test]
async fn recorded_flows_add_up_to_the_totals_of_ocha() {
    let Some(files) = recorded() else { return eprintln!("no recorded flows here: not checked") };
    let server = harness::start().await;
    let report = server.import_fts(&files, false).await;
    assert_eq!((&report["flows_read"], &report["refused"]), (&json!(424), &json!([])));
    assert_eq!(
        (&report["funding_total"], &report["pledge_total"]),
        (&json!("381508179.00"), &json!("29621.00"))
    );
    assert_eq!(server.db_count("entries where register = 'ocha-fts'").await, 424);
}

/// The fixture in a new folder, with a change to its first page.
fn changed(folder: &Path, change: impl FnOnce(&mut Value)) -> Vec<PathBuf> {
    let mut files = fixture();
    let mut page: Value =
        serde_json::from_slice(&std::fs::read(&files[0]).expect("a file")).expect("the fixture is JSON");
    change(&mut page);
    files[0] = folder.join("page-1.json");
    std::fs::write(&files[0], page.to_string()).expect("the folder is writable");
    files
}

#[tokio::test]
async fn a_changed_record_is_reported_and_not_overwritten() {
    let server = harness::start().await;
    let first = server.import_fts(&fixture(), false).await;
    assert_eq!(first["reconciliation"]["matched"], 0);
    let new = first["entries"]["new"].as_u64().expect("a number");
    assert_eq!(first["reconciliation"]["missing_here"].as_array().expect("a list").len() as u64, new);
    let before = lines(&server).await;
    let folder = tempfile::tempdir().expect("a folder");
    let files = changed(folder.path(), |page| {
        page["data"]["flows"][1]["amountUSD"] = json!(4321);
    });
    let second = server.import_fts(&files, false).await;
    assert_eq!(lines(&server).await, before);
    let different = second["reconciliation"]["different"].as_array().expect("a list");
    let amount =
        different[0]["fields"].as_array().expect("a list").iter().find(|one| one["field"] == "amount");
    assert_eq!(amount.expect("the amount is named")["there"]["amount"], "4321.00");
    assert_eq!((different.len(), &second["reconciliation"]["matched"]), (1, &json!(new - 1)));
}

#[tokio::test]
async fn a_vanished_record_is_reported_and_not_deleted() {
    let server = harness::start().await;
    server.import_fts(&fixture(), false).await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut gone = String::new();
    let files = changed(folder.path(), |page| {
        let flow = page["data"]["flows"].as_array_mut().expect("flows").remove(1);
        gone = format!("ocha-fts {}", flow["id"].as_str().expect("an id"));
    });
    let before = lines(&server).await;
    let report = server.import_fts(&files, false).await;
    let missing = report["reconciliation"]["missing_there"].as_array().expect("a list");
    assert_eq!((missing.len(), &missing[0]["source"]), (1, &json!(gone)));
    assert_eq!(lines(&server).await, before);
}
