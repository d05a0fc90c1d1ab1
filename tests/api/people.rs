//! People: each office reads its own people, and nobody else reads anything about them.

use harness::{
    Client, Office, Server,
    given::{self, Thing},
};
use serde_json::{Value, json};

/// A person of an office, and a client with their key.
async fn somebody(server: &Server, office: &Office, fields: Value) -> (Thing, Client) {
    let admin = server.admin(office);
    let person = given::a_person(&admin, fields).await;
    let key = given::a_key(&admin, &person, json!({})).await;
    let client = server.client(key.json["secret"].as_str());
    (person, client)
}

#[tokio::test]
async fn only_an_offices_admin_can_read_its_people() {
    let server = harness::start().await;
    let (london, berlin) = (given::an_office(&server).await, given::an_office(&server).await);
    let (admin, stranger) = (server.admin(&london), server.admin(&berlin));
    let person = given::a_person(&admin, json!({"email": "n@office.example", "language": "fr"})).await;
    assert_eq!(admin.get("/v1/people").await.items(), std::slice::from_ref(&person.json));
    assert_eq!(admin.get(&person.path).await.is(200).json(), person.json);
    assert_eq!((&person.json["office"], &person.json["language"]), (&json!(london.id), &json!("fr")));
    assert_eq!(stranger.get("/v1/people").await.items(), Vec::<Value>::new());
    stranger.get(&person.path).await.is(404);
    stranger.patch(&person.path, &person.etag, json!({"name": "Mine"})).await.is(404);
    stranger.post(&format!("{}/keys", person.path), json!({})).await.is(404);
    let key = given::a_key(&admin, &person, json!({})).await;
    stranger.request("DELETE", &key.path).send().await.is(404);
    for client in [server.reader(&london), server.publisher(&london)] {
        client.get("/v1/people").await.is(403).problem("/problems/forbidden");
        client.get(&person.path).await.is(404);
    }
}

#[tokio::test]
async fn people_are_walked_in_order_of_creation() {
    let server = harness::start().await;
    let admin = server.admin(&given::an_office(&server).await);
    let mut people = Vec::new();
    for _ in 0..5 {
        people.push(given::a_person(&admin, json!({})).await.json);
    }
    assert_eq!(admin.all("/v1/people?limit=2").await, people);
    // Another office's person is not a valid place to continue from.
    let stranger = given::a_person(&server.admin(server.founders()), json!({})).await;
    let none = admin.get(&format!("/v1/people?after={}", stranger.id)).await.is(200).items();
    assert_eq!(none, Vec::<Value>::new());
}

#[tokio::test]
async fn answers_about_people_allow_no_cache_and_no_origin() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let (person, client) = somebody(&server, &office, json!({})).await;
    for path in ["/v1/people/me", &person.path] {
        let reply = client.request("GET", path).header("Origin", "https://partner.example").send().await;
        assert_eq!(reply.is(200).header("Cache-Control"), Some("private, no-store"), "{path}");
        assert_eq!(reply.header("Access-Control-Allow-Origin"), None, "{path}");
    }
}

#[tokio::test]
async fn a_persons_name_and_address_are_stored_in_one_row() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let before = server.reader(&office).get("/v1/changes").await.json()["total"].clone();
    let (name, email) = (given::unique("Name"), "somebody.else@office.example");
    let person = given::a_person(&server.admin(&office), json!({"name": name, "email": email})).await;
    given::a_key(&server.admin(&office), &person, json!({})).await;
    assert_eq!(server.reader(&office).get("/v1/changes").await.json()["total"], before);
    for word in [name.as_str(), email] {
        for table in ["changes", "views", "idempotency_keys", "keys", "read_marks", "digest_mails"] {
            let rows = format!("{table} as kept where kept::text like '%{word}%'");
            assert_eq!(server.db_count(&rows).await, 0, "{word} is in {table}");
        }
        assert_eq!(server.db_count(&format!("people as kept where kept::text like '%{word}%'")).await, 1);
    }
}

#[tokio::test]
async fn a_person_can_read_only_themselves() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let (one, client) = somebody(&server, &office, json!({"role": "editor"})).await;
    let (other, _) = somebody(&server, &office, json!({})).await;
    let me = client.get("/v1/people/me").await.is(200).json();
    assert_eq!((&me["office"], &me["role"]), (&json!(office.id), &json!("editor")));
    assert_eq!(me["person"], client.get(&one.path).await.is(200).json());
    client.get(&other.path).await.is(404);
    let program = server.editor(&office).get("/v1/people/me").await.is(200).json();
    assert_eq!((&program["role"], &program["person"]), (&json!("editor"), &Value::Null));
}

