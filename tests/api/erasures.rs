//! Erasures: two admins of an office, or the operator, erase a person, a contact or a member for good. The log stays
//! whole, and the report says what remains.

use harness::{Client, Office, Server, given, given::Thing};
use serde_json::{Value, json};

/// Two admins of an office, each a person.
async fn admins(server: &Server, office: &Office) -> [Client; 2] {
    [server.person(office, "admin").await, server.person(office, "admin").await]
}

fn parts(erasure: &Value, list: &str) -> Vec<String> {
    let parts = erasure[list].as_array().expect("a report has lists");
    parts.iter().map(|part| part["part"].as_str().expect("a part has a name").to_owned()).collect()
}

/// A member with unmistakable words in every field, and these words.
async fn a_member_with_words(client: &Client, listing: &str) -> (Thing, Thing, [String; 5]) {
    let words = ["Name", "XI", "category", "Place", "Board"].map(given::unique);
    let [name, identifier, category, place, board] = &words;
    let organisation = json!({"name": name, "identifiers": [identifier]});
    let organisation = given::an_organisation(client, organisation).await;
    let consent = json!({"given_on": "2020-05", "by": board, "how": "letter"});
    let member = json!({
        "organisation": organisation.id, "listing": listing, "categories": [category],
        "places": [{"country": "IL", "name": place}], "consent": consent,
    });
    let member = given::a_member(client, member).await;
    (organisation, member, words)
}

#[tokio::test]
async fn two_admins_erase_a_person_from_every_table() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let [one, other] = admins(&server, &office).await;
    let (name, email) = (given::unique("Name"), format!("{}@office.example", given::unique("mail")));
    let person = given::a_person(&one, json!({"name": name, "email": email})).await;
    let key = given::a_key(&one, &person, json!({})).await;
    let mail = format!(
        "insert into digest_mails (person, day, next_try_at, trouble) values ('{}', '2026-11-24', now(), 'refused')",
        person.id
    );
    server.db_run(&mail).await;
    let erasure = given::an_erasure(&one, &other, "people", &person).await;
    for word in [&name, &email] {
        assert_eq!(server.db_tables_with(word).await, Vec::<String>::new(), "{word}");
    }
    for table in ["digest_mails", "idempotency_keys"] {
        let rows = format!("{table} as kept where kept::text like '%{}%'", person.id);
        let is_the_erasure = if table == "idempotency_keys" { 1 } else { 0 };
        assert_eq!(server.db_count(&rows).await, is_the_erasure, "{table}");
    }
    let secret = key.json["secret"].as_str().expect("a new key shows its secret");
    server.client(Some(secret)).get("/v1/people/me").await.is(401);
    let erased = parts(&erasure, "erased");
    let parts_of_a_person =
        ["name", "e-mail address", "records of digest mails", "stored requests and responses"];
    assert!(parts_of_a_person.iter().all(|part| erased.contains(&(*part).to_owned())), "{erasure}");
    assert!(!parts(&erasure, "remains").is_empty(), "{erasure}");
    server.verify().await.expect("an erasure is no tampering");
}

#[tokio::test]
async fn nobody_can_erase_alone() {
    let server = harness::start().await;
    let (office, elsewhere) = (given::an_office(&server).await, given::an_office(&server).await);
    let [one, other] = admins(&server, &office).await;
    let (_, member, words) = a_member_with_words(&server.publisher(&office), "full").await;
    let body = given::erasure("members", &member.id);
    for client in [server.admin(&office), server.person(&office, "publisher").await] {
        client.post("/v1/erasures", body.clone()).await.is(403);
    }
    let stranger = server.person(&elsewhere, "admin").await;
    stranger.post("/v1/erasures", body.clone()).await.is(422).at("#/thing");
    let asked = given::made(&one, "/v1/erasures", body).await;
    let agree = json!({"state": "done"});
    for client in [&one, &server.admin(&office), &server.person(&office, "publisher").await, &stranger] {
        client.patch(&asked.path, &asked.etag, agree.clone()).await.is(403);
    }
    assert!(server.visitor().get(&member.path).await.is(200).text().contains(&words[0]));
    other.patch(&asked.path, &asked.etag, agree).await.is(200);
}

#[tokio::test]
async fn an_admin_cannot_erase_another_offices_people_or_contacts() {
    let server = harness::start().await;
    let (office, elsewhere) = (given::an_office(&server).await, given::an_office(&server).await);
    let [one, _] = admins(&server, &office).await;
    let theirs = server.admin(&elsewhere);
    let person = given::a_person(&theirs, json!({})).await;
    let organisation = given::an_organisation(&theirs, json!({})).await;
    let contact = given::a_contact(&theirs, &organisation, json!({})).await;
    let absent = uuid::Uuid::new_v4().to_string();
    for (resource, id) in [("people", &person.id), ("contacts", &contact.id), ("people", &absent)] {
        one.post("/v1/erasures", given::erasure(resource, id)).await.is(422).at("#/thing");
    }
}

