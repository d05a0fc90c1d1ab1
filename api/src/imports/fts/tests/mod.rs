//! Tests of the importer, on a fixture made for them and on the recorded flows if present.
//! `ACCORD_RECORDED_DATA=required` makes absent recordings a failure.

mod flows;

use std::{collections::HashSet, fs, path::Path};

use jiff::civil::{Date, date};
use rust_decimal::Decimal;
use shared::{entries::NewEntry, fields, funds::NewFund, organisations::NewOrganisation};

use super::{Published, Read, Report, plan, read, totals};
use crate::imports::{
    plan::{Plan, PlannedEntry},
    report::Outcome,
};

const TODAY: Date = date(2026, 1, 1);
const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/fts");
const RECORDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/fts");

fn files(folder: &str, wanted: impl Fn(&str) -> bool) -> Vec<(String, Vec<u8>)> {
    let paths = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut names: Vec<_> =
        paths.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    names.retain(|name| name.ends_with(".json") && wanted(name));
    names.sort();
    names.into_iter().map(|name| (name.clone(), fs::read(Path::new(folder).join(name)).unwrap())).collect()
}

fn pages() -> (Read, Plan) {
    let read = read(&files(FIXTURE, |name| name.starts_with("page"))).unwrap();
    let plan = plan(&read.flows, TODAY);
    (read, plan)
}

fn recorded() -> Option<(Read, Plan)> {
    if !Path::new(RECORDED).exists() {
        let required = std::env::var("ACCORD_RECORDED_DATA").is_ok_and(|value| value == "required");
        assert!(!required, "the recorded flows are required and not in {RECORDED}");
        eprintln!("the recorded flows are not in {RECORDED}: nothing was checked against them");
        return None;
    }
    let read = read(&files(RECORDED, |_| true)).unwrap();
    let plan = plan(&read.flows, TODAY);
    Some((read, plan))
}

fn planned<'a>(plan: &'a Plan, flow: &str) -> &'a PlannedEntry {
    plan.entries.iter().find(|planned| planned.provenance.record == flow).expect(flow)
}

fn sent(thing: &impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(thing).unwrap()
}

/// Everything planned passes the API's rules for request bodies, with one exception: a flow whose money was all
/// passed on keeps its amount of zero.
fn obeys_the_wire(plan: &Plan) {
    for organisation in plan.organisations.iter().filter_map(|planned| planned.head.as_ref()) {
        assert_eq!(&fields::read::<NewOrganisation>(&sent(organisation)).unwrap(), organisation);
    }
    for fund in plan.funds.iter().filter_map(|planned| planned.head.as_ref()) {
        assert_eq!(&fields::read::<NewFund>(&sent(fund)).unwrap(), fund);
    }
    for PlannedEntry { entry, provenance, .. } in &plan.entries {
        match fields::read::<NewEntry>(&sent(entry)) {
            Ok(read) => assert_eq!(&read, entry),
            Err(errors) => {
                let zero = entry.amount.unwrap().amount().is_zero();
                let amounts = ["#/amount", "#/stated_conversion/amount"];
                let is_expected = errors.iter().all(|error| amounts.contains(&error.pointer.as_str()));
                assert!(zero && is_expected, "{} {errors:?}", provenance.record);
            }
        }
    }
}

#[test]
fn every_flow_becomes_an_entry_a_duplicate_or_a_refusal() {
    for (read, plan) in [Some(pages()), recorded()].into_iter().flatten() {
        let accounted = plan.entries.len() + read.duplicates + read.refused.len() + plan.refused.len();
        assert_eq!(accounted, read.flows_read);
    }
}

#[test]
fn the_recorded_flows_reproduce_the_totals_of_ocha() {
    let Some((read, plan)) = recorded() else { return };
    assert_eq!((read.flows_read, plan.entries.len(), read.duplicates), (424, 424, 0));
    assert_eq!((read.refused, plan.refused), (vec![], vec![]));
    let totals = totals(plan.entries.iter().map(|planned| &planned.entry));
    assert_eq!((totals.funding, totals.pledge), (Decimal::from(381_508_179), Decimal::from(29_621)));
    assert_eq!(
        read.published,
        Some(Published { funding_total: totals.funding, pledge_total: totals.pledge })
    );
}

#[test]
fn the_fixtures_totals_equal_the_published_ones() {
    let (read, plan) = pages();
    let totals = totals(plan.entries.iter().map(|planned| &planned.entry));
    assert_eq!((totals.funding.to_string(), totals.pledge.to_string()), ("7100.55".into(), "300.00".into()));
    assert_eq!(
        read.published,
        Some(Published { funding_total: totals.funding, pledge_total: totals.pledge })
    );
}

#[test]
fn every_plan_obeys_the_rules_of_the_api() {
    for (_, plan) in [Some(pages()), recorded()].into_iter().flatten() {
        obeys_the_wire(&plan);
    }
}

#[test]
fn every_thing_is_planned_once() {
    for (_, plan) in [Some(pages()), recorded()].into_iter().flatten() {
        let organisations: HashSet<_> = plan.organisations.iter().map(|planned| &planned.known_by).collect();
        let funds: HashSet<&str> = plan.funds.iter().map(|fund| fund.slug.as_str()).collect();
        let pledges: HashSet<_> = plan.pledges.iter().map(|pledge| (pledge.donor, pledge.fund)).collect();
        let entries: HashSet<&str> =
            plan.entries.iter().map(|planned| planned.provenance.record.as_str()).collect();
        assert_eq!(organisations.len(), plan.organisations.len());
        assert_eq!(funds.len(), plan.funds.len());
        assert_eq!(pledges.len(), plan.pledges.len());
        assert_eq!(entries.len(), plan.entries.len());
    }
}

#[test]
fn every_entry_keeps_its_whole_flow() {
    for (folder, wanted) in [(FIXTURE, "page-1"), (RECORDED, "")] {
        if !Path::new(folder).exists() {
            continue;
        }
        let files = files(folder, |name| name.starts_with(wanted));
        let plan = plan(&read(&files).unwrap().flows, TODAY);
        for (_, bytes) in files {
            let file: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            for flow in file["data"]["flows"].as_array().unwrap() {
                assert_eq!(&planned(&plan, flow["id"].as_str().unwrap()).provenance.data, flow);
            }
        }
    }
}

#[test]
fn the_report_writes_totals_as_decimal_strings() {
    let (read, plan) = pages();
    let report =
        Report::of(&read, Outcome::default(), totals(plan.entries.iter().map(|planned| &planned.entry)));
    let written = serde_json::to_value(&report).unwrap();
    assert_eq!((&written["funding_total"], &written["pledge_total"]), (&"7100.55".into(), &"300.00".into()));
    assert_eq!(
        written["published"],
        serde_json::json!({"funding_total": "7100.55", "pledge_total": "300.00"})
    );
    assert_eq!((&written["flows_read"], &written["duplicates"]), (&15.into(), &2.into()));
    assert_eq!(written["entries"], serde_json::json!({"new": 0, "matched": 0}));
    assert_eq!(serde_json::from_value::<Report>(written).unwrap(), report);
}
