//! Access and non-interference: data hidden from a reader changes nothing that the reader sees.

use harness::{
    Client, Office, Server,
    document::{Document, Operation},
    given::{self, Given, Samples, Takes, Thing},
};
use serde_json::json;

#[tokio::test]
async fn strangers_are_refused_exactly_where_documented() {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    for operation in &Document::published().operations {
        let path = samples.path(&operation.template);
        let status = server.visitor().request(&operation.method, &path).open_only().await;
        assert_eq!(status == 401, operation.needs_key(), "{} is answered {status}", operation.named());
    }
}

#[tokio::test]
async fn a_wrong_key_is_answered_like_no_key() {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    let known = server.publisher(&samples.office).key().to_owned();
    let mut mistyped = known.clone();
    mistyped.replace_range(20..21, if &known[20..21] == "a" { "b" } else { "a" });
    let long = "x".repeat(4000);
    for key in [mistyped.as_str(), "", "alo_live_x", "Bearer", long.as_str(), &known[..known.len() - 1]] {
        for operation in Document::published().operations.iter().filter(|operation| operation.needs_key()) {
            let path = samples.path(&operation.template);
            let with = server.client(Some(key)).request(&operation.method, &path).send().await;
            let without = server.visitor().request(&operation.method, &path).send().await;
            with.is(401).problem("/problems/unauthenticated");
            assert_eq!(with.header("WWW-Authenticate"), without.header("WWW-Authenticate"));
            assert_eq!(without_instance(with.json()), without_instance(without.json()));
        }
        server.client(Some(key)).get("/v1/funds").await.is(401);
    }
}

#[tokio::test]
async fn a_reader_key_cannot_write() {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    let reader = server.reader(&samples.office);
    // Routes outside the API take no key.
    let operations = Document::published().operations.iter();
    for operation in operations.filter(|operation| operation.template.starts_with("/v1/")) {
        let path = samples.path(&operation.template);
        let refused = match operation.method.as_str() {
            "PUT" => reader.put(&path, json!({"position": 0})).await,
            "DELETE" => reader.request("DELETE", &path).send().await,
            "POST" => {
                let (path, body) = samples.post(operation, "public").await;
                reader.post(&path, body).await
            }
            "PATCH" => reader.patch(&path, "\"any\"", json!({})).await,
            _ => continue,
        };
        refused.is(403).problem("/problems/forbidden");
    }
}

#[tokio::test]
async fn only_publishers_can_write_for_the_public() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let editor = server.editor(&office);
    let update = given::an_update(&editor, json!({"audience": "government"})).await;
    let public = json!({"kind": "visit", "audience": "public", "texts": given::said("A visit")});
    editor.post("/v1/updates", public).await.is(403).problem("/problems/forbidden");
    editor.patch(&update.path, &update.etag, json!({"audience": "public"})).await.is(403);
    assert_eq!(server.visitor().get("/v1/updates").await.json()["total"], 0);
    given::an_update(&server.publisher(&office), json!({})).await;
    assert_eq!(server.visitor().get("/v1/updates").await.json()["total"], 1);
}

#[tokio::test]
async fn the_server_refuses_a_key_given_as_a_parameter() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let key = server.admin(&office).key().to_owned();
    for name in ["key", "api_key", "access_token", "token"] {
        server.visitor().get(&format!("/v1/funds?{name}={key}")).await.is(400);
    }
}

#[tokio::test]
async fn only_the_owning_office_can_write_to_a_pledge() {
    let server = harness::start().await;
    let (london, berlin) = (given::an_office(&server).await, given::an_office(&server).await);
    let pledge = given::a_pledge(&server.publisher(&london), json!({})).await;
    let stranger = server.publisher(&berlin);
    stranger.patch(&pledge.path, &pledge.etag, json!({"title": "Mine"})).await.is(403);
    stranger.post(&format!("{}/entries", pledge.path), given::entry(json!({}))).await.is(403);
    let written = json!({"office": berlin.id});
    server.publisher(&london).patch(&pledge.path, &pledge.etag, written).await.is(422).at("#/office");
}

#[tokio::test]
async fn a_hidden_thing_is_answered_like_an_absent_one() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let hidden = everything_hidden(&server, &office).await;
    let (visitor, nobody) = (server.visitor(), uuid::Uuid::new_v4().to_string());
    for thing in hidden {
        let there = visitor.get(&thing.path).await;
        let not_there = visitor.get(&thing.path.replacen(&thing.id, &nobody, 1)).await;
        assert_eq!(
            without_instance(there.is(404).json()),
            without_instance(not_there.is(404).json()),
            "{there}"
        );
    }
}

