//! Imports: records of other registers and publishers, each read once, with its source.

mod csv;
mod ecb;
mod fts;
mod iati;
mod members;

use harness::Server;
use serde_json::Value;

/// The numbers of changes, views and entries in the database.
async fn lines(server: &Server) -> (i64, i64, i64) {
    (server.db_count("changes").await, server.db_count("views").await, server.db_count("entries").await)
}

/// The entry imported from a record, as the founders see it.
async fn entry_of(server: &Server, record: &str) -> Value {
    let reader = server.reader(server.founders());
    for pledge in reader.all("/v1/pledges?limit=200").await {
        let path = format!("/v1/pledges/{}/entries?limit=200", pledge["id"].as_str().expect("an id"));
        let entries = reader.all(&path).await;
        if let Some(found) = entries.into_iter().find(|entry| entry["provenance"]["record"] == record) {
            return found;
        }
    }
    panic!("no entry was read from the record {record}")
}

/// The records named in a part of a report.
fn records(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|one| one["record"].as_str().expect("a record")).collect()
}
