//! Positions: a country's standing on a call, with its history, as far as each audience may see it.

use std::collections::BTreeMap;

use harness::{
    Client, Server,
    given::{self, Thing},
};
use proptest::prelude::*;
use serde_json::{Value, json};

async fn a_call(server: &Server) -> (Client, Thing) {
    let publisher = given::a_publisher(server).await;
    let call = given::a_call(&publisher, json!({})).await;
    (publisher, call)
}

/// The present standing of the United Kingdom, in a matrix of one call.
async fn standing(client: &Client, query: &str) -> Value {
    let matrix = client.get(&format!("/v1/calls/matrix?country=GB{query}")).await.is(200).json();
    matrix["countries"][0]["positions"][0]["standing"].clone()
}

#[tokio::test]
async fn a_position_reads_back_only_under_its_own_call() {
    let server = harness::start().await;
    let (publisher, call) = a_call(&server).await;
    let ministry = given::an_organisation(&publisher, json!({"type": "government"})).await;
    let body = given::position(json!({
        "sample": true, "country": "EU", "organisation": ministry.id, "note": "Ask again in spring.",
    }));
    let made = given::a_position(&publisher, &call, body.clone()).await;
    let said = given::with(made.json.clone(), json!({"id": null, "office": null, "call": null}));
    assert_eq!(said, body);
    assert_eq!(publisher.get(&made.path).await.is(200).json(), made.json);
    let other = given::a_call(&publisher, json!({})).await;
    publisher.get(&format!("{}/positions/{}", other.path, made.id)).await.is(404);
}

#[tokio::test]
async fn the_latest_dated_position_is_a_countrys_standing() {
    let server = harness::start().await;
    let (publisher, call) = a_call(&server).await;
    let mut instants = Vec::new();
    for (standing, date) in
        [("enacted", "2024-05-02"), ("none", "2018"), ("considering", "2020-07"), ("reversed", "2025")]
    {
        given::a_position(&publisher, &call, json!({"standing": standing, "date": date})).await;
        given::a_position(&publisher, &call, json!({"country": "FR", "standing": "none"})).await;
        let now =
            server.visitor().get("/v1/stats").await.json()["as_of"].as_str().expect("an instant").to_owned();
        instants.push(now);
    }
    let visitor = server.visitor();
    let history = visitor.all(&format!("{}/positions?country=GB&limit=2", call.path)).await;
    let standings: Vec<&str> = history.iter().filter_map(|position| position["standing"].as_str()).collect();
    assert_eq!(standings, ["none", "considering", "enacted", "reversed"]);
    assert_eq!(standing(&visitor, "").await, "reversed");
    // A position recorded later was unknown at the earlier instants, whatever its date.
    for (instant, known) in instants.iter().zip(["enacted", "enacted", "enacted", "reversed"]) {
        assert_eq!(standing(&visitor, &format!("&as_of={instant}")).await, known);
    }
}

#[tokio::test]
async fn the_last_recorded_of_same_day_positions_stands() {
    let server = harness::start().await;
    let (publisher, call) = a_call(&server).await;
    for said in ["enacted", "considering", "supportive"] {
        given::a_position(&publisher, &call, json!({"standing": said})).await;
        assert_eq!(standing(&server.visitor(), "").await, said);
    }
}

#[tokio::test]
async fn a_position_is_superseded_once_and_stays_readable() {
    let server = harness::start().await;
    let (publisher, call) = a_call(&server).await;
    let path = format!("{}/positions", call.path);
    let wrong = given::a_position(&publisher, &call, json!({"standing": "enacted"})).await;
    for other in [json!({"country": "FR"}), json!({"audience": "partner"})] {
        let body = given::with(given::position(json!({"supersedes": wrong.id})), other);
        publisher.post(&path, body).await.is(422).at("#/supersedes");
    }
    let (_, elsewhere) = a_call(&server).await;
    let body = given::position(json!({"supersedes": wrong.id}));
    publisher.post(&format!("{}/positions", elsewhere.path), body).await.is(422).at("#/supersedes");
    // Only the office that recorded it may correct it.
    let other = given::a_publisher(&server).await;
    let correction = json!({"supersedes": wrong.id, "standing": "considering", "date": "2019"});
    other.post(&path, given::position(correction.clone())).await.is(422).at("#/supersedes");
    let right = given::a_position(&publisher, &call, correction.clone()).await;
    publisher.post(&path, given::position(correction)).await.is(422).at("#/supersedes");
    let visitor = server.visitor();
    assert_eq!(visitor.get(&wrong.path).await.json()["superseded_by"], right.id.as_str());
    assert_eq!(standing(&visitor, "").await, "considering");
    assert_eq!(visitor.get(&path).await.json()["total"], 2);
    server.verify().await.expect("nothing was rewritten");
}

