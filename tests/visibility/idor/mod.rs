//! Asks every operation in every role about every kind of thing, and compares the statuses with
//! `tests/fixtures/idor.tsv`. A new operation needs rows there. `ACCORD_WRITE=idor` rewrites the
//! table, and every changed line must then be reviewed.

mod questions;
mod swaps;

use std::collections::BTreeMap;

use harness::{Client, Office, Server, given};

use questions::Questions;

/// A caller with a key of the owning office, or of another one.
struct Role {
    name: &'static str,
    client: fn(&Server, &Office, &Office) -> Client,
}

/// Callers without an office's key.
const OUTSIDERS: [&str; 3] = ["visitor", "partner", "government"];

const ROLES: [Role; 8] = [
    Role { name: "reader", client: |server, own, _| server.reader(own) },
    Role { name: "editor", client: |server, own, _| server.editor(own) },
    Role { name: "publisher", client: |server, own, _| server.publisher(own) },
    Role { name: "admin", client: |server, own, _| server.admin(own) },
    Role { name: "other reader", client: |server, _, other| server.reader(other) },
    Role { name: "other editor", client: |server, _, other| server.editor(other) },
    Role { name: "other publisher", client: |server, _, other| server.publisher(other) },
    Role { name: "other admin", client: |server, _, other| server.admin(other) },
];

/// The answers in the order of the roles, by operation and thing.
type Table = BTreeMap<(String, String), Vec<String>>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_operation_answers_every_role_as_the_table_says() {
    let found = ask_everything().await;
    if std::env::var("ACCORD_WRITE").is_ok_and(|what| what == "idor") {
        assert!(std::env::var_os("CI").is_none(), "CI rewrites nothing");
        std::fs::write(FILE, written(&found)).expect("the table is writable");
        return;
    }
    let text = std::fs::read_to_string(FILE).expect("the table is there");
    let expected = read(&text);
    let mut complaints = Vec::new();
    for (question, answers) in &found {
        match expected.get(question) {
            None => complaints.push(format!("{question:?} is not in the table, and answered {answers:?}")),
            Some(expected) if expected != answers => {
                complaints.push(format!("{question:?} should be {expected:?} and is {answers:?}"));
            }
            Some(_) => {}
        }
    }
    let stale = expected.keys().filter(|question| !found.contains_key(*question));
    complaints.extend(stale.map(|question| format!("{question:?} is asked no more")));
    assert!(complaints.is_empty(), "{}\n(ROLES: {})", complaints.join("\n"), names().join(", "));
    assert_eq!(text, written(&found), "the table is sorted");
}

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/idor.tsv");

async fn ask_everything() -> Table {
    let server = harness::start().await;
    let (own, other) = (given::an_office(&server).await, given::an_office(&server).await);
    let questions = Questions::prepare(&server, &own).await;
    let outsiders = given::outsiders(&server, &own).await;
    let mut table = Table::new();
    for question in questions.all() {
        let mut answers = Vec::new();
        for client in &outsiders {
            answers.push(questions.ask(&question, client).await);
        }
        for role in &ROLES {
            let client = (role.client)(&server, &own, &other);
            answers.push(questions.ask(&question, &client).await);
        }
        let name = (question.operation.named().to_owned(), question.object.clone());
        let before = table.insert(name, answers);
        assert!(before.is_none(), "two questions are one");
    }
    table
}

fn names() -> Vec<&'static str> {
    OUTSIDERS.into_iter().chain(ROLES.iter().map(|role| role.name)).collect()
}

fn written(table: &Table) -> String {
    let mut text = format!("operation\tthing\t{}\n", names().join("\t"));
    for ((operation, object), answers) in table {
        text += &format!("{operation}\t{object}\t{}\n", answers.join("\t"));
    }
    text
}

fn read(text: &str) -> Table {
    let rows = text.lines().skip(1).map(|line| {
        let mut cells = line.split('\t').map(str::to_owned);
        let mut next = || cells.next().expect("a row has an operation and a thing");
        ((next(), next()), cells.collect())
    });
    rows.collect()
}
