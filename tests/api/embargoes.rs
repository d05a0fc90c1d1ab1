//! Embargoes: outsiders cannot tell that an embargoed thing exists. Within two seconds of its
//! instant, by the database's clock, its whole audience sees it.

use harness::{
    Client, Server,
    given::{self, Samples, Thing},
    wait,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// The database's clock.
async fn now(server: &Server) -> Timestamp {
    server.db_rows("select clock_timestamp() as now", &[]).await[0].get("now")
}

async fn soon(server: &Server, milliseconds: i64) -> Timestamp {
    now(server).await + SignedDuration::from_millis(milliseconds)
}

/// An embargoed thing of each resource with open parents, and two open things with embargoed parents.
async fn one_of_each(client: &Client, samples: &Samples, opens: &str) -> Vec<Thing> {
    let mut things = Vec::new();
    for &given in given::ALL {
        if given.state.is_some_and(|state| !state(opens)["visible_from"].is_null()) {
            things.push(samples.another(given, opens).await);
        }
    }
    let pledge = given::a_pledge(client, json!({"visible_from": opens})).await;
    things.push(given::an_entry(client, &pledge, json!({})).await);
    let call = given::a_call(client, json!({"visible_from": opens})).await;
    things.push(given::a_position(client, &call, json!({})).await);
    things
}

#[tokio::test]
async fn embargoed_things_become_visible_at_their_instant() {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    let publisher = server.publisher(&samples.office);
    let opens = soon(&server, 6_000).await;
    let things = one_of_each(&publisher, &samples, &opens.to_string()).await;
    let visitor = server.visitor();
    let mut opened = vec![None; things.len()];
    let mut looks_before = 0;
    while opened.iter().any(Option::is_none) {
        for (thing, opened) in things.iter().zip(&mut opened) {
            let before = now(&server).await;
            let status = visitor.get(&thing.path).await.status;
            let after = now(&server).await;
            if status == 200 {
                assert!(after >= opens, "{} was seen before its time", thing.path);
                opened.get_or_insert(after);
            } else {
                looks_before += usize::from(after < opens);
                assert!(before < opens + SignedDuration::from_secs(2), "{} is late: {status}", thing.path);
            }
        }
    }
    assert!(looks_before > things.len(), "nobody looked in time");
    for thing in &things {
        publisher.get(&thing.path).await.is(200);
    }
    server.verify().await.expect("what was opened is what the tables make it");
}

#[tokio::test]
async fn embargoed_things_change_no_answer_to_a_visitor() {
    let server = harness::start().await;
    let (publisher, pledge, _) = given::a_first_entry(&server, json!({})).await;
    let visitor = server.visitor();
    let paths = [
        "/v1/stats",
        "/v1/lateness",
        "/v1/changes",
        "/v1/pledges",
        "/v1/funds",
        "/v1/overlaps",
        &pledge.path,
        &format!("{}/entries", pledge.path),
        "/.well-known/accord-heads",
    ];
    let mut before = Vec::new();
    for path in paths {
        before.push(visitor.get(path).await.is(200).text().to_owned());
    }
    let later = json!({"visible_from": "2099-01-01T10:00[Europe/London]"});
    given::an_entry(&publisher, &pledge, later.clone()).await;
    let fund = given::a_fund(&publisher, later.clone()).await;
    given::a_pledge(&publisher, json!({"fund": fund.id, "donor": pledge.json["donor"]["id"]})).await;
    given::an_organisation(&publisher, later).await;
    for (path, before) in paths.into_iter().zip(before) {
        assert_eq!(visitor.get(path).await.text(), before, "{path}");
    }
    server.verify().await.expect("an embargo is no tampering");
}

#[tokio::test]
async fn an_embargo_missed_during_downtime_ends_on_restart() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let opens = soon(&server, 300).await;
    let fund = given::a_fund(&publisher, json!({"visible_from": opens})).await;
    let next = server
        .restart(async || {
            wait::until("its time has come", async || (Timestamp::now() > opens).then_some(())).await;
        })
        .await;
    wait::until("it is seen", async || (next.visitor().get(&fund.path).await.status == 200).then_some(()))
        .await;
}

