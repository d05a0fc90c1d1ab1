//! Fills Accord with invented pledges through its own import, and so through its log. Posting each pledge by
//! itself would take longer and measure the disk.

use std::{fmt::Write, fs, path::Path};

use anyhow::{Context, Result, bail};

use super::{guard::Folder, servers};

pub(super) const PLEDGES: usize = 5_000;
/// Pledges of one import have the same instant, so that some page ends between pledges of one instant.
const BATCH: usize = 1_000;
/// Few: the figures name every fund, and should stay about as long as the demo's.
const PLANS: usize = 5;

pub(super) fn fill(program: &Path, folder: &Folder) -> Result<()> {
    for first in (0..PLEDGES).step_by(BATCH) {
        let file = folder.path().join("flows.json");
        fs::write(&file, flows(first..PLEDGES.min(first + BATCH)))?;
        let mut import = servers::command(program, folder, &["import", "fts"]);
        let output = import.arg(&file).output().context("run accord import")?;
        if !output.status.success() {
            bail!("accord import: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
    Ok(())
}

/// A page of flows in the form of an FTS response. No two flows share donor and plan, so each becomes a pledge.
fn flows(numbers: std::ops::Range<usize>) -> String {
    let mut text = String::from(r#"{"status":"ok","data":{"flows":["#);
    for number in numbers.clone() {
        let comma = if number == numbers.start { "" } else { "," };
        let (donor, plan) = (number / PLANS, number % PLANS);
        let (day, amount) = (1 + number % 28, 1_000 + number * 37);
        let status = ["paid", "commitment", "pledge"][number % 3];
        write!(
            text,
            r#"{comma}{{"id":"{id}","versionId":1,"amountUSD":{amount},"status":"{status}",
"boundary":"incoming","onBoundary":"single","flowType":"Standard","contributionType":"financial",
"method":"Traditional aid","newMoney":true,"budgetYear":"2020","date":"2020-03-{day:02}T00:00:00Z",
"decisionDate":"2020-02-20T00:00:00Z","firstReportedDate":"2020-04-01T00:00:00Z",
"createdAt":"2020-04-01T08:09:21.460Z","updatedAt":"2020-04-02T08:09:21.460Z",
"description":"Example contribution {number}","sourceObjects":[{{"type":"Organization",
"id":"{source}","name":"Example donor {donor}","behavior":"single","organizationTypes":["NGO"]}}],
"destinationObjects":[{{"type":"Plan","id":"{destination}","name":"Example plan {plan}",
"behavior":"single"}},{{"type":"UsageYear","id":"41","name":"2020","behavior":"single"}}],
"reportDetails":[{{"sourceType":"Primary","organization":"Example donor {donor}",
"reportChannel":"Email","date":"2020-04-01T00:00:00.000Z"}}]}}"#,
            id = 1_000_000 + number,
            source = 10_000 + donor,
            destination = 9_000 + plan,
        )
        .expect("a String takes everything");
    }
    text + "]}}"
}
