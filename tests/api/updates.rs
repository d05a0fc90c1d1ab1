//! Updates: what an office tells the others, and the world where it says so.

use harness::given;
use serde_json::json;

#[tokio::test]
async fn an_update_reads_back_as_it_was_written() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let body = json!({
        "kind": "meeting", "audience": "public", "sample": true, "title": "Briefing", "body": "Went well.",
        "language": "en-GB", "occurred_on": "2026-11", "url": "https://example.org/briefing",
    });
    let made = given::an_update(&server.publisher(&office), body.clone()).await;
    assert_eq!(given::with(made.json.clone(), json!({"id": null, "office": null, "posted_at": null})), body);
    assert_eq!(made.json["office"], office.id.as_str());
    assert_eq!(server.visitor().get(&made.path).await.is(200).json(), made.json);
}

#[tokio::test]
async fn the_newest_update_comes_first() {
    let server = harness::start().await;
    let publisher = server.publisher(&given::an_office(&server).await);
    for title in ["First", "Second", "Third"] {
        given::an_update(&publisher, json!({"title": title})).await;
    }
    let items = server.visitor().get("/v1/updates").await.items();
    let titles: Vec<&str> = items.iter().filter_map(|update| update["title"].as_str()).collect();
    assert_eq!(titles, ["Third", "Second", "First"]);
}

#[tokio::test]
async fn an_update_for_offices_is_read_by_every_office_and_by_nobody_else() {
    let server = harness::start().await;
    let (london, berlin) = (given::an_office(&server).await, given::an_office(&server).await);
    let update = given::an_update(&server.publisher(&london), json!({"audience": "office"})).await;
    server.reader(&berlin).get(&update.path).await.is(200);
    server.visitor().get(&update.path).await.is(404);
    assert_eq!(server.visitor().get("/v1/updates").await.json()["total"], 0);
}

#[tokio::test]
async fn an_update_is_changed_by_the_office_that_posted_it_only() {
    let server = harness::start().await;
    let (london, berlin) = (given::an_office(&server).await, given::an_office(&server).await);
    let update = given::an_update(&server.publisher(&london), json!({})).await;
    let change = json!({"title": "Changed"});
    server.publisher(&berlin).patch(&update.path, &update.etag, change.clone()).await.is(403);
    let changed = server.publisher(&london).patch(&update.path, &update.etag, change).await.is(200).json();
    assert_eq!((&changed["title"], &changed["posted_at"]), (&json!("Changed"), &update.json["posted_at"]));
}

#[tokio::test]
async fn a_list_is_narrowed_by_kind_and_office() {
    let server = harness::start().await;
    let (london, berlin) = (given::an_office(&server).await, given::an_office(&server).await);
    let visit = given::an_update(&server.publisher(&london), json!({"kind": "visit"})).await;
    let alert = given::an_update(&server.publisher(&berlin), json!({"kind": "alert"})).await;
    let visitor = server.visitor();
    let only = async |query: String| visitor.get(&format!("/v1/updates?{query}")).await.is(200).items();
    assert_eq!(only("kind=visit".to_owned()).await, [visit.json]);
    assert_eq!(only(format!("office={}", berlin.id)).await, [alert.json]);
    visitor.get("/v1/updates?kind=vizit").await.is(400).at("?kind").says("`visit`");
}
