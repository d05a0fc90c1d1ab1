//! Bodies and queries of any shape: each gets an answer, and none causes a server error.

use harness::{Client, Server, given};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// Any JSON, often with plausible field values.
fn any_json() -> impl Strategy<Value = Value> {
    let texts = prop::sample::select(vec![
        "",
        "public",
        "USD",
        "-1.00",
        "1e999",
        "2022-13-45",
        "9999-12-31",
        "\u{0}",
        "\u{202e}",
        "'; drop table funds; --",
        "99999999999999999999.99",
        "00000000-0000-0000-0000-000000000000",
        "<script>",
        "../../etc/passwd",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        texts.prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{1,8}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Runs a property on one server, so that a case costs a request rather than a start.
fn hold<S: Strategy>(strategy: S, cases: u32, claim: impl AsyncFn(&Server, &Client, S::Value)) {
    let runtime = Runtime::new().expect("a runtime");
    let (server, publisher) = runtime.block_on(async {
        let server = harness::start().await;
        let publisher = given::a_publisher(&server).await;
        (server, publisher)
    });
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let run = runner.run(&strategy, |value| {
        runtime.block_on(claim(&server, &publisher, value));
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn any_value_in_any_field_causes_no_server_error() {
    let bodies: Vec<(&str, Value)> = vec![
        (
            "/v1/funds",
            json!({"audience": "public", "slug": "slug", "name": "Fund", "target": null, "starts": null}),
        ),
        (
            "/v1/organisations",
            json!({
                "audience": "public", "name": "X", "type": "ngo", "identifiers": [], "names": {}, "website": null,
            }),
        ),
        (
            "/v1/updates",
            json!({"kind": "visit", "audience": "public", "texts": {"en": {"title": "X", "body": null}}, "event": null, "ties": []}),
        ),
        (
            "/v1/members",
            json!({
                "organisation": null, "listing": "full", "categories": [], "since": null, "places": [], "consent": null,
            }),
        ),
        ("/v1/pledges", json!({"audience": "public", "fund": null, "donor": null, "title": null})),
    ];
    let strategy = (prop::sample::select(bodies), any::<prop::sample::Index>(), any_json());
    hold(strategy, 400, async |_, publisher, ((path, mut body), field, value)| {
        let names: Vec<String> = body.as_object().expect("an object").keys().cloned().collect();
        body[field.get(&names)] = value;
        let reply = publisher.post(path, body).await;
        assert!(reply.status < 500, "{reply}");
    });
}

#[test]
fn any_value_in_an_entry_causes_no_server_error() {
    let strategy = (any::<prop::sample::Index>(), any_json());
    hold(strategy, 300, async |server, publisher, (field, value)| {
        let pledges = server.visitor().get("/v1/pledges").await.items();
        let path = match pledges.first().and_then(|pledge| pledge["id"].as_str()) {
            Some(id) => format!("/v1/pledges/{id}"),
            None => given::a_pledge(publisher, json!({})).await.path,
        };
        let fields =
            ["description", "provenance", "stated_conversion", "reverses", "budget_year", "counting"];
        let mut body = given::entry(json!({}));
        let names = body.as_object().expect("an object").keys().map(String::as_str).chain(fields);
        let names: Vec<String> = names.map(str::to_owned).collect();
        body[field.get(&names)] = value;
        let reply = publisher.post(&format!("{path}/entries"), body).await;
        assert!(reply.status < 500, "{reply}");
    });
}

#[test]
fn a_body_of_random_bytes_is_a_client_error() {
    hold(prop::collection::vec(any::<u8>(), 0..300), 200, async |_, publisher, bytes| {
        let request = publisher.request("POST", "/v1/funds").fresh_key().bytes(bytes);
        let reply = request.header("Content-Type", "application/json").send().await;
        assert!([400, 422].contains(&reply.status), "{reply}");
    });
}

#[test]
fn any_text_in_a_query_causes_no_server_error() {
    let names = prop::sample::select(vec![
        "limit", "after", "cursor", "fund", "stage", "currency", "donor", "as_of", "x",
    ]);
    let lists =
        prop::sample::select(vec!["/v1/pledges", "/v1/funds", "/v1/updates", "/v1/members", "/v1/stats"]);
    let value = prop_oneof!["[ -~]{0,20}".prop_map(|text| text), any::<String>()];
    hold((lists, names, value), 300, async |server, _, (list, name, value)| {
        let encoded: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let reply = server.visitor().get(&format!("{list}?{name}={encoded}")).await;
        assert!(reply.status < 500, "{reply}");
    });
}
