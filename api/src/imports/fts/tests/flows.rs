//! Tests of single flows, on the fixture alone: the entry of each, and the reasons for refusals.

use rust_decimal::Decimal;
use shared::{
    audience::Audience,
    date::PartialDate,
    entries::{Channel, Counting, EntryKind, StatedBy},
    funds::NewFund,
    money::Money,
    organisations::{NewOrganisation, OrganisationType},
};

use super::{FIXTURE, TODAY, files, pages, planned};
use crate::imports::{
    fts::{plan, read},
    plan::{Plan, PlannedEntry},
};

fn donor<'a>(plan: &'a Plan, flow: &str) -> &'a NewOrganisation {
    plan.organisations[plan.pledges[planned(plan, flow).pledge].donor].head.as_ref().unwrap()
}

fn fund<'a>(plan: &'a Plan, flow: &str) -> &'a NewFund {
    plan.funds[plan.pledges[planned(plan, flow).pledge].fund].head.as_ref().unwrap()
}

#[test]
fn only_flows_into_one_place_and_year_count_fully() {
    let (_, plan) = pages();
    for (flow, counting) in [
        ("900001", Counting::Full),
        ("900005", Counting::Shared),
        ("900006", Counting::Full),
        ("900007", Counting::Shared),
        ("900008", Counting::Onward),
        ("900009", Counting::Onward),
    ] {
        assert_eq!(planned(&plan, flow).entry.counting, counting, "{flow}");
    }
}

#[test]
fn an_entry_keeps_the_original_amount_and_its_conversion() {
    let (_, plan) = pages();
    for (flow, amount, conversion) in [
        ("900001", "1000.00 EUR", Some(("1250.00 USD", Some("0.8")))),
        ("900002", "2000.00 USD", None),
        // A currency without an amount, and an amount of zero, do not count as a reported amount.
        ("900003", "300.00 USD", None),
        ("900005", "0.00 CHF", Some(("0.00 USD", Some("0.978")))),
        ("900012", "308.125 KWD", Some(("1000.55 USD", Some("0.30796")))),
    ] {
        let entry = &planned(&plan, flow).entry;
        let written = |money: Money| format!("{} {}", money.amount(), money.currency());
        let stated = entry.stated_conversion.as_ref();
        let stated = stated.map(|stated| (written(stated.amount), stated.rate.map(|rate| rate.to_string())));
        let conversion = conversion.map(|(usd, rate)| (usd.to_owned(), rate.map(str::to_owned)));
        assert_eq!((entry.amount.map(written).unwrap().as_str(), stated), (amount, conversion), "{flow}");
    }
}

#[test]
fn every_field_of_a_flow_is_in_the_entry() {
    let (_, plan) = pages();
    let PlannedEntry { entry, provenance, .. } = planned(&plan, "900001");
    let text = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
    assert_eq!(entry.kind, EntryKind::Disbursement);
    assert_eq!((entry.date.to_string(), text(entry.value_date)), ("2020-03-19".into(), "2020-03-19".into()));
    assert_eq!(
        (text(entry.decision_date), text(entry.first_reported_date)),
        ("2020-02-20".into(), "2020-03-27".into())
    );
    assert_eq!(
        (entry.budget_year.as_deref(), entry.new_money, entry.in_kind),
        (Some("2020"), Some(true), false)
    );
    assert_eq!(entry.description.as_deref(), Some("Example contribution 900001\nRecipient: Example Relief"));
    let evidence: Vec<_> =
        entry.evidence.iter().map(|piece| (piece.title.as_str(), text(piece.date))).collect();
    let first = (
        "OCHA FTS flow 900001, reported by Example Land, Government of (From EDRIS)",
        "2020-03-27".to_owned(),
    );
    assert_eq!(
        evidence,
        [first, ("OCHA FTS flow 900001, reported by Example Relief (Email)", "2020-07-13".to_owned())]
    );
    assert_eq!(entry.evidence[0].url.as_deref(), Some("https://fts.unocha.org/flows/900001"));
    assert_eq!(
        (provenance.register.as_str(), &provenance.data["refCode"]),
        ("ocha-fts", &"EX/2020/1".into())
    );
    let in_kind = &planned(&plan, "900011").entry;
    assert!(in_kind.in_kind);
    assert_eq!((in_kind.evidence.len(), text(in_kind.evidence[0].date)), (1, "2020-03-27".into()));
}

#[test]
fn an_entry_names_its_reporter_and_usage_years() {
    let (_, plan) = pages();
    let entry = &planned(&plan, "900001").entry;
    let report = entry.report.as_ref().unwrap();
    assert_eq!(report.reporter.as_deref(), Some("Example Land, Government of"));
    assert_eq!((report.channel, report.audience), (Some(Channel::Register), Audience::Public));
    assert_eq!(entry.stated_conversion.as_ref().unwrap().by, StatedBy::Register);
    assert_eq!(entry.usage_years, [2020]);
    let of_years = |entry: &&PlannedEntry| entry.entry.usage_years.len() > 1;
    let several = plan.entries.iter().find(of_years).unwrap();
    assert!(several.entry.usage_years.is_sorted());
}

