//! Members: each is shown and counted only as it consented.

use harness::{Client, given};
use serde_json::{Value, json};

async fn figures(client: &Client) -> Value {
    client.get("/v1/stats").await.is(200).json()["members"].clone()
}

#[tokio::test]
async fn a_full_member_is_listed_in_full_and_counted() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let organisation = given::an_organisation(&publisher, json!({"name": "Parents for Peace"})).await;
    let fields = json!({
        "organisation": organisation.id, "categories": ["cross-border", "shared-society"], "since": "2006-05",
        "places": [{"country": "PS", "name": "Ramallah", "names": {"ar": "رام الله"}}],
    });
    let member = given::a_member(&publisher, fields).await;
    let read = server.visitor().get(&member.path).await.is(200).json();
    assert_eq!(read["organisation"], json!({"id": organisation.id, "name": "Parents for Peace"}));
    assert_eq!((&read["since"], &read["categories"][1]), (&json!("2006-05"), &json!("shared-society")));
    assert_eq!(read["places"][0]["names"]["ar"], "رام الله");
    let figures = figures(&server.visitor()).await;
    assert_eq!(
        (&figures["total"], &figures["listed"], &figures["not_named"]),
        (&json!(1), &json!(1), &json!(0))
    );
    let by_category =
        json!([{"category": "cross-border", "count": 1}, {"category": "shared-society", "count": 1}]);
    assert_eq!(figures["by_category"], by_category);
}

#[tokio::test]
async fn a_name_only_member_shows_only_its_name() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let places = json!([{"country": "PS", "name": "Ramallah"}]);
    let fields =
        json!({"listing": "name_only", "categories": ["cross-border"], "since": "2006", "places": places});
    let member = given::a_member(&publisher, fields).await;
    let read = server.visitor().get(&member.path).await.is(200).json();
    let names: Vec<&String> = read.as_object().expect("a member is an object").keys().collect();
    assert_eq!(names, ["id", "listing", "organisation", "sample"]);
    assert_eq!(publisher.get(&member.path).await.json()["since"], "2006");
    let figures = figures(&server.visitor()).await;
    assert_eq!((&figures["listed"], &figures["by_category"]), (&json!(1), &json!([])));
}

#[tokio::test]
async fn a_count_only_member_is_counted_and_in_no_list() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    given::a_member(&publisher, json!({})).await;
    let counted =
        given::a_member(&publisher, json!({"listing": "count_only", "categories": ["cross-border"]})).await;
    for _ in 0..4 {
        given::a_member(&publisher, json!({"listing": "count_only"})).await;
    }
    server.publish_member_counts().await;
    let visitor = server.visitor();
    visitor.get(&counted.path).await.is(404);
    let list = visitor.get("/v1/members").await;
    assert_eq!((list.items().len(), list.json()["total"].as_i64()), (1, Some(1)));
    assert!(!list.text().contains(&counted.id));
    let figures = figures(&visitor).await;
    assert_eq!(
        (&figures["total"], &figures["listed"], &figures["not_named"]),
        (&json!(6), &json!(1), &json!(5))
    );
    assert_eq!(figures["by_category"], json!([]));
    assert_eq!(publisher.get(&counted.path).await.is(200).json()["listing"], "count_only");
}

#[tokio::test]
async fn a_new_count_only_member_waits_for_the_next_snapshot() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let before = figures(&server.visitor()).await;
    given::a_member(&publisher, json!({"listing": "count_only"})).await;
    assert_eq!(figures(&server.visitor()).await, before);
}

#[tokio::test]
async fn a_hidden_member_is_in_neither_list_nor_count() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let hidden =
        given::a_member(&publisher, json!({"listing": "hidden", "categories": ["cross-border"]})).await;
    server.publish_member_counts().await;
    let visitor = server.visitor();
    visitor.get(&hidden.path).await.is(404);
    assert_eq!(visitor.get("/v1/members").await.json()["total"], 0);
    let figures = figures(&visitor).await;
    assert_eq!((&figures["total"], &figures["not_named"]), (&json!(0), &json!(0)));
    publisher.get(&hidden.path).await.is(200);
}

