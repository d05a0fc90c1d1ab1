//! Tests of files that are refused whole, and of files that are accepted.

use super::{FIXTURE, NotReadable, RECORDED, activity, files, one};

fn folder(name: &str) -> String {
    format!("{RECORDED}/{name}")
}

fn refusal(bytes: &[u8]) -> String {
    one("a.xml", bytes).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn an_invalid_file_is_refused_with_the_line() {
    let files = files(&format!("{FIXTURE}/refused"));
    assert_eq!(files.len(), 13);
    for (name, bytes) in files {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let said = text.split("<!-- Invented: line ").nth(1).unwrap().split(',').next().unwrap();
        let NotReadable { file, faults } = one(&name, &bytes).unwrap_err();
        assert_eq!((file, faults[0].line, faults.len()), (name, said.parse().unwrap(), 1), "{faults:?}");
    }
}

#[test]
fn every_failing_conformance_file_is_refused_with_line_and_reason() {
    let files = files(&folder("conformance/should-fail"));
    for (name, bytes) in &files {
        let refused = one(name, bytes).unwrap_err();
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
        // The fault is in the transaction, which never starts in the first 19 lines of these files.
        let is_said =
            refused.faults.iter().all(|fault| (20..=lines).contains(&fault.line) && !fault.detail.is_empty());
        assert!(is_said, "{refused}");
    }
    assert!(files.is_empty() || files.len() == 41);
}

#[test]
fn every_passing_conformance_file_is_read() {
    let files = files(&folder("conformance/should-pass"));
    for (name, bytes) in &files {
        one(name, bytes).unwrap();
    }
    assert!(files.is_empty() || files.len() == 4);
}

#[test]
fn the_standards_own_examples_are_read() {
    for (name, bytes) in files(&folder("examples")) {
        let planned = super::plan(&one(&name, &bytes).unwrap(), None);
        assert_eq!((planned.transactions_read, planned.plan.entries.len()), (1, 1));
        assert_eq!(planned.plan.refused, []);
    }
}

#[test]
fn entities_are_refused() {
    let defined =
        "<!DOCTYPE x [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><iati-activities version=\"2.03\"/>";
    assert!(refusal(defined.as_bytes()).contains("line 1: has a document type declaration"));
    let text = String::from_utf8(activity("")).unwrap();
    let undefined = text.replace("Grants for", "&grants;");
    assert!(refusal(undefined.as_bytes()).contains("refers to `&grants;`"));
    let attribute = text.replace("ref=\"XX-EX-100\" type", "ref=\"&x;\" type");
    assert!(refusal(attribute.as_bytes()).contains("line 6:"));
}

#[test]
fn a_file_in_another_encoding_is_refused() {
    let text = String::from_utf8(activity("")).unwrap();
    let declared = text.replace("encoding=\"UTF-8\"", "encoding=\"ISO-8859-1\"");
    assert!(refusal(declared.as_bytes()).contains("line 1: says that it is not UTF-8"));
    let (before, after) = text.split_once("Grants").unwrap();
    let latin = [before.as_bytes(), b"\xe9", after.as_bytes()].concat();
    assert!(refusal(&latin).contains("line 15: is not UTF-8"), "{}", refusal(&latin));
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    one("a.xml", &marked).unwrap();
}

#[test]
fn malformed_xml_is_refused() {
    let text = String::from_utf8(activity("")).unwrap();
    for (from, to) in [
        ("Grants for", "Grants & for"),
        ("Grants for", "Grants ]]> for"),
        ("Grants for", "Grants \u{1} for"),
        ("Grants for", "Grants &#1; for"),
        ("ref=\"XX-EX-100\" type=\"40\" secondary", "ref=\"<\" type=\"40\" secondary"),
        ("ref=\"XX-EX-100\" type=\"40\" secondary", "ref=\"a\" ref=\"b\" type=\"40\" secondary"),
        ("<ex:", "<ey:"),
        ("</iati-activities>", "</iati-activities><iati-activities/>"),
        ("</iati-activities>", "</iati-activities>x"),
        ("</iati-activities>", ""),
        ("<!-- Invented", "<!-- Inven--ted"),
    ] {
        let changed = text.replacen(from, to, 1);
        if changed == text {
            // The prefix is in a transaction, and this activity has none with it.
            continue;
        }
        assert!(refusal(changed.as_bytes()).contains("line "), "{to}");
    }
    assert!(refusal(b"").contains("line 1"));
    let deep = format!("<x xmlns=\"https://example.org\">{}", "<y>".repeat(100));
    let deep = text.replace("    <document-link", &format!("{deep}    <document-link"));
    assert!(refusal(deep.as_bytes()).contains("nested more than 40 deep"));
}

#[test]
fn every_fault_of_a_file_is_reported() {
    let wrong = "<transaction><transaction-type/><value currency=\"EUR\">x</value></transaction>";
    let refused = one("a.xml", &activity(wrong)).unwrap_err();
    let said: Vec<&str> = refused.faults.iter().map(|fault| fault.detail.as_str()).collect();
    assert_eq!(
        said,
        [
            "<transaction-type> lacks the attribute `code`",
            "<value> lacks the attribute `value-date`",
            "<value> is `x`, which is not a decimal number",
            "<transaction> lacks <transaction-date>",
        ]
    );
}