#[tokio::test]
async fn a_reversal_needs_an_earlier_position_with_the_same_readers() {
    let server = harness::start().await;
    let (publisher, call) = a_call(&server).await;
    let path = format!("{}/positions", call.path);
    let reversed = || given::position(json!({"standing": "reversed", "date": "2023"}));
    publisher.post(&path, reversed()).await.is(422).at("#/standing");
    for nothing in [
        json!({"standing": "none"}),
        json!({"date": "2024"}),
        json!({"audience": "office"}),
        json!({"country": "FR"}),
    ] {
        given::a_position(&publisher, &call, nothing).await;
        publisher.post(&path, reversed()).await.is(422).at("#/standing");
    }
    let before = given::a_position(&publisher, &call, json!({"standing": "supportive"})).await;
    publisher.post(&path, reversed()).await.is(201);
    // The reversed position cannot be corrected to one without support.
    let hollow = json!({"supersedes": before.id, "standing": "none"});
    publisher.post(&path, given::position(hollow)).await.is(422).at("#/supersedes");
    publisher.post(&path, given::position(json!({"supersedes": before.id}))).await.is(201);
}

#[tokio::test]
async fn an_invalid_position_is_refused_with_every_wrong_field() {
    let server = harness::start().await;
    let (publisher, call) = a_call(&server).await;
    let path = format!("{}/positions", call.path);
    let wrong = json!({"audience": "public", "country": "uk", "standing": "endorced", "date": "2020-13", "evidence": []});
    let refused = publisher.post(&path, wrong).await;
    refused.is(422).at("#/country").at("#/standing").at("#/date").at("#/evidence").says("`endorsed`");
    let hidden = given::an_organisation(&publisher, json!({"audience": "office"})).await;
    let wrong = given::position(json!({"date": "2999", "organisation": hidden.id, "standing": "reversed"}));
    publisher.post(&path, wrong).await.is(422).at("#/date").at("#/organisation").at("#/standing");
    let nobody = json!({"organisation": "00000000-0000-4000-8000-000000000001"});
    publisher.post(&path, given::position(nobody)).await.is(422).at("#/organisation");
    publisher.get("/v1/calls/matrix?country=uk").await.is(400).at("?country");
    publisher.get(&format!("{path}?country=GBR")).await.is(400).at("?country");
}

#[tokio::test]
async fn every_reader_of_a_position_must_see_dated_evidence() {
    let server = harness::start().await;
    let (publisher, call) = a_call(&server).await;
    let path = format!("{}/positions", call.path);
    let piece =
        |fields: Value| given::with(json!({"kind": "letter", "title": "Letter", "date": "2022"}), fields);
    for (audience, evidence) in [
        ("public", json!([piece(json!({"audience": "office"}))])),
        ("partner", json!([piece(json!({"audience": "government"}))])),
        ("office", json!([piece(json!({"date": null}))])),
        ("office", json!([])),
        ("office", json!([piece(json!({})), piece(json!({"audience": "public"}))])),
    ] {
        let body = given::position(json!({"audience": audience, "evidence": evidence}));
        publisher.post(&path, body).await.is(422).at("#/evidence");
    }
    let both = json!([piece(json!({})), piece(json!({"audience": "office", "title": "Cable"}))]);
    let made = given::a_position(&publisher, &call, json!({"evidence": both})).await;
    let seen = server.visitor().get(&made.path).await.is(200).json();
    assert_eq!(seen["evidence"], json!([piece(json!({}))]));
    assert_eq!(publisher.get(&made.path).await.json()["evidence"], both);
}

#[tokio::test]
async fn evidence_can_link_only_to_web_addresses() {
    let server = harness::start().await;
    let (publisher, call) = a_call(&server).await;
    let path = format!("{}/positions", call.path);
    for url in [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "https://",
        "https://a b",
        "http://a\"b",
        "https://a/<b>",
        "https://a/\\b",
        "https://a/`b",
        "https://a/{b}|^",
    ] {
        let evidence = json!([{"kind": "web_page", "title": "Page", "date": "2022", "url": url}]);
        publisher
            .post(&path, given::position(json!({"evidence": evidence})))
            .await
            .is(422)
            .at("#/evidence/0/url");
    }
}

#[tokio::test]
async fn visitors_see_neither_the_note_nor_a_hidden_organisation() {
    let server = harness::start().await;
    let (publisher, call) = a_call(&server).await;
    let ministry = given::an_organisation(&publisher, json!({})).await;
    let fields = json!({"organisation": ministry.id, "note": "Ask again."});
    let made = given::a_position(&publisher, &call, fields).await;
    let seen = async |client: &Client| {
        let position = client.get(&made.path).await.is(200).json();
        (position["note"].clone(), position["organisation"].clone())
    };
    assert_eq!(seen(&server.visitor()).await, (Value::Null, json!(ministry.id)));
    publisher.patch(&ministry.path, &ministry.etag, json!({"audience": "office"})).await.is(200);
    assert_eq!(seen(&server.visitor()).await, (Value::Null, Value::Null));
    assert_eq!(seen(&publisher).await, (json!("Ask again."), json!(ministry.id)));
    let everything = server.visitor().get("/v1/changes?limit=200").await;
    assert!(!everything.text().contains("Ask again."), "{everything}");
    server.verify().await.expect("nothing was rewritten");
}

