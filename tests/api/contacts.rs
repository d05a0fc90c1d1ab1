//! Contacts of organisations: only offices can read them or tell that they exist, and an erased
//! contact leaves nothing behind.

use harness::{Client, given, given::Thing};
use serde_json::{Value, json};
use uuid::Uuid;

fn contacts(organisation: &Thing) -> String {
    format!("{}/contacts", organisation.path)
}

async fn post(client: &Client, path: &str, key: &str, body: &Value) -> harness::Reply {
    client.request("POST", path).header("Idempotency-Key", key).json(body).send().await
}

#[tokio::test]
async fn every_office_reads_all_contacts_and_no_cache_stores_them() {
    let server = harness::start().await;
    let (london, berlin) = (given::an_office(&server).await, given::an_office(&server).await);
    let organisation = given::an_organisation(&server.publisher(&london), json!({})).await;
    let said = json!({
        "role": "Answers the press", "phone": "+44 (1632) 960-000", "language": "ar", "note": "Mornings only.",
    });
    let ours = given::a_contact(&server.editor(&london), &organisation, said).await;
    let theirs = given::a_contact(&server.editor(&berlin), &organisation, json!({})).await;
    assert_eq!((&ours.json["office"], &theirs.json["office"]), (&json!(london.id), &json!(berlin.id)));
    assert_eq!((&ours.json["phone"], &ours.json["language"]), (&json!("+441632960000"), &json!("ar")));
    assert_eq!(ours.json["consent"], given::consent());
    for office in [&london, &berlin] {
        let reader = server.reader(office);
        let list = reader.get(&contacts(&organisation)).await;
        assert_eq!(list.is(200).json()["total"], 2);
        assert!([&ours, &theirs].iter().all(|contact| list.items().contains(&contact.json)), "{list}");
        let one = reader.get(&ours.path).await;
        assert_eq!((one.is(200).json(), one.etag()), (ours.json.clone(), ours.etag.clone()));
        for reply in [list, one] {
            assert_eq!(reply.header("Cache-Control"), Some("private, no-store"));
        }
    }
}

