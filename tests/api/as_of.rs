//! Reading as of an instant: the answer is the same bytes whenever it is asked.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use harness::{
    Client, Server,
    chance::Chance,
    document::Document,
    given::{self, Given, Samples, money},
    wait,
};
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

/// The status, body and ETag of each path.
type Seen = BTreeMap<String, (u16, String, Option<String>)>;

/// A client's answers to every read that takes an instant.
async fn everything(client: &Client, samples: &Samples, as_of: &str) -> Seen {
    let mut seen = Seen::new();
    let reads = Document::published().operations.iter().filter(|operation| operation.is_plain_get());
    // The snippets page lists the present funds and categories.
    let reads = reads.filter(|operation| operation.template != "/embed");
    for operation in reads.filter(|operation| operation.takes("as_of") && !operation.needs_key()) {
        let path = samples.path(&operation.template);
        for more in ["", "&currency=USD", "&limit=1"] {
            let known = more.is_empty() || operation.takes(more[1..].split('=').next().unwrap_or_default());
            if known {
                let path = format!("{path}?as_of={as_of}{more}");
                let reply = client.get(&path).await;
                let etag = reply.header("ETag").map(str::to_owned);
                seen.insert(path, (reply.status, reply.text().to_owned(), etag));
            }
        }
    }
    seen
}

async fn now(client: &Client) -> String {
    client.get("/v1/stats").await.json()["as_of"].as_str().expect("figures have an instant").to_owned()
}

#[tokio::test]
async fn every_read_of_a_recorded_state_takes_as_of() {
    let reads = Document::published().operations.iter().filter(|operation| operation.is_plain_get());
    for operation in reads.filter(|operation| operation.template.starts_with("/v1/")) {
        // Resources outside the log have no past.
        let no_state = ["/v1/openapi.json", "/v1/imports/", "/v1/people/me"];
        let is_fixed = no_state.iter().any(|start| operation.template.starts_with(start));
        let is_beside = given::of(operation).is_some_and(|given| !given.is_logged);
        let is_state = !is_fixed && !is_beside && operation.template != "/v1/changes";
        assert_eq!(operation.takes("as_of"), is_state, "{}", operation.named());
    }
}

#[tokio::test]
async fn later_changes_leave_past_answers_unchanged() {
    let server = harness::start().await;
    server.import_rates("Date,USD\n2022-03-08,1.0892\n").await;
    let samples = Samples::make(&server).await;
    let (visitor, publisher) = (server.visitor(), server.publisher(&samples.office));
    let then = now(&visitor).await;
    let before = [everything(&visitor, &samples, &then).await, everything(&publisher, &samples, &then).await];
    assert!(before[0].values().all(|(status, ..)| *status == 200), "{before:#?}");

    // A correction, a new rate, new names, another member.
    let pledge = samples.path("/v1/pledges/{id}");
    let entry = samples.id("entries");
    let reversal = json!({"kind": "reversal", "reverses": entry, "amount": money("40.00", "USD")});
    publisher.post(&format!("{pledge}/entries"), given::entry(reversal)).await.is(201);
    let euros = json!({"amount": money("7.00", "EUR")});
    publisher.post(&format!("{pledge}/entries"), given::entry(euros)).await.is(201);
    server.import_rates("Date,USD\n2022-03-07,1.5\n").await;
    let (at_risk, others): (Vec<&Given>, Vec<&Given>) = given::ALL
        .iter()
        .copied()
        .filter(|given| given.is_logged)
        .partition(|given| AT_RISK.contains(&given.resource));
    change(&samples, &others).await;
    let call = samples.path("/v1/calls/{id}");
    let position = json!({"standing": "enacted", "date": "2025"});
    publisher.post(&format!("{call}/positions"), given::position(position)).await.is(201);
    given::a_member(&publisher, json!({})).await;
    assert_ne!(visitor.get("/v1/members").await.json()["total"], 1);

    let after = [everything(&visitor, &samples, &then).await, everything(&publisher, &samples, &then).await];
    assert_eq!(before, after);
    // Another server on the database gives the same answers.
    let other = everything(&server.another().await.visitor(), &samples, &then).await;
    assert_eq!(before[0], other);
    // Things that tell of people at risk lose their past as they change, except for the offices.
    change(&samples, &at_risk).await;
    assert_eq!(before[1], everything(&publisher, &samples, &then).await);
}

/// The resources that tell of people at risk.
const AT_RISK: [&str; 3] = ["members", "organisations", "updates"];

