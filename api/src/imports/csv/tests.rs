//! Tests of the importer, on a spreadsheet made for them and on the published template.

use shared::entries::EntryKind;

use super::{Mapping, Planned, TEMPLATE, TEMPLATE_MAPPING, plan, read};

const LEDGER: &[u8] = include_bytes!("../../../../tests/fixtures/csv/ledger.csv");
const MAPPING: &[u8] = include_bytes!("../../../../tests/fixtures/csv/mapping.json");

fn planned() -> Planned {
    let mapping = Mapping::read(MAPPING).unwrap();
    plan(&read("ledger.csv", LEDGER, &mapping).unwrap(), &mapping)
}

/// Plans a table with these rows, which have every column.
fn table(rows: &str) -> Planned {
    let mapping = Mapping::read(
        br#"{"register": "r", "fields": {
            "donor.name": {"column": "donor"}, "fund.slug": {"constant": "f"}, "kind": {"constant": "endorsement"},
            "audience": {"column": "audience", "constant": "office"}, "date": {"constant": "2026-01-01"},
            "sample": {"constant": "false"}}}"#,
    );
    let mapping = mapping.unwrap();
    plan(&read("a.csv", format!("donor,audience\n{rows}").as_bytes(), &mapping).unwrap(), &mapping)
}

#[test]
fn a_row_becomes_an_entry_by_its_mapping() {
    let planned = planned();
    let find = |record: &str| {
        planned.plan.entries.iter().find(|entry| entry.provenance.record == record).expect(record)
    };
    let second = find("2");
    let amount = second.entry.amount.unwrap();
    assert_eq!(second.entry.kind, EntryKind::Commitment);
    assert_eq!((amount.amount().to_string(), amount.currency().code()), ("400000.50".to_owned(), "EUR"));
    assert_eq!(second.entry.date.to_string(), "2026-03-02");
    assert_eq!(
        (second.entry.purposes[0].code.as_str(), second.links.follows.as_deref()),
        ("15220", Some("1"))
    );
    assert_eq!(find("1").entry.usage_years, [2026, 2027, 2028]);
    assert_eq!(find("3").entry.evidence[0].title, "Example advice; with a semicolon");
    assert_eq!(find("5").entry.date.to_string(), "2026");
    assert_eq!(find("14").links.supersedes.as_deref(), Some("1"));
    assert_eq!(second.provenance.data["row"]["Betrag"], "400.000,5");
}

#[test]
fn a_wrong_row_is_refused_alone_by_number_and_column() {
    let planned = planned();
    let refused: Vec<(&str, &str)> = planned
        .plan
        .refused
        .iter()
        .map(|one| (one.place.as_deref().unwrap_or_default(), one.field.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        refused,
        [("row 17", ""), ("row 7", "Betrag"), ("row 8", "Schritt"), ("row 9", "Datum"), ("row 13", "Geber")]
    );
    let records: Vec<&str> =
        planned.plan.entries.iter().map(|entry| entry.provenance.record.as_str()).collect();
    assert_eq!(records, ["1", "2", "4", "3", "5", "9", "10", "11", "13", "14"]);
}

#[test]
fn new_donors_get_the_widest_audience_of_their_rows() {
    let audience = |rows: &str| table(rows).plan.pledges[0].audience.as_str();
    assert_eq!(audience("A,office\nA,government\n"), "government");
    assert_eq!(audience("A,\n"), "office");
    let plan = table("A,office\nA,government\n").plan;
    assert_eq!(plan.organisations[0].head.as_ref().unwrap().audience.as_str(), "government");
}

#[test]
fn rows_without_ids_keep_derived_ids_after_insertions() {
    let ids = |rows: &str| -> Vec<String> {
        table(rows).plan.entries.into_iter().map(|entry| entry.provenance.record).collect()
    };
    let (before, after) = (ids("A,\nB,\nB,\n"), ids("C,\nB,\nA,\nB,\n"));
    assert_eq!((before.len(), after.len()), (3, 4));
    assert!(before.iter().all(|id| after.contains(id)));
}

#[test]
fn every_fault_of_a_mapping_is_reported() {
    let wrong = |text: &str| Mapping::read(text.as_bytes()).unwrap_err();
    let said = wrong(
        r#"{"register": "ocha-fts", "decimal_separator": "..", "fields": {"donor.nam": {"column": "a"}}}"#,
    );
    for detail in [
        "#/register must not be a register with its own importer",
        "#/decimal_separator must be one character",
        "#/fields/donor.nam is not a known field; the nearest known name is `donor.name`",
        "#/fields/kind is required",
    ] {
        assert!(said.contains(detail), "{said}");
    }
    assert!(wrong("register: x").starts_with("is not JSON"));
}

#[test]
fn a_table_without_a_mapped_column_is_refused_whole() {
    let mapping = Mapping::read(MAPPING).unwrap();
    let refusal = |text: &[u8]| read("a.csv", text, &mapping).map(|_| ()).unwrap_err().to_string();
    let renamed = String::from_utf8(LEDGER.to_vec()).unwrap().replacen("Betrag", "Betragg", 1);
    assert!(refusal(renamed.as_bytes()).contains("no column `Betrag`; the nearest is `Betragg`"));
    let twice = String::from_utf8(LEDGER.to_vec()).unwrap().replacen("Betrag", "Datum", 1);
    assert!(refusal(twice.as_bytes()).contains("the column `Datum` twice"));
    assert!(refusal(b"").contains("it is empty"));
    assert!(refusal(&[LEDGER, b"\xe9;"].concat()).contains("is not UTF-8"));
}

#[test]
fn the_template_fits_its_mapping_and_is_all_sample() {
    let mapping = Mapping::read(TEMPLATE_MAPPING.as_bytes()).unwrap();
    let planned = plan(&read("template.csv", TEMPLATE.as_bytes(), &mapping).unwrap(), &mapping);
    assert_eq!((planned.plan.entries.len(), planned.plan.refused.as_slice()), (2, &[][..]));
    assert!(planned.plan.entries.iter().all(|entry| entry.entry.sample));
    assert!(planned.plan.pledges.iter().all(|pledge| pledge.sample));
}