#[tokio::test]
async fn an_embargo_keeps_its_time_zone() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fields = json!({"visible_from": "2099-03-29T10:00[Europe/London]"});
    let fund = given::a_fund(&publisher, fields).await;
    assert_eq!(fund.json["visible_from"], "2099-03-29T10:00:00+01:00[Europe/London]");
    let opens: Timestamp = server.db_rows("select opens_at from embargoes", &[]).await[0].get("opens_at");
    assert_eq!(opens.to_string(), "2099-03-29T09:00:00Z");
    for wrong in
        ["2099-03-29T01:30[Europe/London]", "2099-10-25T01:30[Europe/London]", "2099-03-29T10:00", "soon"]
    {
        let body = json!({"audience": "public", "slug": "f", "name": "F", "visible_from": wrong});
        publisher.post("/v1/funds", body).await.is(422).at("#/visible_from");
    }
}

#[tokio::test]
async fn a_moved_lifted_or_renewed_embargo_applies_at_once() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let visitor = server.visitor();
    let fund = given::a_fund(&publisher, json!({"visible_from": "2099-01-01T00:00:00Z"})).await;
    visitor.get(&fund.path).await.is(404);
    let moved =
        publisher.patch(&fund.path, &fund.etag, json!({"visible_from": "2098-01-01T00:00:00Z"})).await;
    visitor.get(&fund.path).await.is(404);
    let lifted = publisher.patch(&fund.path, &moved.is(200).etag(), json!({"visible_from": null})).await;
    visitor.get(&fund.path).await.is(200);
    let again = json!({"visible_from": "2099-01-01T00:00:00Z"});
    publisher.patch(&fund.path, &lifted.is(200).etag(), again).await.is(200);
    visitor.get(&fund.path).await.is(404);
    // The feed tells its former readers only that something went.
    let feed = visitor.get("/v1/changes").await.json();
    let lines = feed["items"].as_array().expect("lines");
    assert!(lines.iter().all(|line| line["id"] != *fund.id));
    let told: Vec<&Value> = lines.iter().rev().take(2).map(|line| &line["operation"]).collect();
    assert_eq!(told, ["withdraw", "withdrawn"]);
    server.verify().await.expect("an embargo is no tampering");
}

#[tokio::test]
async fn no_visible_entry_can_link_to_an_embargoed_one() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    let closed = given::an_entry(&publisher, &pledge, json!({"visible_from": "2099-01-01T00:00:00Z"})).await;
    let entries = format!("{}/entries", pledge.path);
    for link in ["follows", "supersedes"] {
        let body = given::entry(json!({link: closed.id}));
        publisher.post(&entries, body).await.is(422).at("#/visible_from");
        let body = given::entry(json!({link: closed.id, "visible_from": "2098-12-31T00:00:00Z"}));
        publisher.post(&entries, body).await.is(422).at("#/visible_from");
    }
    given::an_entry(
        &publisher,
        &pledge,
        json!({"follows": closed.id, "visible_from": "2099-01-01T00:00:00Z"}),
    )
    .await;
}

#[tokio::test]
async fn a_stream_announces_an_embargoed_fund_only_at_its_instant() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let first = given::a_fund(&publisher, json!({})).await;
    let mut stream = server.visitor().stream("/v1/live").await;
    assert_eq!(stream.next_named("change").await.json()["id"], first.id);
    let opens = soon(&server, 1_000).await;
    let fund = given::a_fund(&publisher, json!({"visible_from": opens})).await;
    assert_eq!(stream.next_named("change").await.json()["id"], fund.id);
    let told = now(&server).await;
    assert!(told >= opens && told < opens + SignedDuration::from_secs(2), "{opens} {told}");
}

#[tokio::test]
async fn no_visible_thing_reveals_an_embargoed_correction_or_tie() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let visitor = server.visitor();
    let later = json!({"visible_from": "2099-01-01T00:00:00Z"});
    let fund = given::a_fund(&publisher, later.clone()).await;
    let tie = json!({"ties": [{"resource": "funds", "id": fund.id}]});
    let update = given::an_update(&publisher, tie).await;
    let fields = given::with(later.clone(), json!({"supersedes": update.id}));
    let correction = given::an_update(&publisher, fields).await;
    assert_eq!(publisher.get(&update.path).await.json()["superseded_by"], correction.id.as_str());
    let seen = visitor.get(&update.path).await;
    assert_eq!((&seen.json()["state"], &seen.json()["ties"]), (&json!("published"), &json!([])));
    assert!(!seen.text().contains(&fund.id) && !seen.text().contains(&correction.id), "{seen}");
    let call = given::a_call(&publisher, json!({})).await;
    let position = given::a_position(&publisher, &call, later).await;
    let body = given::position(json!({"supersedes": position.id}));
    publisher.post(&format!("{}/positions", call.path), body).await.is(422).at("#/supersedes");
    server.verify().await.expect("what is shown is what the tables make it");
}