/// Changes the sample of each of these resources.
async fn change(samples: &Samples, resources: &[&Given]) {
    for given in resources {
        if let Some(change) = given.change {
            let maker = samples.maker(given);
            let path = &samples.get(given.resource).expect("there is one of each").path;
            let etag = maker.get(path).await.etag();
            maker.patch(path, &etag, change(&mut Chance::new(0), "Renamed")).await.is(200);
        }
    }
}

#[tokio::test]
async fn an_answer_as_of_this_instant_never_changes_afterwards() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let writes = (0..30).map(|n| {
        let audience = ["public", "partner", "office"][n % 3];
        let (publisher, body) =
            (publisher.clone(), json!({"audience": audience, "slug": format!("f-{n}"), "name": "Fund"}));
        tokio::spawn(async move { publisher.post("/v1/funds", body).await.is(201).status })
    });
    let writes: Vec<_> = writes.collect();
    let (visitor, mut asked) = (server.visitor(), Vec::new());
    while asked.len() < 20 {
        let path = format!("/v1/funds?limit=200&as_of={}", Timestamp::now());
        // The test's server and its database share one clock.
        let reply = visitor.get(&path).await;
        if reply.status == 200 {
            asked.push((path, reply.text().to_owned()));
        } else {
            // Too many writes are under way to answer.
            reply.is(503);
        }
    }
    join_all(writes).await;
    for (path, answer) in asked {
        assert_eq!(visitor.get(&path).await.text(), answer, "{path}");
    }
}

/// Runs `meanwhile` while the post of an update has shown it and cannot commit.
async fn while_posting(server: &Server, publisher: &Client, update: Value, meanwhile: impl AsyncFnOnce()) {
    let held = server.db_hold("begin; lock table idempotency_keys in share mode").await;
    let posting = publisher.clone();
    let post = tokio::spawn(async move { posting.post("/v1/updates", update).await.status });
    let waiting = "pg_locks where relation = 'idempotency_keys'::regclass and not granted";
    wait::until("the post waits", async || (server.db_count(waiting).await > 0).then_some(())).await;
    meanwhile().await;
    drop(held);
    post.await.expect("the post is answered");
}

fn an_update(audience: &str) -> Value {
    json!({"kind": "visit", "audience": audience, "texts": given::said("A visit")})
}

#[tokio::test]
async fn a_hidden_write_holds_up_no_read_of_the_present() {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    let publisher = server.publisher(&samples.office);
    let partner =
        server.outsider(harness::Audience::Partner, samples.get("organisations").expect("one")).await;
    for (audience, client) in
        [("office", server.visitor()), ("office", partner), ("partner", server.visitor())]
    {
        while_posting(&server, &publisher, an_update(audience), async || {
            for path in ["/v1/funds", "/v1/updates", "/v1/stats", "/v1/lateness", "/v1/figures/fund"] {
                let path = format!("{path}?as_of={}", Timestamp::now());
                client.get(&path).await.is(200);
            }
        })
        .await;
    }
}

#[tokio::test]
async fn a_visible_write_delays_the_present_and_not_the_past() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let (visitor, before) = (server.visitor(), Timestamp::now());
    let mut answered = Vec::new();
    while_posting(&server, &publisher, an_update("public"), async || {
        let past = format!("/v1/updates?as_of={before}");
        answered.push((visitor.get(&past).await.is(200).text().to_owned(), past));
        let present = format!("/v1/updates?as_of={}", Timestamp::now());
        let reply = visitor.get(&present).await;
        if reply.status == 200 {
            // The post gave up meanwhile.
            answered.push((reply.text().to_owned(), present));
        } else {
            reply.is(503);
        }
    })
    .await;
    wait::for_room(async || publisher.post("/v1/updates", an_update("public")).await).await.is(201);
    for (answer, path) in answered {
        assert_eq!(visitor.get(&path).await.text(), answer, "{path}");
    }
    let now = format!("/v1/updates?as_of={}", Timestamp::now());
    assert!(visitor.get(&now).await.is(200).json()["total"].as_u64() >= Some(1));
}

