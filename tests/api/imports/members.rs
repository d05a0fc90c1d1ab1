//! Imports of spreadsheets of members.

use std::path::{Path, PathBuf};

use harness::{Server, given};
use serde_json::{Value, json};

use super::lines;

fn fixture(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/csv")).join(name)
}

async fn import(server: &Server, dry_run: bool) -> Value {
    let (file, mapping) = (fixture("members.csv"), fixture("members-mapping.json"));
    server.import_members(&file, &mapping, None, dry_run).await.expect("the file fits its mapping")
}

async fn member(server: &Server, name: &str, since: &str) -> Value {
    let members = server.reader(server.founders()).all("/v1/members?limit=200").await;
    let is_it = |member: &Value| member["organisation"]["name"] == name && member["since"] == since;
    let found = members.into_iter().find(is_it);
    found.unwrap_or_else(|| panic!("{name} is no member"))
}

#[tokio::test]
async fn a_row_becomes_an_organisation_a_membership_and_its_consent() {
    let server = harness::start().await;
    import(&server, false).await;
    let first = member(&server, "Example member one", "2015-05-01").await;
    assert_eq!((&first["until"], &first["listing"]), (&json!("2018-12-31"), &json!("full")));
    assert_eq!(first["places"], json!([{"country": "PS", "name": "Ramallah"}]));
    let consent = json!({"given_on": "2015", "by": "The board", "how": "letter"});
    assert_eq!(first["consent"], consent);
    let id = first["organisation"]["id"].as_str().expect("an id");
    let organisation = server.visitor().get(&format!("/v1/organisations/{id}")).await.is(200).json();
    assert_eq!(organisation["identifiers"], json!(["XX-EXAMPLE-1", "XX-EXAMPLE-2"]));
    assert_eq!((&organisation["names"]["ar"], &organisation["country"]), (&json!("عضو"), &json!("PS")));
    let counted = member(&server, "Example member two", "2019").await;
    assert_eq!(counted["listing"], "count_only");
    for list in ["/v1/members", "/v1/organisations"] {
        assert!(!server.visitor().get(list).await.text().contains("two"), "{list}");
    }
}

#[tokio::test]
async fn a_wrong_member_row_is_reported_and_stops_no_other() {
    let server = harness::start().await;
    let report = import(&server, false).await;
    let refused = report["refused"].as_array().expect("a list").iter();
    let refused: Vec<(&str, &str)> = refused
        .map(|one| (one["place"].as_str().expect("a place"), one["field"].as_str().unwrap_or_default()))
        .collect();
    let expected = [
        ("row 5", "Einwilligung am"),
        ("row 6", "Land"),
        ("row 6", "Liste"),
        // The second membership of the first member overlaps its first.
        ("row 7", "Seit"),
        ("row 8", "Liste"),
    ];
    assert_eq!(refused, expected);
    assert_eq!((&report["rows_read"], &report["members"]["new"]), (&json!(7), &json!(3)));
    assert_eq!(report["organisations"], json!({"new": 2, "matched": 2}));
}

#[tokio::test]
async fn member_dry_runs_and_repeated_imports_change_nothing() {
    let server = harness::start().await;
    let before = lines(&server).await;
    let mut dry = import(&server, true).await;
    assert_eq!(lines(&server).await, before);
    let first = import(&server, false).await;
    dry["dry_run"] = json!(false);
    assert_eq!(dry, first);
    let after = lines(&server).await;
    let second = import(&server, false).await;
    assert_eq!(lines(&server).await, after);
    assert_eq!(second["members"], json!({"new": 0, "matched": 3}));
    assert_eq!(second["organisations"]["new"], 0);
    assert_eq!(second["refused"], first["refused"]);
    server.verify().await.expect("the log and the tables say the same");
}

#[tokio::test]
async fn an_office_owns_the_members_imported_for_it() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (file, mapping) = (folder.path().join("template.csv"), folder.path().join("mapping.json"));
    let templates = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../api/src/imports/csv/members"));
    // The published template imports unchanged, and outsiders do not see its rows.
    for to in [&file, &mapping] {
        let from = templates.join(to.file_name().expect("a name"));
        std::fs::copy(from, to).expect("the template can be read");
    }
    let report = server.import_members(&file, &mapping, Some(&office), false).await;
    let report = report.expect("the template fits its mapping");
    assert_eq!((&report["members"]["new"], &report["refused"]), (&json!(2), &json!([])));
    let made = member(&server, "Sample member (invented)", "2020-05").await;
    assert_eq!((&made["office"], &made["sample"]), (&json!(office.id), &json!(true)));
    let path = format!("/v1/members/{}", made["id"].as_str().expect("an id"));
    let publisher = server.publisher(&office);
    let etag = publisher.get(&path).await.etag();
    publisher.patch(&path, &etag, json!({"listing": "hidden"})).await.is(200);
    assert_eq!(server.visitor().get("/v1/members").await.json()["total"], 0);
    assert_eq!(server.visitor().get("/v1/organisations").await.json()["total"], 0);
}

#[tokio::test]
async fn a_merged_member_matches_by_either_identifier_or_its_name() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let kept = given::an_organisation(&publisher, json!({"identifiers": ["XX-EXAMPLE-1"]})).await;
    let merged = json!({"name": "Example member two", "identifiers": ["XX-EXAMPLE-2"]});
    let merged = given::an_organisation(&publisher, merged).await;
    given::a_merge(&publisher, &merged, &kept).await;
    let report = import(&server, false).await;
    assert_eq!(report["organisations"], json!({"new": 0, "matched": 4}), "{report}");
}
