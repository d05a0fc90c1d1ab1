//! The start of each daily mail: the reader's mark, whenever they set it, and the changes already
//! mailed.

use harness::{
    Client, Office, Server,
    given::{self, Thing},
    wait,
};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde_json::{Value, json};

use crate::digest_mail::{a_reader, at, only, read, with_mail};

/// A client with a person's own key.
async fn key_of(server: &Server, office: &Office, person: &Thing) -> Client {
    let key = given::a_key(&server.admin(office), person, json!({})).await;
    server.client(key.json["secret"].as_str())
}

async fn up_to_now(client: &Client) -> Value {
    client.get("/v1/digest").await.is(200).json()["next_mark"].clone()
}

async fn mark(client: &Client, position: &Value) {
    client.put("/v1/digest/mark", json!({"position": position})).await.is(200);
}

async fn an_embargoed_update(client: &Client, title: &str) -> Thing {
    given::an_update(client, json!({"texts": given::said(title), "visible_from": "2099-01-01T00:00:00Z"}))
        .await
}

/// Ends a thing's embargo, and waits until the public sees it.
async fn db_open(server: &Server, thing: &Thing) {
    let sql = format!("update embargoes set opens_at = clock_timestamp() where id = '{}'", thing.id);
    server.db_run(&sql).await;
    let is_seen = async || (server.visitor().get(&thing.path).await.status == 200).then_some(());
    wait::until("its embargo ends", is_seen).await;
}

#[tokio::test]
async fn the_mail_names_updates_posted_between_reading_and_marking() {
    let (server, sink) = with_mail().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let person = a_reader(&server, &office, json!({})).await;
    let reader = key_of(&server, &office, &person).await;
    given::an_update(&publisher, json!({"texts": given::said("Read before")})).await;
    let was_read = up_to_now(&reader).await;
    given::an_update(&publisher, json!({"texts": given::said("Posted in between")})).await;
    mark(&reader, &was_read).await;
    server.send_digests_at(at(0, 8)).await;
    let mail = only(sink.take());
    let (_, text, _) = read(&mail);
    assert!(text.contains("New (1)") && text.contains("Posted in between"), "{text}");
    assert!(!text.contains("Read before") && !text.contains("with your key"), "{text}");
}

#[tokio::test]
async fn the_mail_names_updates_released_between_reading_and_marking() {
    let (server, sink) = with_mail().await;
    let office = given::an_office(&server).await;
    let person = a_reader(&server, &office, json!({})).await;
    let reader = key_of(&server, &office, &person).await;
    let update = an_embargoed_update(&server.publisher(&office), "Opened in between").await;
    let was_read = up_to_now(&reader).await;
    db_open(&server, &update).await;
    mark(&reader, &was_read).await;
    server.send_digests_at(at(0, 8)).await;
    let mail = only(sink.take());
    let (_, text, _) = read(&mail);
    assert!(text.contains("New (1)") && text.contains("Opened in between"), "{text}");
}

#[tokio::test]
async fn a_mailed_update_is_not_mailed_again_after_a_mark() {
    let (server, sink) = with_mail().await;
    let office = given::an_office(&server).await;
    let admin = server.admin(&office);
    // In this zone it is past eight now, so the mail goes out at the present instant.
    let offset = 12 - Timestamp::now().to_zoned(TimeZone::UTC).hour();
    let path = format!("/v1/offices/{}", office.id);
    let zone = json!({"time_zone": format!("Etc/GMT{:+}", -offset)});
    admin.patch(&path, &admin.get(&path).await.etag(), zone).await.is(200);
    let person = a_reader(&server, &office, json!({})).await;
    server.db_run("update people set made_at = made_at - interval '2 days'").await;
    let reader = key_of(&server, &office, &person).await;
    let publisher = server.publisher(&office);
    let first = an_embargoed_update(&publisher, "Opened first").await;
    let second = an_embargoed_update(&publisher, "Opened second").await;
    db_open(&server, &first).await;
    server.send_digests_at(Timestamp::now()).await;
    let mail = only(sink.take());
    let (_, text, _) = read(&mail);
    assert!(text.contains("Opened first") && !text.contains("Opened second"), "{text}");
    let told = up_to_now(&reader).await;
    db_open(&server, &second).await;
    mark(&reader, &told).await;
    server.send_digests_at(Timestamp::now().checked_add(24.hours()).expect("an instant")).await;
    let mail = only(sink.take());
    let (_, text, _) = read(&mail);
    assert!(text.contains("Opened second") && !text.contains("Opened first"), "{text}");
}