#[tokio::test]
async fn a_readers_role_can_hold_up_nobody() {
    let server = harness::start().await;
    for sql in [
        "select nextval('settling_public')",
        "select setval('settling_public', 1)",
        "select begin_showing('{public}', now())",
        "lock table settling_public in row exclusive mode",
        "select last_value from settling_office",
    ] {
        let settings = "-c default_transaction_read_only=off -c accord.audience=public";
        assert!(server.db_as("accord_public", settings, sql).await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn a_feed_is_empty_before_its_first_line() {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    let visitor = server.visitor();
    let list = visitor.get("/v1/funds?as_of=2001-02-03").await.is(200).json();
    assert_eq!((&list["total"], &list["items"]), (&json!(0), &json!([])));
    visitor.get(&format!("{}?as_of=2001-02-03", samples.path("/v1/funds/{id}"))).await.is(404);
    let stats = visitor.get("/v1/stats?as_of=2001-02-03").await.is(200).json();
    assert_eq!((&stats["position"], &stats["funds"]), (&json!(0), &json!([])));
}

#[tokio::test]
async fn as_of_refuses_future_and_malformed_instants() {
    let server = harness::start().await;
    let soon = Timestamp::now().checked_add(1.hour()).expect("there is an hour to come").to_string();
    let today = soon[..10].to_owned();
    for as_of in [soon.as_str(), today.as_str(), "9999-12-31", "yesterday", "", "2026", "2026-11-24T10:05:00"]
    {
        for path in ["/v1/funds", "/v1/stats"] {
            let refused = server.visitor().get(&format!("{path}?as_of={as_of}")).await;
            refused.is(400).problem("/problems/bad-request").at("?as_of");
        }
    }
}

#[tokio::test]
async fn every_page_of_a_walk_keeps_its_instant() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    for name in ["b", "d", "f"] {
        given::a_fund(&publisher, json!({"name": name})).await;
    }
    let then = now(&server.visitor()).await;
    let first = server.visitor().get(&format!("/v1/funds?limit=1&as_of={then}")).await;
    for name in ["a", "c", "e", "g"] {
        given::a_fund(&publisher, json!({"name": name})).await;
    }
    let rest = server.visitor().all(first.json()["next"].as_str().expect("a next page")).await;
    let names: Vec<&str> = rest.iter().filter_map(|fund| fund["name"].as_str()).collect();
    assert_eq!(names, ["d", "f"]);
}

#[tokio::test]
async fn a_retracted_thing_disappears_from_its_audiences_past() {
    let server = harness::start().await;
    let (visitor, publisher) = (server.visitor(), given::a_publisher(&server).await);
    let member = given::a_member(&publisher, json!({})).await;
    let update = given::an_update(&publisher, json!({})).await;
    server.publish_member_counts().await;
    let then = now(&visitor).await;
    for (path, change) in
        [(member.path, json!({"listing": "hidden"})), (update.path, json!({"audience": "office"}))]
    {
        visitor.get(&format!("{path}?as_of={then}")).await.is(200);
        let etag = publisher.get(&path).await.etag();
        publisher.patch(&path, &etag, change).await.is(200);
        visitor.get(&format!("{path}?as_of={then}")).await.is(404);
        let list = path.rsplit_once('/').expect("a path has parts").0;
        assert_eq!(visitor.get(&format!("{list}?as_of={then}")).await.json()["total"], 0, "{list}");
        // Offices keep the record.
        publisher.get(&format!("{path}?as_of={then}")).await.is(200);
        let id = path.rsplit_once('/').expect("a path has parts").1.to_owned();
        for line in visitor.all("/v1/changes?limit=200").await {
            assert!(line["id"] != id.as_str() || line["document"].is_null(), "{line}");
        }
    }
    assert_eq!(visitor.get(&format!("/v1/stats?as_of={then}")).await.json()["members"]["listed"], 0);
}

#[tokio::test]
async fn a_retracted_text_stays_gone_after_its_fund_is_republished() {
    let server = harness::start_with(|config| config.release_hold = 0).await;
    let office = given::an_office(&server).await;
    let (visitor, publisher) = (server.visitor(), server.publisher(&office));
    let fund = given::a_fund(&publisher, json!({"name": "Names somebody"})).await;
    let then = now(&visitor).await;
    let changes = json!({"audience": "office", "name": "Names nobody"});
    publisher.patch(&fund.path, &fund.etag, changes).await.is(200);
    given::a_release(&server, &office, "funds", &fund, json!({"audience": "public"})).await;
    let shown_again = Timestamp::now();
    visitor.get(&format!("{}?as_of={then}", fund.path)).await.is(404);
    assert_eq!(visitor.get(&format!("/v1/funds?as_of={then}")).await.json()["total"], 0);
    visitor.get(&format!("{}?as_of={shown_again}", fund.path)).await.is(200).says("Names nobody");
    let lines = visitor.all("/v1/changes?limit=200").await;
    assert!(lines.iter().all(|line| !line.to_string().contains("Names somebody")), "{lines:?}");
    publisher.get(&format!("{}?as_of={then}", fund.path)).await.is(200).says("Names somebody");
}
