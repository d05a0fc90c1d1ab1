//! Tests of the importer, on fixtures made for them and on IATI's conformance files if present.
//! `ACCORD_RECORDED_DATA=required` makes absent files a failure.

mod refused;
mod steps;

use std::{fs, path::Path};

use super::{NotReadable, Planned, Read, plan, read};
use crate::imports::plan::PlannedEntry;

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/iati");
const RECORDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/iati");

/// The XML files of a folder, if present; its absence fails the test if recorded data is required.
fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    if !Path::new(folder).exists() {
        let required = std::env::var("ACCORD_RECORDED_DATA").is_ok_and(|value| value == "required");
        assert!(!required, "IATI's files are required and not in {folder}");
        eprintln!("IATI's files are not in {folder}: nothing was checked against them");
        return Vec::new();
    }
    let paths = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|end| end == "xml")).collect();
    paths.sort();
    let named = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    paths.iter().map(|path| (named(path), fs::read(path).unwrap())).collect()
}

fn fixture() -> Planned {
    plan(&read(&files(FIXTURE)).unwrap(), None)
}

/// Reads a single file.
fn one(name: &str, bytes: &[u8]) -> Result<Read, NotReadable> {
    read(&[(name, bytes)])
}

fn planned<'a>(planned: &'a Planned, record: &str) -> &'a PlannedEntry {
    let entries = &planned.plan.entries;
    entries.iter().find(|entry| entry.provenance.record == record).expect(record)
}

/// A file with one activity that has these transactions.
fn activity(transactions: &str) -> Vec<u8> {
    let whole = fs::read_to_string(Path::new(FIXTURE).join("activities.xml")).unwrap();
    let (before, rest) = whole.split_once("    <transaction ref=\"P-1\">").unwrap();
    let (_, rest) = rest.split_once("    <document-link").unwrap();
    let (after, _) = rest.split_once("  <iati-activity xml:lang=\"fr\">").unwrap();
    format!("{before}{transactions}    <document-link{after}</iati-activities>").into_bytes()
}
