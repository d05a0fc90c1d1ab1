//! One admin is one voice, whatever keys they hand out, and the office hears of each new person and key.

use harness::{
    Client, Office, Server,
    given::{self, Thing},
};
use serde_json::{Value, json};

use crate::digest_mail::{a_reader, at, only, read, with_mail};

/// A person added by an admin, with a key from that admin that another one agreed to, a day later.
async fn added_by(server: &Server, admin: &Client, other: &Client, role: &str) -> (Thing, Client) {
    let person = given::a_person(admin, json!({"role": role})).await;
    let client = a_key_by(server, admin, other, &person).await;
    (person, client)
}

async fn a_key_by(server: &Server, admin: &Client, other: &Client, person: &Thing) -> Client {
    let key = given::a_key(admin, person, json!({})).await;
    other.put(&agreement(&key), json!({"agreed": true})).await.is(200);
    settle(server).await;
    server.client(key.json["secret"].as_str())
}

fn agreement(key: &Thing) -> String {
    format!("/v1/keys/{}/agreement", key.id)
}

/// Lets a day pass since admins made keys.
async fn settle(server: &Server) {
    server
        .db_run("update keys set made_at = made_at - interval '25 hours' where handed_by is not null")
        .await;
}

/// Whether a second person may agree to a release that the first one requests.
async fn agrees(server: &Server, office: &Office, first: &Client, second: &Client) -> u16 {
    let fund = given::a_fund(&server.editor(office), json!({"audience": "office"})).await;
    let body = json!({"resource": "funds", "thing": fund.id, "changes": {"audience": "public"}});
    let asked = given::made(first, "/v1/releases", body).await;
    second.patch(&asked.path, &asked.etag, json!({"state": "agreed"})).await.status
}

#[tokio::test]
async fn keys_from_one_admin_are_one_voice() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let (one, two) = (server.person(&office, "admin").await, server.person(&office, "admin").await);
    let (zed, first) = added_by(&server, &one, &two, "publisher").await;
    let (_, second) = added_by(&server, &one, &two, "admin").await;
    let (_, third) = added_by(&server, &second, &two, "publisher").await;
    let (_, other) = added_by(&server, &two, &one, "publisher").await;
    for (asks, agrees_to, status) in [
        (&one, &first, 403),
        (&first, &one, 403),
        (&first, &second, 403),
        (&first, &third, 403),
        (&one, &third, 403),
        (&one, &two, 200),
        (&first, &two, 200),
        (&third, &other, 200),
    ] {
        assert_eq!(agrees(&server, &office, asks, agrees_to).await, status);
    }
    // Another admin's key for the same person does not separate the person from the admin who added them.
    let third = server.person(&office, "admin").await;
    let zed = a_key_by(&server, &two, &third, &zed).await;
    assert_eq!(agrees(&server, &office, &one, &zed).await, 403);
}

#[tokio::test]
async fn an_admin_is_one_voice_with_a_person_they_raised() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let (one, two) = (server.person(&office, "admin").await, server.person(&office, "admin").await);
    let (id, _) = server.a_person(&office, "reader").await;
    let path = format!("/v1/people/{id}");
    let etag = one.get(&path).await.etag();
    one.patch(&path, &etag, json!({"role": "publisher"})).await.is(200);
    let person = Thing { id: id.to_string(), path, etag, json: json!({}) };
    let third = server.person(&office, "admin").await;
    let raised = a_key_by(&server, &two, &third, &person).await;
    assert_eq!(agrees(&server, &office, &one, &raised).await, 403);
}

#[tokio::test]
async fn only_an_independent_admin_can_agree_to_a_key() {
    let server = harness::start().await;
    let (office, other) = (given::an_office(&server).await, given::an_office(&server).await);
    let (one, two) = (server.person(&office, "admin").await, server.person(&office, "admin").await);
    let (_, made) = added_by(&server, &one, &two, "admin").await;
    let person = given::a_person(&one, json!({"role": "admin"})).await;
    let key = given::a_key(&one, &person, json!({})).await;
    settle(&server).await;
    let client = server.client(key.json["secret"].as_str());
    let (path, agreed) = (agreement(&key), json!({"agreed": true}));
    for admin in [&one, &made, &client, &server.person(&office, "publisher").await] {
        admin.put(&path, agreed.clone()).await.is(403);
    }
    server.person(&other, "admin").await.put(&path, agreed.clone()).await.is(404);
    two.put(&path, json!({"agreed": false})).await.is(422).at("#/agreed");
    assert_eq!(agrees(&server, &office, &two, &client).await, 403);
    assert_eq!(two.put(&path, agreed).await.is(200).json()["agreed"], true);
    assert_eq!(agrees(&server, &office, &two, &client).await, 200);
}