#[test]
fn a_flow_has_one_donor_joint_or_unstated() {
    let (_, plan) = pages();
    let one = donor(&plan, "900001");
    assert_eq!(
        (one.name.as_str(), one.r#type),
        ("Example Land, Government of", OrganisationType::Government)
    );
    assert_eq!(one.identifiers, ["XM-OCHA-HPC990001"]);
    let joint = donor(&plan, "900010");
    let name = "Example Land, Government of; Example Isles, Government of (jointly)";
    assert_eq!((joint.name.as_str(), joint.r#type), (name, OrganisationType::Government));
    assert!(joint.identifiers.is_empty());
    assert_eq!(donor(&plan, "900011").name, "Donor not stated in OCHA FTS");
}

#[test]
fn a_fund_is_a_plan_or_a_place_and_year() {
    let (_, plan) = pages();
    for (flow, slug, name, period) in [
        ("900001", "fts-plan-9951", "Example Response Plan 2020", None),
        (
            "900002",
            "fts-location-9901-2020",
            "Example Territory, 2020 (no plan named)",
            Some(("2020", "2020")),
        ),
        (
            "900005",
            "fts-location-9901-2019-2021",
            "Example Territory, 2019-2021 (no plan named)",
            Some(("2019", "2021")),
        ),
        (
            "900007",
            "fts-several-places-2020",
            "Several places together, 2020 (no plan named)",
            Some(("2020", "2020")),
        ),
        (
            "900013",
            "fts-location-9901-2020",
            "Example Territory, 2020 (no plan named)",
            Some(("2020", "2020")),
        ),
    ] {
        let fund = fund(&plan, flow);
        assert_eq!((fund.slug.as_str(), fund.name.as_str()), (slug, name), "{flow}");
        let period = period.map(|(starts, ends)| (starts.parse().unwrap(), ends.parse().unwrap()));
        assert_eq!(fund.starts.zip(fund.ends), period, "{flow}");
    }
}

#[test]
fn the_newest_version_of_a_repeated_flow_is_kept() {
    let (read, plan) = pages();
    assert_eq!(read.duplicates, 2);
    let kept = planned(&plan, "900004");
    assert_eq!(kept.entry.amount.unwrap().amount(), Decimal::from(450));
    assert_eq!(kept.provenance.data["versionId"], 2);
}

#[test]
fn an_invalid_flow_is_refused_with_the_reason() {
    let mut read = read(&files(FIXTURE, |name| name == "refused.json")).unwrap();
    let plan = plan(&read.flows, TODAY);
    assert!(plan.entries.is_empty() && plan.organisations.is_empty() && plan.funds.is_empty());
    read.refused.extend(plan.refused);
    read.refused.sort_by(|one, other| one.record.cmp(&other.record));
    let refused = read.refused.iter().map(|refused| (refused.record.as_str(), refused.reason.as_str()));
    let expected = [
        ("900101", "has the amount 1000.5 JPY, which must have at most 0 decimals, the minor units of JPY"),
        ("900102", "has the original currency `XXX`, which must be an ISO 4217 currency code, such as USD"),
        ("900103", "has no date"),
        ("900104", "has the status `promised`, which is not paid, commitment or pledge"),
        ("900105", "claims a payment on 2999-01-01, which is in the future"),
        ("900106", "has the amount -10 USD, which is less than zero"),
        ("900107", "has the boundary `sideways`, which is not incoming, internal or outgoing"),
        ("900108", "names neither one plan nor a destination"),
        ("900109", "cannot be read: null is not a plain decimal number"),
        ("900110", "names the Organization `Example Club` by the id `99-x`, which is not a number"),
        ("900111", "has no report date"),
        ("900112", "has the amount 0.001 USD, which must have at most 2 decimals, the minor units of USD"),
        ("900113", "has the date `19 March 2020`, which must be a date, such as 2020, 2020-07 or 2020-07-24"),
        ("900114", "has the usage year `soon`, which is not a year"),
        ("900115", "contains the character U+0000"),
        ("number 16 of refused.json", "cannot be read: missing field `id`"),
    ];
    assert_eq!(refused.collect::<Vec<_>>(), expected);
}

#[test]
fn an_unreadable_file_is_reported_with_the_faults_place() {
    for (bytes, detail) in [
        (&b"{\"data\":\n{\"flows\": [{]}}"[..], "line 2 column 13"),
        (b"", "EOF while parsing a value at line 1 column 0"),
        (b"{\"status\":\"error\",\"message\":\"busy\"}", "missing field `data`"),
        (b"\xff\xfe", "line 1"),
    ] {
        let error = read(&[("page.json", bytes)]).unwrap_err();
        assert_eq!(error.file, "page.json");
        assert!(error.detail.contains(detail), "{}", error.detail);
    }
}