#[tokio::test]
async fn an_erased_member_leaves_no_word_in_any_table() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let [one, other] = admins(&server, &office).await;
    for listing in ["full", "hidden"] {
        let (organisation, member, words) = a_member_with_words(&server.publisher(&office), listing).await;
        let contact = given::a_contact(&one, &organisation, json!({"name": given::unique("Desk")})).await;
        let widened = json!({"listing": "full", "consent": {"given_on": "2026"}, "categories": [words[2]]});
        if listing == "hidden" {
            let release = json!({"resource": "members", "thing": member.id, "changes": widened});
            given::made(&one, "/v1/releases", release).await;
        }
        for word in &words {
            assert!(server.db_tables_with(word).await.contains(&"changes".to_owned()), "{word}");
        }
        let erasure = given::an_erasure(&one, &other, "members", &member).await;
        let contact_name = contact.json["name"].as_str().expect("a name");
        for word in words.iter().map(String::as_str).chain([contact_name]) {
            assert_eq!(server.db_tables_with(word).await, Vec::<String>::new(), "{word}");
        }
        for client in [&one, &server.visitor()] {
            client.get(&member.path).await.is(404);
            client.get(&organisation.path).await.is(404);
        }
        assert!(!erasure["lines"].as_array().expect("numbers of lines").is_empty(), "{erasure}");
        server.verify().await.expect("an erasure is no tampering");
    }
}

#[tokio::test]
async fn a_donors_membership_goes_and_its_pledge_stays() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let [one, other] = admins(&server, &office).await;
    let (organisation, member, words) = a_member_with_words(&server.publisher(&office), "full").await;
    let pledge = given::a_pledge(&server.publisher(&office), json!({"donor": organisation.id})).await;
    let erasure = given::an_erasure(&one, &other, "members", &member).await;
    let [name, identifier, category, place, board] = words;
    for word in [category, place, board] {
        assert_eq!(server.db_tables_with(&word).await, Vec::<String>::new(), "{word}");
    }
    for word in [name, identifier] {
        assert!(server.db_tables_with(&word).await.contains(&"organisations".to_owned()), "{word}");
    }
    server.visitor().get(&pledge.path).await.is(200);
    server.visitor().get(&organisation.path).await.is(200);
    let why =
        erasure["remains"].as_array().expect("a list").iter().find(|part| part["part"] == "the organisation");
    let why = why.expect("the organisation remains")["why"].as_str().expect("a reason");
    assert!(why.contains("pledges (1)"), "{why}");
    server.verify().await.expect("an erasure is no tampering");
}

#[tokio::test]
async fn an_erased_contacts_request_is_erased_too() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let [one, other] = admins(&server, &office).await;
    let organisation = given::an_organisation(&one, json!({})).await;
    let name = given::unique("Desk");
    let contact = given::a_contact(&one, &organisation, json!({"name": name})).await;
    let located = format!("idempotency_keys where location = '{}'", contact.path);
    assert_eq!(server.db_count(&located).await, 1);
    let erasure = given::an_erasure(&one, &other, "contacts", &contact).await;
    assert_eq!(server.db_count(&located).await, 0);
    assert_eq!(server.db_tables_with(&name).await, Vec::<String>::new());
    one.get(&contact.path).await.is(404);
    assert!(parts(&erasure, "erased").contains(&"contacts".to_owned()), "{erasure}");
    one.post("/v1/erasures", given::erasure("contacts", &contact.id)).await.is(422).at("#/thing");
}

#[tokio::test]
async fn an_erasure_can_be_undone_until_it_is_done() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let [one, other] = admins(&server, &office).await;
    let member = given::a_member(&server.publisher(&office), json!({})).await;
    let asked = given::made(&one, "/v1/erasures", given::erasure("members", &member.id)).await;
    let undone = one.patch(&asked.path, &asked.etag, json!({"state": "undone"})).await.is(200).etag();
    other.patch(&asked.path, &undone, json!({"state": "done"})).await.is(422).at("#/state");
    server.visitor().get(&member.path).await.is(200);
    let done = given::an_erasure(&one, &other, "members", &member).await;
    let path = format!("/v1/erasures/{}", done["id"].as_str().expect("an id"));
    let etag = one.get(&path).await.etag();
    one.patch(&path, &etag, json!({"state": "undone"})).await.is(422).at("#/state");
}

#[tokio::test]
async fn the_database_empties_no_line_without_an_erasure() {
    let server = harness::start().await;
    given::a_member(&given::a_publisher(&server).await, json!({})).await;
    let emptied = "update changes set state = null, salt = null where resource = 'members'";
    let refused = server.db_refusal(emptied).await;
    assert!(refused.contains("append-only"), "{refused}");
    let found = server.db_sandbox().verify_after(async |tx| tx.batch_execute(emptied).await.is_ok()).await;
    let found = found.expect("a superuser can").expect_err("no erasure names the line");
    assert!(found.contains("must be empty if an erasure names it"), "{found}");
}

#[tokio::test]
async fn no_guess_at_an_erased_state_can_be_confirmed() {
    let server = harness::start().await;
    let member = given::a_member(&given::a_publisher(&server).await, json!({})).await;
    let salted = "changes where resource = 'members' and (state is not null or salt is not null)";
    assert_eq!(server.db_count(salted).await, 1);
    server.forget("members", &member.id).await;
    assert_eq!(server.db_count(salted).await, 0);
    server.verify().await.expect("an erasure is no tampering");
}

#[tokio::test]
async fn the_report_names_lines_of_earlier_releases() {
    let server = harness::start().await;
    let member = given::a_member(&given::a_publisher(&server).await, json!({})).await;
    let copy = server.db_copy().await;
    copy.db_run("set session_replication_role = replica; update changes set salt = null, state_hash = null")
        .await;
    copy.db_rechain().await;
    copy.verify().await.expect("it is a log of an earlier release");
    let report = copy.forget("members", &member.id).await;
    assert!(report.contains("remains: states in 2 lines of the log"), "{report}");
    copy.verify().await.expect("an erasure is no tampering");
}