#[tokio::test]
async fn a_hidden_position_changes_no_answer_to_a_visitor() {
    let server = harness::start().await;
    let (publisher, call) = a_call(&server).await;
    given::a_position(&publisher, &call, json!({"standing": "considering"})).await;
    let visitor = server.visitor();
    let list = format!("{}/positions", call.path);
    let seen = async || {
        let mut seen = Vec::new();
        for path in ["/v1/calls/matrix", "/v1/changes", "/calls", &list, &call.path] {
            let reply = visitor.get(path).await;
            seen.push((reply.etag(), reply.text().to_owned()));
        }
        seen
    };
    let before = seen().await;
    let hidden = json!({"audience": "government", "standing": "enacted", "date": "2025"});
    given::a_position(&publisher, &call, hidden).await;
    given::a_position(&publisher, &call, json!({"audience": "office", "country": "FR"})).await;
    assert_eq!(seen().await, before);
    assert_eq!(standing(&publisher, "").await, "enacted");
    assert_eq!(standing(&visitor, "").await, "considering");
}

#[tokio::test]
async fn the_matrix_can_be_filtered_by_call_and_country() {
    let server = harness::start().await;
    let (publisher, aid) = a_call(&server).await;
    let fund = given::a_call(&publisher, json!({"slug": "fund"})).await;
    for country in ["GB", "DE"] {
        given::a_position(&publisher, &aid, json!({"country": country})).await;
    }
    let british = given::a_position(&publisher, &fund, json!({})).await;
    let read =
        async |query: &str| server.visitor().get(&format!("/v1/calls/matrix?{query}")).await.is(200).json();
    let only = read("call=fund").await;
    assert_eq!(only["calls"], json!([fund.json]));
    assert_eq!(only["countries"], json!([{"country": "GB", "positions": [british.json]}]));
    let german = read("country=DE").await;
    assert_eq!(german["calls"].as_array().map(Vec::len), Some(2));
    assert_eq!(german["countries"].as_array().map(Vec::len), Some(1));
    assert_eq!(read("country=DE&call=fund").await["countries"], json!([]));
}

#[tokio::test]
async fn the_database_refuses_to_change_positions() {
    let server = harness::start().await;
    let (publisher, call) = a_call(&server).await;
    given::a_position(&publisher, &call, json!({})).await;
    for sql in ["update positions set said = '{}'", "delete from positions", "truncate positions"] {
        let refusal = server.db_refusal(sql).await;
        assert!(refusal.contains("append-only"), "{sql}: {refusal}");
    }
}

/// A position: call, country, audience, standing, year, and whether it supersedes the previous one.
type Step = (usize, usize, usize, usize, u16, bool);

const COUNTRIES: [&str; 3] = ["GB", "FR", "DE"];
const AUDIENCES: [&str; 4] = ["public", "partner", "government", "office"];
const STANDINGS: [&str; 6] = ["none", "considering", "supportive", "endorsed", "enacted", "reversed"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn the_matrix_equals_the_fold_of_its_readers_lists(
        steps in prop::collection::vec((0..2usize, 0..3usize, 0..4usize, 0..6usize, 2018..2023u16, any::<bool>()), 4..24),
    ) {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(check_the_matrix(&steps));
    }
}

async fn check_the_matrix(steps: &[Step]) {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let calls = [
        given::a_call(&publisher, json!({})).await,
        given::a_call(&publisher, json!({"audience": "partner"})).await,
    ];
    let mut last: BTreeMap<(usize, usize, usize), String> = BTreeMap::new();
    for (call, country, audience, standing, year, supersedes) in steps {
        let place = (*call, *country, *audience);
        let before = last.get(&place).filter(|_| *supersedes);
        let (country, audience) = (COUNTRIES[*country], AUDIENCES[*audience]);
        let body = given::position(json!({
            "country": country, "date": year.to_string(), "standing": STANDINGS[*standing],
            "audience": audience, "supersedes": before,
        }));
        let reply = publisher.post(&format!("{}/positions", calls[*call].path), body).await;
        if reply.status == 201 {
            last.insert(place, reply.json()["id"].as_str().expect("an id").to_owned());
        } else {
            // A reversal of nothing, or a wider audience than the call's.
            reply.is(422);
        }
    }
    for client in [server.visitor(), publisher] {
        let mut folded: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for call in client.all("/v1/calls").await {
            let path = format!("/v1/calls/{}/positions?limit=3", call["id"].as_str().expect("an id"));
            let mut stand: BTreeMap<String, Value> = BTreeMap::new();
            for position in client.all(&path).await {
                if position["superseded_by"].is_null() {
                    stand.insert(position["country"].as_str().expect("a country").to_owned(), position);
                }
            }
            stand
                .into_iter()
                .for_each(|(country, position)| folded.entry(country).or_default().push(position));
        }
        let matrix = client.get("/v1/calls/matrix").await.is(200).json();
        let shown: Vec<(String, Value)> = matrix["countries"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| (row["country"].as_str().expect("a country").to_owned(), row["positions"].clone()))
            .collect();
        let folded: Vec<(String, Value)> =
            folded.into_iter().map(|(country, positions)| (country, json!(positions))).collect();
        assert_eq!(shown, folded);
    }
    server.verify().await.expect("nothing was rewritten");
    server.stop().await;
}
