//! Tests of single transactions: the entry of each, and the reasons for refusals.

use std::collections::HashSet;

use serde_json::{Value, json};
use shared::entries::{Counting, Earmarking, EntryKind};

use super::{Planned, activity, fixture, one, planned};
use crate::imports::{iati::plan, plan::PlannedEntry};

const FUND: &str = "XX-EX-100-PEACE";

fn refusals(planned: &Planned) -> Vec<(&str, Option<&str>, &str)> {
    let refused = planned.plan.refused.iter();
    refused.map(|one| (one.record.as_str(), one.field.as_deref(), one.reason.as_str())).collect()
}

fn records(planned: &Planned) -> HashSet<String> {
    planned.plan.entries.iter().map(|entry| entry.provenance.record.clone()).collect()
}

fn transaction(attributes: &str, value: &str) -> String {
    format!(
        "<transaction {attributes}><transaction-type code=\"3\"/><transaction-date iso-date=\"2025-01-01\"/>\
         <value value-date=\"2025-01-01\">{value}</value></transaction>"
    )
}

fn of(transactions: &str) -> Planned {
    plan(&one("a.xml", &activity(transactions)).unwrap(), None)
}

#[test]
fn a_transaction_becomes_its_providers_entry_of_that_type() {
    let plan = fixture();
    for (record, kind, amount, date, value_date, donor) in [
        (
            "P-1",
            EntryKind::Pledge,
            "1000000.00 EUR",
            "2025-01-10",
            "2025-01-09",
            "Example Land, Government of",
        ),
        (
            "C-1",
            EntryKind::Commitment,
            "600000.00 USD",
            "2025-02-10",
            "2025-02-11",
            "Example Land, Government of",
        ),
        (
            "R-1",
            EntryKind::Receipt,
            "250000.50 EUR",
            "2025-03-10",
            "2025-03-10",
            "Example Land, Government of",
        ),
        ("B-1", EntryKind::Disbursement, "2000.00 EUR", "2025-07-10", "2025-07-10", "Example Peace Fund"),
    ] {
        let planned = planned(&plan, &format!("{FUND}#{record}"));
        let money = planned.entry.amount.unwrap();
        assert_eq!(planned.entry.kind, kind);
        assert_eq!(format!("{} {}", money.amount(), money.currency()), amount);
        assert_eq!(planned.entry.date.to_string(), date);
        assert_eq!(planned.entry.value_date.unwrap().to_string(), value_date);
        let pledge = &plan.plan.pledges[planned.pledge];
        assert_eq!(plan.plan.organisations[pledge.donor].head.as_ref().unwrap().name, donor);
        assert_eq!(plan.plan.funds[pledge.fund].slug, "iati-xx-ex-100-peace");
    }
    assert_eq!(plan.passed_over, [("4".to_owned(), 1)].into());
}

#[test]
fn onward_payments_of_a_funded_activity_are_not_counted_again() {
    let plan = fixture();
    assert_eq!(planned(&plan, "XX-EX-100-PEACE#B-1").entry.counting, Counting::Onward);
    assert_eq!(planned(&plan, "XX-EX-100-PEACE#C-1").entry.counting, Counting::Full);
    assert_eq!(planned(&plan, "XX-GOV-2-GRANT#G3").entry.counting, Counting::Full);
}

#[test]
fn without_a_provider_the_donor_is_the_reporter_or_funder() {
    let plan = fixture();
    let donor = |record: &str| {
        let pledge = &plan.plan.pledges[planned(&plan, record).pledge];
        plan.plan.organisations[pledge.donor].head.clone().unwrap()
    };
    assert_eq!(donor("XX-GOV-2-GRANT#G1").identifiers, ["XX-GOV-2"]);
    assert_eq!(donor("XX-EX-200#1").name, "Fondation d’exemple");
    assert!(donor("XX-EX-200#1").identifiers.is_empty());
    let incoming = transaction("", "5").replace("code=\"3\"", "code=\"11\"");
    let text = String::from_utf8(activity(&incoming)).unwrap();
    let doubled = text.replace("<participating-org role=\"2\"", "<participating-org role=\"1\"");
    let several = super::plan(&one("a.xml", doubled.as_bytes()).unwrap(), None);
    assert!(refusals(&several)[0].2.contains("several organisations fund its activity"));
}

