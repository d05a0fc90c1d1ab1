//! Tests of the comparison of a file with the ledger.

use serde_json::{Value, json};
use shared::{entries::NewEntry, fields};
use uuid::Uuid;

use super::{Here, Judgement, Party, There, Verdict, judge};

const DONOR: Uuid = Uuid::from_u128(1);
const FUND: Uuid = Uuid::from_u128(2);

fn step(amount: &str) -> NewEntry {
    let evidence = json!({"kind": "register", "title": "A record", "date": "2026-01-05"});
    let body = json!({
        "kind": "commitment", "audience": "public", "date": "2026-01-05", "value_date": "2026-01-05",
        "amount": {"amount": amount, "currency": "EUR"}, "evidence": [evidence],
    });
    fields::read(&body).unwrap()
}

fn here(id: u128, source: Option<(&str, &str)>, amount: &str) -> Here {
    Here {
        id: Uuid::from_u128(id),
        pledge: Uuid::from_u128(3),
        entry: step(amount),
        source: source.map(|(register, record)| (register.to_owned(), record.to_owned())),
        data: json!({"value": amount}),
        donor: (DONOR, "A donor".to_owned()),
        fund: (FUND, "a-fund".to_owned()),
        superseded_by: None,
    }
}

/// Judges these records against the stored entries.
fn against(file: &[(&str, &str, bool)], here: &[Here]) -> Judgement {
    let steps: Vec<(NewEntry, Value)> =
        file.iter().map(|(_, amount, _)| (step(amount), json!({"value": amount}))).collect();
    let there: Vec<There<'_>> = file
        .iter()
        .zip(&steps)
        .map(|((record, _, is_derived), (entry, data))| There {
            register: "ours",
            record,
            is_derived: *is_derived,
            entry,
            data,
            donor: Party { id: Some(DONOR), name: "A donor" },
            fund: Party { id: Some(FUND), name: "a-fund" },
        })
        .collect();
    judge(&there, here)
}

#[test]
fn an_unchanged_record_matches_and_an_absent_one_is_new() {
    let judged =
        against(&[("1", "10.00", false), ("2", "20.00", false)], &[here(11, Some(("ours", "1")), "10.00")]);
    assert_eq!(judged.verdicts, [Verdict::Known(Uuid::from_u128(11)), Verdict::New]);
    assert_eq!((judged.report.matched, judged.report.different.len()), (1, 0));
}

#[test]
fn a_changed_record_is_reported_with_both_values_per_field() {
    let judged = against(&[("1", "12.00", false)], &[here(11, Some(("ours", "1")), "10.00")]);
    let fields: Vec<(&str, &Value, &Value)> = judged.report.different[0]
        .fields
        .iter()
        .map(|field| (field.field.as_str(), &field.here, &field.there))
        .collect();
    let (before, now) =
        (json!({"amount": "10.00", "currency": "EUR"}), json!({"amount": "12.00", "currency": "EUR"}));
    let expected = [("amount", &before, &now), ("record/value", &json!("10.00"), &json!("12.00"))];
    assert_eq!(fields, expected);
    assert_eq!(judged.verdicts, [Verdict::Known(Uuid::from_u128(11))]);
}

#[test]
fn a_record_is_compared_with_its_superseding_entry() {
    let first = Here { superseded_by: Some(Uuid::from_u128(12)), ..here(11, Some(("ours", "1")), "10.00") };
    let later = here(12, None, "12.00");
    let judged = against(&[("1", "12.00", false)], &[first.clone(), later.clone()]);
    assert_eq!(judged.verdicts, [Verdict::Known(Uuid::from_u128(12))]);
    assert_eq!((judged.report.matched, judged.report.missing_there.len()), (1, 0));
    let judged = against(&[("1", "13.00", false)], &[first, later]);
    assert_eq!(judged.report.different[0].fields[0].field, "amount");
}

#[test]
fn entries_absent_from_the_file_are_reported_missing() {
    let elsewhere = Here { donor: (Uuid::from_u128(9), "Another".to_owned()), ..here(14, None, "40.00") };
    let known = [here(12, Some(("ours", "2")), "20.00"), here(13, None, "30.00"), elsewhere];
    let judged = against(&[("1", "10.00", false)], &known);
    let missing: Vec<_> = judged.report.missing_there.iter().map(|missing| missing.source.as_str()).collect();
    assert_eq!(missing, ["ours 2", "an office"]);
}

#[test]
fn an_equal_entry_from_elsewhere_is_not_imported_again() {
    let judged =
        against(&[("1", "10.00", false), ("2", "10.00", false)], &[here(11, Some(("other", "7")), "10.00")]);
    // One entry matches one record, not two.
    assert_eq!(judged.verdicts, [Verdict::Elsewhere(Uuid::from_u128(11)), Verdict::New]);
    assert_eq!(judged.report.different[0].fields[0].here, "other 7");
}

#[test]
fn only_a_record_with_a_derived_id_may_have_moved() {
    let known = [here(11, Some(("ours", "1")), "10.00")];
    assert_eq!(against(&[("2", "10.00", false)], &known).verdicts, [Verdict::New]);
    let moved = against(&[("2", "10.00", true)], &known);
    assert_eq!(moved.verdicts, [Verdict::Elsewhere(Uuid::from_u128(11))]);
    let both = against(&[("1", "10.00", true), ("2", "10.00", true)], &known);
    assert_eq!(both.verdicts, [Verdict::Known(Uuid::from_u128(11)), Verdict::New]);
}