#[tokio::test]
async fn outsiders_cannot_tell_whether_a_contact_exists() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let public = given::an_organisation(&publisher, json!({})).await;
    let hidden = given::an_organisation(&publisher, json!({"audience": "office"})).await;
    let merged = given::an_organisation(&publisher, json!({})).await;
    given::a_merge(&publisher, &merged, &public).await;
    let contact = given::a_contact(&publisher, &public, json!({})).await;
    let nothing = Uuid::new_v4();
    let mut paths = vec![contact.path, format!("/v1/contacts/{nothing}")];
    paths.extend([&public, &hidden, &merged].map(contacts));
    paths.push(format!("/v1/organisations/{nothing}/contacts"));
    for client in given::outsiders(&server, &office).await {
        for method in ["GET", "HEAD", "POST", "PATCH", "DELETE"] {
            for alike in [&paths[..2], &paths[2..]] {
                let mut answers = Vec::new();
                for path in alike {
                    let request = client.request(method, path).header("Request-Id", "the-same");
                    let reply = request.send().await;
                    assert!(reply.status >= 400, "{reply}");
                    let headers = ["Content-Length", "ETag", "Location", "Link", "Allow"];
                    let headers = headers.map(|name| reply.header(name).map(str::to_owned));
                    answers.push((reply.status, headers, reply.bytes().to_vec()));
                }
                assert!(
                    answers.iter().all(|answer| *answer == answers[0]),
                    "{method} {alike:?}: {answers:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn only_an_office_session_of_the_database_reads_contacts() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let organisation = given::an_organisation(&publisher, json!({})).await;
    given::a_contact(&publisher, &organisation, json!({})).await;
    let sql = "select from contacts";
    for role in ["accord_public", "accord_partner", "accord_government", "accord_keys"] {
        let refused = server.db_as(role, "-c accord.audience=office", sql).await.expect_err(role);
        assert!(refused.contains("permission denied"), "{role}: {refused}");
    }
    for (said, rows) in [("office", 1), ("public", 0), ("", 0)] {
        let seen = server.db_as("accord_office", &format!("-c accord.audience={said}"), sql).await;
        assert_eq!(seen.expect("it may ask").len(), rows, "{said}");
    }
}

#[tokio::test]
async fn only_the_owning_office_can_change_or_erase_a_contact() {
    let server = harness::start().await;
    let (london, berlin) = (given::an_office(&server).await, given::an_office(&server).await);
    let organisation = given::an_organisation(&server.publisher(&berlin), json!({})).await;
    let contact = given::a_contact(&server.editor(&london), &organisation, json!({})).await;
    for client in [server.admin(&berlin), server.editor(&berlin), server.reader(&london)] {
        client.patch(&contact.path, &contact.etag, json!({"note": "Ours."})).await.is(403);
        client.delete(&contact.path).await.is(403);
    }
    assert_eq!(server.reader(&berlin).get(&contact.path).await.json(), contact.json, "nothing was written");
    let change = json!({"note": "Evenings only.", "email": null});
    let changed = server.editor(&london).patch(&contact.path, &contact.etag, change).await;
    let now = changed.is(200).json();
    assert_eq!((&now["note"], &now["email"]), (&json!("Evenings only."), &Value::Null));
    assert_eq!(now["made_at"], contact.json["made_at"]);
    assert_ne!(now["changed_at"], contact.json["changed_at"]);
    server.editor(&london).patch(&contact.path, &contact.etag, json!({})).await.is(412);
    let read = server.reader(&berlin).get(&contact.path).await;
    assert_eq!((read.json(), read.etag()), (now, changed.etag()));
    server.admin(&london).delete(&contact.path).await.is(204);
}

#[tokio::test]
async fn an_erased_contact_leaves_no_trace_in_any_table() {
    let server = harness::start().await;
    let editor = server.editor(&given::an_office(&server).await);
    let organisation = given::an_organisation(&editor, json!({"audience": "office"})).await;
    let [name, email, note] = ["Name", "email", "Note"].map(given::unique);
    let body = json!({
        "name": name, "email": format!("{email}@example.org"), "phone": "+441632960961", "note": note,
        "consent": given::consent(),
    });
    let made = post(&editor, &contacts(&organisation), "once", &body).await;
    let id = made.is(201).json()["id"].as_str().expect("an id").to_owned();
    let path = format!("/v1/contacts/{id}");
    for said in [&name, &email, &note, "+441632960961"] {
        assert_eq!(server.db_tables_with(said).await, ["contacts"], "{said}");
    }
    let sql = "select encode(request_hash, 'hex') from idempotency_keys where location = $1";
    let hash: String = server.db_rows(sql, &[&path]).await[0].get(0);
    for said in [&id, &hash] {
        assert!(server.db_tables_with(said).await.contains(&"idempotency_keys".to_owned()), "{said}");
    }
    // A change also leaves nothing of the old values.
    let renamed = given::unique("Renamed");
    editor.patch(&path, &made.etag(), json!({"name": renamed})).await.is(200);
    assert_eq!(server.db_tables_with(&name).await, [""; 0]);
    assert_eq!(server.db_tables_with(&renamed).await, ["contacts"]);

    assert_eq!(editor.delete(&path).await.is(204).text(), "");
    for said in [&renamed, &email, &note, "+441632960961", &id, &hash] {
        assert_eq!(server.db_tables_with(said).await, [""; 0], "{said}");
    }
    let gone = editor.request("GET", &path).header("Request-Id", "the-same").send().await;
    let never = editor.request("GET", &format!("/v1/contacts/{}", Uuid::new_v4()));
    let never = never.header("Request-Id", "the-same").send().await;
    assert_eq!(gone.is(404).bytes(), never.is(404).bytes());
    editor.delete(&path).await.is(404);
    editor.patch(&path, "*", json!({})).await.is(404);
    assert_eq!(editor.get(&contacts(&organisation)).await.json()["total"], 0);
}

#[tokio::test]
async fn a_repeated_post_neither_duplicates_nor_restores_a_contact() {
    let server = harness::start().await;
    let (london, berlin) = (given::an_office(&server).await, given::an_office(&server).await);
    let editor = server.editor(&london);
    let organisation = given::an_organisation(&server.publisher(&london), json!({})).await;
    let (path, body) = (contacts(&organisation), given::contact());
    let first = post(&editor, &path, "once", &body).await;
    let again = post(&editor, &path, "once", &body).await;
    assert_eq!((again.is(201).text(), again.etag()), (first.is(201).text(), first.etag()));
    assert_eq!(again.header("Location"), first.header("Location"));
    let one = first.header("Location").expect("it has an address").to_owned();
    let changed = editor.patch(&one, &first.etag(), json!({"name": "Front desk"})).await;
    let again = post(&editor, &path, "once", &body).await;
    assert_eq!(
        (again.is(201).text(), again.etag()),
        (changed.is(200).text(), changed.etag()),
        "as it is now"
    );
    // The same idempotency key of another office is a different key.
    let other = post(&server.editor(&berlin), &path, "once", &body).await;
    assert_ne!(other.is(201).json()["id"], first.json()["id"]);

    editor.delete(&one).await.is(204);
    post(&editor, &path, "once", &body).await.is(422).problem("/problems/key-reused");
    assert_eq!(editor.get(&path).await.items(), [other.json()]);
}

#[tokio::test]
async fn contacts_change_no_feed_stream_or_figure() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let organisation = given::an_organisation(&publisher, json!({})).await;
    let [visitor, partner, government] = given::outsiders(&server, &office).await;
    let clients = [visitor, partner, government, server.reader(&office)];
    let paths = ["/v1/changes?limit=200", "/v1/stats", "/v1/organisations", &organisation.path];
    let seen = async || {
        let mut seen = Vec::new();
        for client in &clients {
            for path in paths {
                let reply = client.get(path).await;
                seen.push((reply.is(200).text().to_owned(), reply.etag()));
            }
        }
        seen
    };
    let before = seen().await;
    let mut streams = Vec::new();
    for client in &clients {
        let position = client.get("/v1/stats").await.json()["position"].to_string();
        streams.push(client.stream_after("/v1/live", Some(&position)).await);
    }
    let contact = given::a_contact(&publisher, &organisation, json!({})).await;
    assert_eq!(seen().await, before);
    publisher.patch(&contact.path, &contact.etag, json!({"name": "Front desk"})).await.is(200);
    publisher.delete(&contact.path).await.is(204);
    assert_eq!(seen().await, before);
    let update = given::an_update(&publisher, json!({})).await;
    for mut stream in streams {
        // The first event on every stream is the update, made after the contact.
        assert_eq!(stream.next_named("change").await.json()["id"], update.id.as_str());
    }
    server.verify().await.expect("contacts are beside the log");
}

#[tokio::test]
async fn a_merge_moves_contacts_to_the_kept_organisation() {
    let server = harness::start().await;
    let (london, berlin) = (given::an_office(&server).await, given::an_office(&server).await);
    let publisher = server.publisher(&london);
    let merged = given::an_organisation(&publisher, json!({})).await;
    let kept = given::an_organisation(&publisher, json!({})).await;
    let ours = given::a_contact(&publisher, &merged, json!({})).await;
    let theirs = given::a_contact(&server.editor(&berlin), &merged, json!({})).await;
    given::a_contact(&publisher, &kept, json!({})).await;
    given::a_merge(&publisher, &merged, &kept).await;
    let reader = server.reader(&berlin);
    let list = reader.get(&contacts(&kept)).await;
    assert_eq!(list.is(200).json()["total"], 3);
    for contact in [&ours, &theirs] {
        let now = given::with(contact.json.clone(), json!({"organisation": kept.id}));
        assert_eq!(reader.get(&contact.path).await.is(200).json(), now);
        assert!(list.items().contains(&now), "{list}");
    }
    let sent_on = reader.get(&contacts(&merged)).await;
    assert_eq!(sent_on.is(308).header("Location"), Some(&*contacts(&kept)));
    publisher.post(&contacts(&merged), given::contact()).await.is(422).problem("/problems/invalid");
    let nowhere = format!("/v1/organisations/{}/contacts", Uuid::new_v4());
    publisher.post(&nowhere, given::contact()).await.is(404);
    reader.get(&nowhere).await.is(404);
}

#[tokio::test]
async fn a_contact_without_consent_is_refused_with_every_wrong_field() {
    let server = harness::start().await;
    let editor = server.editor(&given::an_office(&server).await);
    let organisation = given::an_organisation(&editor, json!({"audience": "office"})).await;
    let path = contacts(&organisation);
    let wrong = json!({"email": "press", "phone": "960000", "language": "x y", "audience": "public"});
    let refused = editor.post(&path, wrong).await;
    refused
        .is(422)
        .at("#/name")
        .at("#/email")
        .at("#/phone")
        .at("#/language")
        .at("#/consent")
        .at("#/audience");
    let contact = given::a_contact(&editor, &organisation, json!({})).await;
    let withdrawn = json!({"consent": {"withdrawn_on": "2024"}});
    let refused = editor.patch(&contact.path, &contact.etag, withdrawn).await;
    refused.is(422).at("#/consent/withdrawn_on").says("DELETE");
    editor.patch(&contact.path, &contact.etag, json!({"consent": null})).await.is(422).at("#/consent");
    assert_eq!(editor.get(&path).await.items(), [contact.json]);
}

#[tokio::test]
async fn a_walk_visits_every_contact_once_despite_erasures() {
    let server = harness::start().await;
    let editor = server.editor(&given::an_office(&server).await);
    let organisation = given::an_organisation(&editor, json!({"audience": "office"})).await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(given::a_contact(&editor, &organisation, json!({})).await.id);
    }
    let (mut met, mut next) = (Vec::new(), Some(format!("{}?limit=2", contacts(&organisation))));
    while let Some(path) = next {
        let page = editor.get(&path).await;
        for item in page.is(200).items() {
            met.push(item["id"].as_str().expect("an id").to_owned());
        }
        editor.delete(&format!("/v1/contacts/{}", met.last().expect("it met one"))).await.is(204);
        next = page.json()["next"].as_str().map(str::to_owned);
    }
    made.sort();
    assert_eq!(met, made);
}