#[test]
fn all_languages_are_kept_and_english_is_shown() {
    let plan = fixture();
    let PlannedIn { entry, data } = of_record(&plan, "XX-EX-100-PEACE#C-1");
    assert_eq!(entry["description"], "Agreement signed in Exampleton");
    let told: Vec<&Value> = data["transaction"]["description"][0]["narrative"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["#text"])
        .collect();
    assert_eq!(told, ["Accord signé à Exempleville", "اتفاقية موقعة", "Agreement signed in Exampleton"]);
    assert_eq!(
        data["activity"]["title"][0]["narrative"][1],
        json!({"@xml:lang": "ar", "#text": "صندوق المثال للسلام"})
    );
    assert_eq!(entry["evidence"][0]["title"], "Example & Partners Peace Fund");
    assert_eq!(of_record(&plan, "XX-EX-200#1").entry["evidence"][0]["title"], "Projet d’exemple");
}

struct PlannedIn<'a> {
    entry: Value,
    data: &'a Value,
}

fn of_record<'a>(plan: &'a Planned, record: &str) -> PlannedIn<'a> {
    let planned = planned(plan, record);
    PlannedIn { entry: serde_json::to_value(&planned.entry).unwrap(), data: &planned.provenance.data }
}

/// The most detailed transaction, which has no `ref`.
fn grant(plan: &Planned) -> &PlannedEntry {
    plan.plan.entries.iter().find(|entry| entry.entry.date.to_string() == "2025-05-10").unwrap()
}

#[test]
fn an_entry_keeps_its_whole_transaction_with_extensions() {
    let plan = fixture();
    let data = &grant(&plan).provenance.data["transaction"];
    assert_eq!((&data["@humanitarian"], &data["flow-type"][0]["@code"]), (&json!("1"), &json!("10")));
    let extension = &data["{https://example.org/ns}note"][0];
    assert_eq!(extension["#text"], "An extension that the schema allows");
    assert_eq!(extension["@{https://example.org/ns}kind"], "internal");
}

#[test]
fn the_evidence_has_the_records_date_and_document() {
    let plan = fixture();
    let evidence = &of_record(&plan, "XX-EX-100-PEACE#P-1").entry["evidence"][0];
    assert_eq!((&evidence["kind"], &evidence["date"]), (&json!("register"), &json!("2026-01-20")));
    assert_eq!(
        (&evidence["url"], &evidence["language"]),
        (&json!("https://example.org/peace"), &json!("en-GB"))
    );
    assert_eq!(of_record(&plan, "XX-GOV-2-GRANT#G1").entry["evidence"][0]["date"], "2025-01-15");
}

#[test]
fn percentages_without_a_whole_are_left_out_and_reported() {
    let plan = fixture();
    let entry = of_record(&plan, "XX-EX-100-PEACE#P-1").entry;
    let purpose = |code, percentage| json!({"vocabulary": "1", "code": code, "percentage": percentage});
    assert_eq!(entry["purposes"], json!([purpose("15220", "60"), purpose("15160", "40")]));
    let recipients = json!([{"country": "IL", "percentage": "50"}, {"country": "PS", "percentage": "50"}]);
    assert_eq!(entry["recipients"], recipients);
    let left = plan.left_out.iter().find(|left| left.record == "XX-EX-100-PEACE#P-1").unwrap();
    let said = (left.field.as_deref(), left.reason.as_str());
    assert_eq!(said, (Some("sector, vocabulary 2"), "has percentages that add up to 66.6 instead of 100"));
}

#[test]
fn a_transactions_own_details_override_its_activitys() {
    let plan = fixture();
    let own = &grant(&plan).entry;
    let entry = serde_json::to_value(own).unwrap();
    assert_eq!(entry["purposes"], json!([{"vocabulary": "1", "code": "15180", "percentage": "100"}]));
    assert_eq!(entry["recipients"], json!([{"region": "589", "percentage": "100"}]));
    assert_eq!(own.earmarking, Some(Earmarking::TightlyEarmarked));
    assert_eq!(
        own.description.as_deref(),
        Some("Grant to an example project\nRecipient: Example Neighbours")
    );
    let activity = planned(&plan, "XX-EX-100-PEACE#P-1").entry.earmarking;
    assert_eq!(activity, Some(Earmarking::SoftlyEarmarked));
}

