//! Updates: news that an office posts for other offices, or for everyone.

mod filters;
mod old_form;
mod search;
mod states;
mod superseding;
mod ties;

use harness::given;
use serde_json::{Value, json};

/// An update with every field except links to other things.
fn whole() -> Value {
    json!({
        "kind": "event", "audience": "public", "sample": true, "state": "published",
        "texts": {
            "en": {"title": "Briefing", "body": "It went *well*."},
            "ar": {"title": "إحاطة"},
            "pt-BR": {"title": "Reunião", "body": "Correu bem."},
        },
        "links": [{"url": "https://example.org/briefing", "title": "The invitation", "language": "en"}],
        "attachments": [{
            "url": "https://example.org/slides.pdf", "title": "Slides", "media_type": "application/pdf",
            "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        }],
        "countries": ["GB", "FR"], "occurred_on": "2026-11",
        "event": {"starts": "2026-11-24T10:00:00", "ends": "2026-11-24T12:00:00", "zone": "Europe/London"},
        "follow_up": "Send the slides to Paris.",
    })
}

#[tokio::test]
async fn an_update_reads_back_as_written_with_html() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let fund = given::a_fund(&publisher, json!({})).await;
    let ties = json!([{"resource": "funds", "id": fund.id}]);
    let body = given::with(whole(), json!({"ties": ties}));
    let made = given::an_update(&publisher, body.clone()).await;
    let mut shown = body.clone();
    shown["texts"]["en"]["html"] = json!("<p>It went <em>well</em>.</p>\n");
    shown["texts"]["pt-BR"]["html"] = json!("<p>Correu bem.</p>\n");
    let given_by_us = json!({"id": null, "office": null, "posted_at": null});
    assert_eq!(given::with(made.json.clone(), given_by_us), shown);
    assert_eq!(made.json["office"], office.id.as_str());
    // The follow-up note is for offices only, whatever the update's audience.
    let seen = server.visitor().get(&made.path).await.is(200).json();
    assert_eq!(seen, given::with(made.json, json!({"follow_up": null})));
}

#[tokio::test]
async fn optional_fields_of_an_update_can_be_absent() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let least = json!({"kind": "alert", "audience": "public", "texts": {"he": {"title": "שלום"}}});
    let made = publisher.post("/v1/updates", least).await.is(201).json();
    assert_eq!(made["state"], "published");
    for list in ["links", "attachments", "ties", "countries"] {
        assert_eq!(made[list], json!([]), "{list}");
    }
    for absent in ["occurred_on", "event", "supersedes", "superseded_by", "follow_up", "retracted_because"] {
        assert!(made.get(absent).is_none(), "{absent}");
    }
}

#[tokio::test]
async fn html_in_a_body_is_escaped() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let body = "<script>alert(1)</script>\n\n[x](javascript:alert(1)) ![y](https://example.org/y.gif)";
    let update = given::an_update(&publisher, json!({"texts": {"en": {"title": "x", "body": body}}})).await;
    let html =
        "&lt;script&gt;alert(1)&lt;/script&gt;\n<p><a rel=\"nofollow noopener noreferrer\">x</a> y</p>\n";
    assert_eq!(update.json["texts"]["en"], json!({"title": "x", "body": body, "html": html}));
}

#[tokio::test]
async fn an_impossible_or_ambiguous_local_time_is_refused() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    for (event, pointer, says) in [
        (
            json!({"starts": "2026-03-29T01:30", "zone": "Europe/London"}),
            "#/event/starts",
            "the clocks skip this time",
        ),
        (
            json!({"starts": "2026-10-25T01:30", "zone": "Europe/London"}),
            "#/event/starts",
            "occurs twice in its zone",
        ),
        (
            json!({"starts": "2026-10-24T10:00", "ends": "2026-10-24T09:00", "zone": "Asia/Jerusalem"}),
            "#/event/ends",
            "before `starts`",
        ),
        (
            json!({"starts": "2026-10-24T10:00", "zone": "Europe/Londres"}),
            "#/event/zone",
            "IANA time zone database",
        ),
    ] {
        let body = json!({"kind": "event", "audience": "public", "texts": given::said("x"), "event": event});
        publisher.post("/v1/updates", body).await.is(422).at(pointer).says(says);
    }
    let event = json!({"starts": "2026-10-25T01:30:00+01:00", "zone": "Europe/London"});
    let made = given::an_update(&publisher, json!({"kind": "meeting", "event": event})).await;
    assert_eq!(made.json["event"], event);
}

#[tokio::test]
async fn the_newest_update_comes_first() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    for title in ["First", "Second", "Third"] {
        given::an_update(&publisher, json!({"texts": given::said(title)})).await;
    }
    let items = server.visitor().get("/v1/updates").await.items();
    let titles: Vec<&str> =
        items.iter().filter_map(|update| update["texts"]["en"]["title"].as_str()).collect();
    assert_eq!(titles, ["Third", "Second", "First"]);
}

#[tokio::test]
async fn only_offices_can_read_an_office_update() {
    let server = harness::start().await;
    let (london, berlin) = (given::an_office(&server).await, given::an_office(&server).await);
    let update = given::an_update(&server.publisher(&london), json!({"audience": "office"})).await;
    server.reader(&berlin).get(&update.path).await.is(200);
    server.visitor().get(&update.path).await.is(404);
    assert_eq!(server.visitor().get("/v1/updates").await.json()["total"], 0);
}

#[tokio::test]
async fn only_the_owning_office_can_change_an_update() {
    let server = harness::start().await;
    let (london, berlin) = (given::an_office(&server).await, given::an_office(&server).await);
    let update = given::an_update(&server.publisher(&london), json!({})).await;
    let change = json!({"texts": {"fr": {"title": "En français"}}});
    server.publisher(&berlin).patch(&update.path, &update.etag, change.clone()).await.is(403);
    let changed = server.publisher(&london).patch(&update.path, &update.etag, change).await.is(200).json();
    // The change adds a language to the existing ones.
    assert_eq!(changed["texts"]["fr"], json!({"title": "En français"}));
    assert_eq!(changed["texts"]["en"], update.json["texts"]["en"]);
    assert_eq!(changed["posted_at"], update.json["posted_at"]);
}