#[tokio::test]
async fn a_person_can_change_only_their_language_and_mail() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let (one, client) = somebody(&server, &office, json!({"role": "reader"})).await;
    let (other, _) = somebody(&server, &office, json!({})).await;
    let etag = client.get(&one.path).await.etag();
    for change in [json!({"role": "admin"}), json!({"name": "X"}), json!({"email": "x@office.example"})] {
        client.patch(&one.path, &etag, change).await.is(403).problem("/problems/forbidden");
    }
    client.patch(&other.path, "*", json!({"language": "fr"})).await.is(403);
    let mine = client.patch(&one.path, &etag, json!({"language": "ar", "digest": false})).await;
    assert_eq!((&mine.is(200).json()["language"], &mine.json()["digest"]), (&json!("ar"), &json!(false)));
    client.patch(&one.path, &etag, json!({"language": "he"})).await.is(412).problem("/problems/stale");
    let raised = server.admin(&office).patch(&one.path, &mine.etag(), json!({"role": "publisher"})).await;
    raised.is(200);
    // A reader key keeps its role.
    assert_eq!(client.get("/v1/people/me").await.json()["role"], "reader");
}

#[tokio::test]
async fn a_key_never_exceeds_its_persons_present_role() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let (person, client) = somebody(&server, &office, json!({"role": "publisher"})).await;
    let admin = server.admin(&office);
    let keys = format!("{}/keys", person.path);
    admin.post(&keys, json!({"role": "admin"})).await.is(422).problem("/problems/invalid").at("#/role");
    given::an_update(&client, json!({"audience": "public"})).await;
    let etag = admin.get(&person.path).await.etag();
    admin.patch(&person.path, &etag, json!({"role": "reader"})).await.is(200);
    let body = json!({"kind": "visit", "audience": "office", "texts": given::said("A visit")});
    client.post("/v1/updates", body).await.is(403);
    client.get("/v1/updates").await.is(200);
}

#[tokio::test]
async fn a_person_who_left_loses_keys_name_and_address() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let admin = server.admin(&office);
    let (person, client) = somebody(&server, &office, json!({"email": "n@office.example"})).await;
    let second = given::a_key(&admin, &person, json!({})).await;
    client.put("/v1/digest/mark", json!({"position": 1})).await.is(200);
    let etag = admin.get(&person.path).await.etag();
    let left = admin.patch(&person.path, &etag, json!({"left": true})).await.is(200).json();
    assert_eq!((&left["email"], &left["name"]), (&Value::Null, &json!("")));
    assert_eq!((&left["keys"], &left["digest"]), (&json!([]), &json!(false)));
    assert!(left["left_at"].is_string());
    client.get("/v1/people/me").await.is(401);
    server.client(second.json["secret"].as_str()).get("/v1/funds").await.is(401);
    admin.post(&format!("{}/keys", person.path), json!({})).await.is(422);
    assert_eq!(server.db_count("read_marks").await, 0);
    // Returning needs a name and restores no key.
    let etag = admin.get(&person.path).await.etag();
    admin.patch(&person.path, &etag, json!({"left": false})).await.is(422).at("#/name");
    admin.patch(&person.path, &etag, json!({"left": false, "name": "N. N."})).await.is(200);
    client.get("/v1/people/me").await.is(401);
    given::a_key(&admin, &person, json!({})).await;
}

#[tokio::test]
async fn a_key_is_shown_once_and_never_stored() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let admin = server.admin(&office);
    let person = given::a_person(&admin, json!({})).await;
    let path = format!("{}/keys", person.path);
    let post =
        || admin.request("POST", &path).header("Idempotency-Key", "once").json(&json!({"days": 1})).send();
    let (first, again) = (post().await, post().await);
    let secret = first.is(201).json()["secret"].as_str().expect("it is told").to_owned();
    assert_eq!(again.is(201).json(), given::with(first.json(), json!({"secret": null})));
    assert_eq!(first.header("Location"), again.header("Location"));
    server.client(Some(&secret)).get("/v1/people/me").await.is(200);
    for table in ["idempotency_keys", "keys", "people"] {
        let rows = format!("{table} as kept where kept::text like '%{}%'", &secret[18..]);
        assert_eq!(server.db_count(&rows).await, 0, "{table}");
    }
    assert_eq!(server.db_count("keys where person is not null").await, 1);
}