#[test]
fn a_negative_value_reverses_its_only_possible_entry() {
    let plan = fixture();
    let taken = planned(&plan, "XX-EX-100-PEACE#C-2");
    assert_eq!(
        (taken.entry.kind, taken.links.reverses.as_deref()),
        (EntryKind::Reversal, Some("XX-EX-100-PEACE#C-1"))
    );
    assert_eq!(taken.entry.amount.unwrap().amount().to_string(), "100000.00");
    assert_eq!(planned(&plan, "XX-GOV-2-GRANT#G4").links.reverses.as_deref(), Some("XX-GOV-2-GRANT#G3"));
}

#[test]
fn an_ambiguous_negative_value_is_barred_with_the_reason() {
    let plan = fixture();
    let barred = |record: &str| planned(&plan, record).barred.clone().unwrap();
    assert!(barred("XX-EX-200#3").contains("any of 2 earlier transactions"));
    assert!(barred("XX-EX-100-PEACE#N-1").contains("no earlier transaction"));
    let more_than_is_left =
        transaction("ref=\"a\"", "10") + &transaction("ref=\"b\"", "-6") + &transaction("ref=\"c\"", "-6");
    let plan = of(&more_than_is_left);
    assert!(planned(&plan, "XX-EX-100-PEACE#b").barred.is_none());
    assert!(planned(&plan, "XX-EX-100-PEACE#c").barred.is_some());
}

#[test]
fn an_invalid_transaction_is_refused_alone_with_the_reason() {
    let plan = fixture();
    let zero = ("XX-EX-100-PEACE#Z-1", Some("value"), "is zero");
    assert_eq!(refusals(&plan)[0], zero);
    let (record, field, reason) = refusals(&plan)[1];
    assert_eq!((record, field), ("XX-EX-100-PEACE#X-1", Some("value")));
    assert!(reason.starts_with("has the currency `XXX`"));
    assert!(refusals(&plan)[2].2.contains("must have at most 0 decimals, the minor units of JPY"));
    assert_eq!(refusals(&plan).len(), 3);
}

#[test]
fn a_record_keeps_its_id_after_insertions() {
    let before = of(&(transaction("", "7") + &transaction("", "7") + &transaction("ref=\"x\"", "8")));
    let after = of(&(transaction("", "9")
        + &transaction("ref=\"y\"", "8")
        + &transaction("", "7")
        + &transaction("ref=\"x\"", "8")
        + &transaction("", "7")));
    let (before, after) = (records(&before), records(&after));
    assert_eq!((before.len(), after.len()), (3, 5));
    assert!(before.is_subset(&after));
}

#[test]
fn a_shared_reference_identifies_no_transaction() {
    let plan = of(&(transaction("ref=\"x\"", "7") + &transaction("ref=\"x\"", "8")));
    assert_eq!(records(&plan).len(), 2);
    assert!(plan.plan.entries.iter().all(|entry| entry.is_derived));
}

#[test]
fn a_repeated_transaction_is_read_once_and_must_agree() {
    let file = |value: &str| activity(&transaction("ref=\"x\"", value));
    let twice = |first: &str, second: &str| {
        plan(&super::read(&[("a.xml", file(first)), ("b.xml", file(second))]).unwrap(), None)
    };
    let same = twice("5", "5");
    assert_eq!((same.plan.entries.len(), same.duplicates, same.plan.refused.len()), (1, 1, 0));
    let other = twice("5", "6");
    assert_eq!(refusals(&other), [("XX-EX-100-PEACE#x", None, "is in the files twice, with differences")]);
}

#[test]
fn a_given_fund_takes_every_activity() {
    let read = super::read(&super::files(super::FIXTURE)).unwrap();
    let plan = plan(&read, Some("a-fund"));
    let funds: Vec<(&str, bool)> =
        plan.plan.funds.iter().map(|fund| (fund.slug.as_str(), fund.head.is_some())).collect();
    assert_eq!(funds, [("a-fund", false)]);
}