#[tokio::test]
async fn no_filter_reveals_an_unlisted_member() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let visitor = server.visitor();
    let nobody = visitor.get(&format!("/v1/members?organisation={}", uuid::Uuid::new_v4())).await.json();
    for listing in ["count_only", "hidden"] {
        let fields = json!({"listing": listing, "categories": ["cross-border"]});
        let member = given::a_member(&publisher, fields).await;
        let organisation = member.json["organisation"]["id"].as_str().expect("an id");
        let path = format!("/v1/members?organisation={organisation}");
        assert_eq!(visitor.get(&path).await.is(200).json(), nobody);
        assert_eq!(publisher.get(&path).await.json()["total"], 1);
    }
    given::a_member(&publisher, json!({"listing": "name_only", "categories": ["cross-border"]})).await;
    let filtered = visitor.get("/v1/members?category=cross-border").await.is(200).json();
    assert_eq!(filtered, visitor.get("/v1/members?category=no-such-category").await.json());
}

#[tokio::test]
async fn memberships_of_one_organisation_cannot_overlap() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let organisation = given::an_organisation(&publisher, json!({})).await;
    let membership = |since: Option<&str>, until: Option<&str>| {
        json!({
            "organisation": organisation.id, "listing": "full", "since": since, "until": until,
            "consent": given::consent(),
        })
    };
    publisher.post("/v1/members", membership(Some("2010"), Some("2012-06"))).await.is(201);
    // June ends on the 30th, and "2012" means all its days.
    for (since, until) in [
        (None, None),
        (Some("2012-06-30"), None),
        (Some("2012"), None),
        (None, Some("2010-01-01")),
        (Some("2011"), Some("2011")),
    ] {
        let refused = publisher.post("/v1/members", membership(since, until)).await;
        refused.is(422).problem("/problems/invalid").at("#/since");
    }
    publisher.post("/v1/members", membership(None, Some("2009-12-31"))).await.is(201);
    let last = publisher.post("/v1/members", membership(Some("2012-07-01"), None)).await;
    let path = last.is(201).header("Location").expect("what was made has an address").to_owned();
    publisher.patch(&path, &last.etag(), json!({"since": "2012-06"})).await.is(422).at("#/since");
    assert_eq!(server.visitor().get("/v1/members").await.json()["total"], 3);
    assert_eq!(figures(&server.visitor()).await["listed"], 1, "of the three, one is not over");
    server.verify().await.expect("the log and the tables say the same");
}

#[tokio::test]
async fn a_former_name_only_member_is_in_no_list() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let member = given::a_member(&publisher, json!({"listing": "name_only", "since": "2010"})).await;
    publisher.patch(&member.path, &member.etag, json!({"until": "2020"})).await.is(200);
    server.visitor().get(&member.path).await.is(404);
    assert_eq!(publisher.get(&member.path).await.json()["until"], "2020");
}

#[tokio::test]
async fn a_listing_or_count_needs_consent() {
    let server = harness::start_with(|config| config.release_hold = 0).await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let organisation = given::an_organisation(&publisher, json!({})).await;
    for listing in ["full", "name_only", "count_only"] {
        let body = json!({"organisation": organisation.id, "listing": listing});
        publisher.post("/v1/members", body).await.is(422).at("#/consent");
    }
    let hidden = json!({"organisation": organisation.id, "listing": "hidden", "consent": null});
    let hidden = given::a_member(&publisher, hidden).await;
    publisher.patch(&hidden.path, &hidden.etag, json!({"listing": "full"})).await.is(422).at("#/consent");
    let counted = json!({"listing": "count_only", "consent": given::consent()});
    given::a_release(&server, &office, "members", &hidden, counted).await;
}

#[tokio::test]
async fn only_offices_read_a_members_consent() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let member = given::a_member(&publisher, json!({})).await;
    assert_eq!(publisher.get(&member.path).await.json()["consent"], given::consent());
    assert!(server.visitor().get(&member.path).await.is(200).json()["consent"].is_null());
    assert!(!server.visitor().get("/v1/changes?limit=200").await.text().contains("The board"));
}