#[tokio::test]
async fn hidden_data_changes_no_answer_to_a_visitor() {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    let publisher = server.publisher(&samples.office);
    let before = everything_seen(&server, &samples).await;
    everything_hidden(&server, &samples.office).await;
    // Office things with public parents.
    for given in
        given::ALL.iter().copied().filter(|given| given.takes == Takes::Many && given.state.is_some())
    {
        samples.another(given, "office").await;
    }
    // An office position on the public call.
    let call = samples.path("/v1/calls/{id}");
    let position = json!({"audience": "office", "standing": "enacted", "date": "2025"});
    publisher.post(&format!("{call}/positions"), given::position(position)).await.is(201);
    for (after, before) in everything_seen(&server, &samples).await.iter().zip(&before) {
        assert_eq!(after, before);
    }
}

#[tokio::test]
async fn a_narrowed_update_disappears_for_visitors() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let update = given::an_update(&publisher, json!({"texts": given::said("Not for everybody")})).await;
    let narrowed = publisher.patch(&update.path, &update.etag, json!({"audience": "office"})).await;
    narrowed.is(200);
    server.visitor().get(&update.path).await.is(404);
    assert_eq!(server.visitor().get("/v1/updates").await.json()["total"], 0);
    let stats = server.visitor().get("/v1/stats").await.json();
    // The tombstone moves the feed's position. The new document stays hidden.
    assert!(stats["position"].as_i64() > Some(0));
    // Widening it again needs two people.
    publisher.patch(&update.path, &narrowed.etag(), json!({"audience": "public"})).await.is(409);
    server.visitor().get(&update.path).await.is(404);
}

/// Hidden things of every resource that visitors may ask for.
async fn everything_hidden(server: &Server, office: &Office) -> Vec<Thing> {
    let operations = Document::published().operations.iter();
    let asked: Vec<&Operation> =
        operations.filter(|operation| operation.is_plain_get() && !operation.needs_key()).collect();
    let mut hidden = Vec::new();
    for state in ["partner", "government", "office"] {
        let samples = Samples::of(server, office, state).await;
        let is_asked = |given: &&Given| {
            asked.iter().filter_map(|operation| given::of(operation)).any(|of| of.resource == given.resource)
        };
        let things = given::ALL.iter().copied().filter(is_asked);
        hidden.extend(things.filter_map(|given| samples.get(given.resource)).cloned());
    }
    hidden
}

/// A visitor's answers to every operation without a key, with and without filters.
async fn everything_seen(server: &Server, samples: &Samples) -> Vec<(String, u16, String, Option<String>)> {
    let visitor: Client = server.visitor();
    let mut paths: Vec<String> = Vec::new();
    let reads = Document::published().operations.iter().filter(|operation| operation.is_plain_get());
    for operation in reads.filter(|operation| !operation.needs_key()) {
        let path = samples.path(&operation.template);
        if operation.named().starts_with("list_") {
            paths.push(format!("{path}?limit=1"));
        }
        paths.push(path);
    }
    paths.push("/v1/stats?currency=USD".to_owned());
    let mut seen = Vec::new();
    for path in paths {
        let reply = visitor.get(&path).await;
        let etag = reply.header("ETag").map(str::to_owned);
        seen.push((path, reply.status, reply.text().to_owned(), etag));
    }
    seen
}

fn without_instance(problem: serde_json::Value) -> serde_json::Value {
    given::with(problem, json!({"instance": null}))
}

#[tokio::test]
async fn an_answer_never_repeats_a_key_from_the_address() {
    let server = harness::start().await;
    for key in ["alo_live_Abc", "alp_live_Abc", "ald_live_Abc"] {
        let refused = server.visitor().get(&format!("/v1/updates?q={key}")).await;
        refused.is(400).problem("/problems/bad-request").says("Authorization");
        assert!(!refused.text().contains("Abc"), "{refused}");
    }
}

#[tokio::test]
async fn a_key_in_an_address_is_refused_and_revoked() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    for place in
        ["/v1/funds?key=", "/embed/fund?x=", "/v1/funds/", "/", "/health/live?a=", "/badge/fund.svg?b="]
    {
        for encode in [
            |key: &str| key.to_owned(),
            |key: &str| key.replace('_', "%5F"),
            |key: &str| key.replace('_', "%255f"),
        ] {
            let key = server.another_key(&office).await;
            server.client(Some(&key)).get("/v1/funds").await.is(200);
            let refused = server.visitor().get(&format!("{place}{}", encode(&key))).await;
            refused.is(400).problem("/problems/bad-request").says("revoked");
            assert!(!refused.text().contains(&key[9..]), "{refused}");
            server.client(Some(&key)).get("/v1/funds").await.is(401);
        }
    }
}

#[tokio::test]
async fn a_public_part_in_an_address_revokes_nothing() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let (known, other) = (server.another_key(&office).await, server.another_key(&office).await);
    for guess in [known[..17].to_owned(), format!("{}{}", &known[..17], &other[17..])] {
        server.visitor().get(&format!("/v1/funds?key={guess}")).await.is(400);
        server.client(Some(&known)).get("/v1/funds").await.is(200);
    }
}