#[tokio::test]
async fn an_admin_lists_and_revokes_all_keys_of_the_office() {
    let server = harness::start().await;
    let (office, other) = (given::an_office(&server).await, given::an_office(&server).await);
    let (admin, program) = (server.admin(&office), server.publisher(&office));
    let (id, client) = server.a_person(&office, "reader").await;
    let page = admin.get("/v1/keys?limit=2").await.is(200).json();
    assert_eq!((&page["total"], page["items"].as_array().map(Vec::len)), (&json!(5), Some(2)));
    let keys = admin.all("/v1/keys?limit=2").await;
    let roles: Vec<&str> = keys.iter().map(|key| key["role"].as_str().expect("a role")).collect();
    assert_eq!(roles, ["reader", "editor", "publisher", "admin", "reader"]);
    assert_eq!((&keys[2]["person"], &keys[4]["person"]), (&Value::Null, &json!(id)));
    assert!(keys.iter().all(|key| !key.to_string().contains("alo_live_")), "{keys:?}");
    let revoke = |key: &Value| format!("/v1/keys/{}", key["id"].as_str().expect("an id"));
    for (key, client) in [(&keys[2], &program), (&keys[4], &client)] {
        client.get("/v1/people/me").await.is(200);
        for stranger in [&server.publisher(&office), &server.admin(&other)] {
            let refused = stranger.delete(&revoke(key)).await.status;
            assert!([401, 403, 404].contains(&refused), "{refused}");
        }
        client.get("/v1/people/me").await.is(200);
        admin.delete(&revoke(key)).await.is(204);
        client.get("/v1/people/me").await.is(401);
        admin.delete(&revoke(key)).await.is(404);
    }
    assert_eq!(admin.get("/v1/keys").await.json()["total"], 3);
    program.get("/v1/keys").await.is(401);
    server.editor(&office).get("/v1/keys").await.is(403);
}

#[tokio::test]
async fn the_digest_reports_new_people_and_keys_of_the_office() {
    let server = harness::start().await;
    let (office, other) = (given::an_office(&server).await, given::an_office(&server).await);
    let admin = server.admin(&office);
    let since = server.reader(&office).get("/v1/digest").await.json()["to"]["position"].clone();
    let person = given::a_person(&admin, json!({"role": "publisher"})).await;
    let key = given::a_key(&admin, &person, json!({})).await;
    let digest = format!("/v1/digest?since={since}");
    let staff = server.reader(&office).get(&digest).await.is(200).json()["staff"].clone();
    let people: Vec<&Value> =
        staff["people"].as_array().expect("a list").iter().map(|one| &one["id"]).collect();
    assert_eq!(people, [&json!(person.id)]);
    let keys: Vec<&Value> = staff["keys"].as_array().expect("a list").iter().map(|key| &key["id"]).collect();
    assert!(keys.contains(&&json!(key.id)), "{staff}");
    let theirs = server.reader(&other).get(&digest).await.json()["staff"].clone();
    assert_eq!(theirs["people"], json!([]));
    assert!(!theirs.to_string().contains(&key.id), "{theirs}");
}

#[tokio::test]
async fn the_daily_mail_counts_new_people_and_keys() {
    let (server, sink) = with_mail().await;
    let (office, other) = (given::an_office(&server).await, given::an_office(&server).await);
    a_reader(&server, &office, json!({"email": "ours@office.example"})).await;
    a_reader(&server, &other, json!({"email": "theirs@office.example"})).await;
    server.person(&office, "publisher").await;
    server.send_digests_at(at(0, 8)).await;
    let mail = only(sink.take());
    let (_, text, html) = read(&mail);
    assert_eq!(mail.to, "ours@office.example");
    for form in [&text, &html] {
        assert!(form.contains("New people and keys at your office: 2"), "{form}");
    }
}

#[tokio::test]
async fn an_admins_new_key_is_mailed_to_its_holder_once() {
    let (server, sink) = with_mail().await;
    let office = given::an_office(&server).await;
    let admin = server.admin(&office);
    let holder =
        a_reader(&server, &office, json!({"email": "holder@office.example", "language": "de"})).await;
    given::a_key(&admin, &given::a_person(&admin, json!({})).await, json!({})).await;
    let key = given::a_key(&admin, &holder, json!({})).await;
    // A refused mail is sent again.
    sink.refuse(1);
    server.tell_of_keys().await;
    assert!(sink.take().is_empty());
    server.tell_of_keys().await;
    let mail = only(sink.take());
    assert_eq!(mail.to, "holder@office.example");
    let parsed = mailparse::parse_mail(&mail.raw).expect("it is a mail");
    assert!(parsed.get_body().expect("it decodes").contains("einen Schlüssel auf Ihren Namen"));
    let secret = key.json["secret"].as_str().expect("it is told");
    let raw = String::from_utf8_lossy(&mail.raw);
    assert!(!raw.contains(secret) && !raw.contains(&key.id), "{raw}");
    server.tell_of_keys().await;
    assert!(sink.take().is_empty());
}