#[tokio::test]
async fn a_withdrawn_consent_must_hide_its_member_at_once() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let member = given::a_member(&publisher, json!({})).await;
    let withdrawn = json!({"consent": {"withdrawn_on": "2026-01-01"}});
    publisher.patch(&member.path, &member.etag, withdrawn).await.is(422).at("#/listing");
    server.visitor().get(&member.path).await.is(200);
    let hidden = json!({"listing": "hidden", "consent": {"withdrawn_on": "2026-01-01"}});
    publisher.patch(&member.path, &member.etag, hidden).await.is(200);
    server.visitor().get(&member.path).await.is(404);
}

#[tokio::test]
async fn only_a_listing_change_requires_consent_on_an_old_membership() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let member = given::a_member(&publisher, json!({})).await;
    server.db_rows("update members set head = head - 'consent' returning id", &[]).await;
    let changed = publisher.patch(&member.path, &member.etag, json!({"categories": ["youth"]})).await;
    let etag = changed.is(200).etag();
    publisher.patch(&member.path, &etag, json!({"listing": "name_only"})).await.is(422).at("#/consent");
    publisher.patch(&member.path, &etag, json!({"listing": "hidden"})).await.is(200);
}

#[tokio::test]
async fn only_the_owning_office_can_change_a_membership() {
    let server = harness::start().await;
    let (london, berlin) = (given::an_office(&server).await, given::an_office(&server).await);
    let member = given::a_member(&server.publisher(&london), json!({})).await;
    assert_eq!(server.visitor().get(&member.path).await.json()["office"], london.id);
    let change = json!({"listing": "hidden"});
    server.admin(&berlin).patch(&member.path, &member.etag, change.clone()).await.is(403);
    server.publisher(&london).patch(&member.path, &member.etag, change).await.is(200);
}

#[tokio::test]
async fn a_hidden_member_leaves_the_list_at_once() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let member = given::a_member(&publisher, json!({})).await;
    publisher.patch(&member.path, &member.etag, json!({"listing": "hidden"})).await.is(200);
    server.visitor().get(&member.path).await.is(404);
    assert_eq!(figures(&server.visitor()).await["listed"], 0);
}

#[tokio::test]
async fn a_membership_does_not_reveal_a_hidden_organisation() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let hidden = given::an_organisation(&publisher, json!({"audience": "office", "name": "Unnamed"})).await;
    let body = json!({"organisation": hidden.id, "listing": "full"});
    let reply = publisher.post("/v1/members", body).await;
    assert!(reply.status == 422 || reply.status == 201, "{reply}");
    assert!(!server.visitor().get("/v1/members").await.text().contains("Unnamed"));
}

#[tokio::test]
async fn counted_members_are_published_in_steps_of_five() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    for (joined, published) in [(1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 5), (7, 5), (8, 5)] {
        given::a_member(&publisher, json!({"listing": "count_only"})).await;
        server.publish_member_counts().await;
        assert_eq!(figures(&server.visitor()).await["not_named"], published, "after {joined}");
    }
}

#[tokio::test]
async fn a_repeated_category_counts_once() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    given::a_member(&publisher, json!({"categories": ["youth", "youth"]})).await;
    assert_eq!(figures(&server.visitor()).await["by_category"], json!([{"category": "youth", "count": 1}]));
}

#[tokio::test]
async fn listing_a_hidden_member_needs_two_people() {
    let server = harness::start_with(|config| config.release_hold = 0).await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let organisation = given::an_organisation(&publisher, json!({})).await;
    let hidden = json!({"listing": "hidden", "organisation": organisation.id});
    let member = given::a_member(&publisher, hidden).await;
    let listed = json!({"listing": "name_only", "consent": {"given_on": "2026"}});
    server.admin(&office).patch(&member.path, &member.etag, listed.clone()).await.is(409);
    given::a_release(&server, &office, "members", &member, listed).await;
    // Its organisation left the list with it, and returns by a release of its own.
    server.visitor().get(&member.path).await.is(404);
    given::a_release(&server, &office, "organisations", &organisation, json!({"audience": "public"})).await;
    server.visitor().get(&member.path).await.is(200);
}

#[tokio::test]
async fn a_consent_cannot_pass_to_another_organisation() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let member = given::a_member(&publisher, json!({"listing": "full"})).await;
    let other = given::an_organisation(&publisher, json!({})).await;
    let change = json!({"organisation": other.id});
    publisher.patch(&member.path, &member.etag, change).await.is(422).at("#/organisation");
}
