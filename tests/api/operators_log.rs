//! The operator's log. At every level, it tells of no person and of nothing hidden.

use std::{
    io,
    sync::{Arc, Mutex},
};

use harness::given;
use serde_json::json;
use tracing_subscriber::util::SubscriberInitExt;

use crate::digest_mail::{a_reader, at, with_mail};

/// Keeps the log in memory.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("nobody panics")).into_owned()
    }
}

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("nobody panics").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_most_verbose_log_tells_of_nobody() {
    let lines = Lines::default();
    let kept = lines.clone();
    // For the whole process: a subscriber of one thread misses lines that another thread came across first.
    api::trace::subscriber(Some("trace"), false, move || kept.clone()).init();
    let (server, sink) = with_mail().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let person = json!({"name": "LOGPERSON", "email": "logperson@office.example"});
    let person = a_reader(&server, &office, person).await;
    given::an_update(&publisher, json!({"audience": "office", "texts": given::said("LOGTITLE")})).await;
    let organisation = json!({"name": "LOGORGANISATION", "type": "ngo", "audience": "office"});
    publisher.post("/v1/organisations", organisation).await.is(201);
    for client in [&server.visitor(), &publisher] {
        client.get("/v1/updates?q=LOGQUERY").await.is(200);
    }
    publisher.post("/v1/updates", json!({"kind": "LOGKIND"})).await.is(422);
    publisher.get("/v1/organisations/LOGPATH").await.is(404);
    server.send_digests_at(at(0, 8)).await;
    assert_eq!(sink.take().len(), 1);
    let off = server.db_digest_off_path(&person.id);
    server.visitor().get(&off).await.is(200);
    let text = lines.text();
    // Accord's own lines are raised.
    assert!(text.contains("DEBUG") && text.contains("answered"), "{text}");
    let token = off.rsplit('/').next().expect("a path has parts");
    let texts = ["LOGPERSON", "logperson", "LOGTITLE", "LOGORGANISATION", "LOGQUERY", "LOGKIND", "LOGPATH"];
    for secret in texts.into_iter().chain([token, publisher.key()]) {
        let line = text.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{line:?}");
    }
}

#[tokio::test]
async fn a_failed_statement_is_logged_without_its_values() {
    let server = harness::start().await;
    for (sql, code) in [
        ("select 'LOGVALUE'::uuid", "22P02"),
        ("insert into people (id, name, role) values (gen_random_uuid(), 'LOGVALUE', 'reader')", "23502"),
    ] {
        let line = server.db_failure(sql).await;
        assert!(line.contains(code) && !line.contains("LOGVALUE"), "{line}");
    }
}