#[tokio::test]
async fn a_repeated_request_creates_no_second_person() {
    let server = harness::start().await;
    let admin = server.admin(&given::an_office(&server).await);
    let body = json!({"name": "N. N.", "role": "reader"});
    let post = || admin.request("POST", "/v1/people").header("Idempotency-Key", "once").json(&body).send();
    let first = post().await;
    let path = first.is(201).header("Location").expect("they have an address").to_owned();
    admin.patch(&path, &first.etag(), json!({"name": "M. M."})).await.is(200);
    let again = post().await;
    assert_eq!(again.is(201).json(), given::with(first.json(), json!({"name": "M. M."})));
    assert_eq!(admin.get("/v1/people").await.json()["total"], 1);
}

#[tokio::test]
async fn revoking_a_key_stops_only_that_key() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let admin = server.admin(&office);
    let person = given::a_person(&admin, json!({})).await;
    let key = given::a_key(&admin, &person, json!({})).await;
    let other = given::a_key(&admin, &person, json!({})).await;
    let listed = admin.get(&person.path).await.json()["keys"].clone();
    assert_eq!(listed.as_array().map(Vec::len), Some(2), "{listed}");
    assert!(!listed.to_string().contains("alo_live_"), "{listed}");
    admin.request("DELETE", &key.path).send().await.is(204);
    server.client(key.json["secret"].as_str()).get("/v1/people/me").await.is(401);
    server.client(other.json["secret"].as_str()).get("/v1/people/me").await.is(200);
    admin.request("DELETE", &key.path).send().await.is(404);
    // Another person's key is not found at this person's path.
    let stranger = given::a_person(&admin, json!({})).await;
    admin.request("DELETE", &format!("{}/keys/{}", stranger.path, other.id)).send().await.is(404);
}

#[tokio::test]
async fn an_invalid_person_is_refused_with_every_wrong_field() {
    let server = harness::start().await;
    let admin = server.admin(&given::an_office(&server).await);
    let wrong = json!({"role": "edtor", "email": "nobody", "language": "!", "digest": 1, "emial": "x"});
    let refused = admin.post("/v1/people", wrong).await;
    for field in ["#/name", "#/role", "#/email", "#/language", "#/digest", "#/emial"] {
        refused.is(422).at(field);
    }
    refused.says("`editor`");
    let person = given::a_person(&admin, json!({})).await;
    for days in [0, 366, -1] {
        admin.post(&format!("{}/keys", person.path), json!({"days": days})).await.is(422).at("#/days");
    }
}

#[tokio::test]
async fn a_person_made_on_the_command_line_has_full_rights() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let (id, client) = server.a_person(&office, "admin").await;
    let me = client.get("/v1/people/me").await.is(200).json();
    assert_eq!((&me["person"]["id"], &me["role"]), (&json!(id), &json!("admin")));
    given::a_person(&client, json!({})).await;
    server.person_leaves(id).await;
    client.get("/v1/people/me").await.is(401);
    let left = server.admin(&office).get(&format!("/v1/people/{id}")).await.is(200).json();
    assert_eq!((&left["left"], &left["name"], &left["keys"]), (&json!(true), &json!(""), &json!([])));
}

#[tokio::test]
async fn a_newly_issued_key_cannot_take_part_in_a_release() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let admin = server.admin(&office);
    let person = given::made(&admin, "/v1/people", json!({"name": "A person", "role": "publisher"})).await;
    let key = given::a_key(&admin, &person, json!({})).await;
    let client = server.client(key.json["secret"].as_str());
    let fund = given::a_fund(&server.editor(&office), json!({"audience": "office"})).await;
    let asked = json!({"resource": "funds", "thing": fund.id, "changes": {"audience": "public"}});
    client.post("/v1/releases", asked.clone()).await.is(403).problem("/problems/forbidden");
    // The new key cannot agree to another person's release either.
    let other = server.person(&office, "publisher").await;
    let release = given::made(&other, "/v1/releases", asked.clone()).await;
    client.patch(&release.path, &release.etag, json!({"state": "agreed"})).await.is(403);
    server.db_run("update keys set made_at = made_at - interval '1 day' where handed_by is not null").await;
    // Even then, a second admin must have agreed to the key.
    client.patch(&release.path, &release.etag, json!({"state": "agreed"})).await.is(403);
    let second = server.person(&office, "admin").await;
    second.put(&format!("/v1/keys/{}/agreement", key.id), json!({"agreed": true})).await.is(200);
    client.patch(&release.path, &release.etag, json!({"state": "agreed"})).await.is(200);
}
