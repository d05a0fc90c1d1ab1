//! One person alone cannot show the public again an item that it lost, however the write is made.

use harness::{
    Client,
    given::{self, Thing},
    wait,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// An organisation, and its hidden membership since 2019 at an office.
async fn a_hidden_member(client: &Client) -> (Thing, Thing) {
    let organisation = given::an_organisation(client, json!({"audience": "office"})).await;
    let fields = json!({"organisation": organisation.id, "listing": "hidden", "since": "2019-05-01"});
    let member = given::a_member(client, fields).await;
    (organisation, member)
}

fn full(organisation: &Thing, since: &str, until: Option<&str>) -> Value {
    json!({
        "organisation": organisation.id, "listing": "full", "since": since, "until": until,
        "consent": given::consent(),
    })
}

fn release(resource: &str, thing: &Thing, changes: Value) -> Value {
    json!({"resource": resource, "thing": thing.id, "changes": changes})
}

async fn count(client: &Client, resource: &str) -> Value {
    client.get(&format!("/v1/{resource}")).await.is(200).json()["total"].clone()
}

#[tokio::test]
async fn a_wider_second_membership_needs_two_people() {
    let server = harness::start_with(|config| config.release_hold = 0).await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let (organisation, member) = a_hidden_member(&publisher).await;
    publisher.patch(&member.path, &member.etag, json!({"until": "2026-01-01"})).await.is(200);
    let again = full(&organisation, "2026-02", None);
    for listing in ["full", "name_only", "count_only"] {
        let wider = given::with(again.clone(), json!({"listing": listing}));
        publisher.post("/v1/members", wider).await.is(409).problem("/problems/takes-two");
    }
    assert_eq!(count(&publisher, "members").await, 1);
    // As hidden as before it may be made, and two people widen it.
    let second = given::with(again, json!({"listing": "hidden", "consent": null}));
    let second = given::made(&publisher, "/v1/members", second).await;
    let wider = json!({"listing": "full", "consent": given::consent()});
    given::a_release(&server, &office, "members", &second, wider).await;
    given::a_release(&server, &office, "organisations", &organisation, json!({"audience": "public"})).await;
    server.visitor().get(&second.path).await.is(200);
    server.verify().await.expect("the log and the tables say the same");
}

#[tokio::test]
async fn no_other_office_can_list_a_hidden_member() {
    let server = harness::start().await;
    let (london, paris) = (given::an_office(&server).await, given::an_office(&server).await);
    let (organisation, _) = a_hidden_member(&server.publisher(&london)).await;
    let publisher = server.publisher(&paris);
    let wider = full(&organisation, "2010", Some("2018"));
    publisher.post("/v1/members", wider.clone()).await.is(422).at("#/listing");
    // Neither can two people of that office.
    let hidden = given::with(wider, json!({"listing": "hidden", "consent": null}));
    let hidden = given::made(&publisher, "/v1/members", hidden).await;
    let wider = json!({"listing": "full", "consent": given::consent()});
    let person = server.person(&paris, "publisher").await;
    person.post("/v1/releases", release("members", &hidden, wider)).await.is(422).at("#/listing");
    assert_eq!(count(&server.visitor(), "members").await, 0);
}

#[tokio::test]
async fn a_merge_cannot_widen_a_members_listing() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let (kept, _) = a_hidden_member(&publisher).await;
    let listed = given::an_organisation(&publisher, json!({"audience": "office"})).await;
    given::made(&publisher, "/v1/members", full(&listed, "2015", Some("2018"))).await;
    let merge = format!("{}/merge", listed.path);
    publisher.post(&merge, json!({"into": kept.id})).await.is(422).at("#/into").says("listing");
    // The other way round, the remaining organisation keeps its own listing.
    let narrow = given::an_organisation(&publisher, json!({"audience": "office"})).await;
    let fields = json!({"organisation": narrow.id, "listing": "hidden", "since": "2020"});
    given::a_member(&publisher, fields).await;
    given::a_merge(&publisher, &narrow, &listed).await;
    server.verify().await.expect("the log and the tables say the same");
}

#[tokio::test]
async fn an_import_cannot_list_a_hidden_member() {
    let server = harness::start().await;
    let (london, paris) = (given::an_office(&server).await, given::an_office(&server).await);
    let (organisation, _) = a_hidden_member(&server.publisher(&london)).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (file, mapping) = (folder.path().join("members.csv"), folder.path().join("mapping.json"));
    let fixtures = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/csv"));
    std::fs::copy(fixtures.join("members-mapping.json"), &mapping).expect("the mapping is there");
    let head = "Name;Namen;Kennungen;Land;Liste;Bereiche;Orte;Seit;Bis;Einwilligung am;Einwilligung von;Einwilligung durch";
    let name = organisation.json["name"].as_str().expect("a name");
    let row = format!("{name};;;;full;;;2015;2018;2015;The board;letter");
    std::fs::write(&file, format!("{head}\n{row}\n")).expect("a file");
    for office in [Some(&paris), Some(&london), None] {
        let report = server.import_members(&file, &mapping, office, false).await.expect("it fits");
        let refused = &report["refused"][0];
        assert_eq!((&refused["place"], &refused["field"]), (&json!("row 2"), &json!("Liste")), "{report}");
        assert!(refused["reason"].as_str().is_some_and(|reason| reason.contains("release")), "{report}");
        assert_eq!(report["members"]["new"], 0);
    }
    assert_eq!(count(&server.publisher(&london), "members").await, 1);
}

#[tokio::test]
async fn moving_a_retracted_pledge_needs_two_people() {
    let server = harness::start_with(|config| config.release_hold = 0).await;
    let office = given::an_office(&server).await;
    let (publisher, visitor) = (server.publisher(&office), server.visitor());
    let (fund, other) =
        (given::a_fund(&publisher, json!({})).await, given::a_fund(&publisher, json!({})).await);
    let pledge = given::a_pledge(&publisher, json!({"fund": fund.id})).await;
    let entry = given::an_entry(&publisher, &pledge, json!({})).await;
    publisher.patch(&fund.path, &fund.etag, json!({"audience": "office"})).await.is(200);
    visitor.get(&pledge.path).await.is(404);
    let moved = json!({"fund": other.id});
    let etag = publisher.get(&pledge.path).await.etag();
    let refused = publisher.patch(&pledge.path, &etag, moved.clone()).await;
    refused.is(409).problem("/problems/takes-two");
    assert_eq!(publisher.get(&pledge.path).await.etag(), etag, "nothing was written");
    for path in [&pledge.path, &entry.path] {
        visitor.get(path).await.is(404);
    }
    given::a_release(&server, &office, "pledges", &pledge, moved).await;
    for path in [&pledge.path, &entry.path] {
        visitor.get(path).await.is(200);
    }
    server.verify().await.expect("the log and the tables say the same");
}

#[tokio::test]
async fn a_never_public_pledge_moves_in_one_step() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let closed = given::a_fund(&publisher, json!({"visible_from": "2099-01-01T00:00:00Z"})).await;
    let open = given::a_fund(&publisher, json!({})).await;
    let pledge = given::a_pledge(&publisher, json!({"fund": closed.id})).await;
    publisher.patch(&pledge.path, &pledge.etag, json!({"fund": open.id})).await.is(200);
    server.visitor().get(&pledge.path).await.is(200);
}

#[tokio::test]
async fn lifting_an_embargo_on_a_retracted_fund_needs_two_people() {
    let server = harness::start_with(|config| config.release_hold = 0).await;
    let office = given::an_office(&server).await;
    let (publisher, visitor) = (server.publisher(&office), server.visitor());
    let fund = given::a_fund(&publisher, json!({})).await;
    let hidden =
        publisher.patch(&fund.path, &fund.etag, json!({"visible_from": "2030-01-01T00:00:00Z"})).await;
    visitor.get(&fund.path).await.is(404);
    let lifted = json!({"visible_from": null});
    let refused = publisher.patch(&fund.path, &hidden.is(200).etag(), lifted.clone()).await;
    refused.is(409).problem("/problems/takes-two");
    given::a_release(&server, &office, "funds", &fund, lifted).await;
    visitor.get(&fund.path).await.is(200);
}

#[tokio::test]
async fn an_embargo_on_a_retracted_fund_ends_in_time() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({})).await;
    let now: Timestamp = server.db_rows("select clock_timestamp() as now", &[]).await[0].get("now");
    let soon = now + SignedDuration::from_secs(2);
    publisher.patch(&fund.path, &fund.etag, json!({"visible_from": soon})).await.is(200);
    let visitor = server.visitor();
    visitor.get(&fund.path).await.is(404);
    wait::until("it is seen", async || (visitor.get(&fund.path).await.status == 200).then_some(())).await;
}

#[tokio::test]
async fn listing_a_former_member_again_needs_two_people() {
    let server = harness::start_with(|config| config.release_hold = 0).await;
    let office = given::an_office(&server).await;
    let (publisher, visitor) = (server.publisher(&office), server.visitor());
    let member = given::a_member(&publisher, json!({"listing": "name_only", "since": "2010"})).await;
    let ended = publisher.patch(&member.path, &member.etag, json!({"until": "2020"})).await.is(200).etag();
    visitor.get(&member.path).await.is(404);
    let again = json!({"until": null});
    publisher.patch(&member.path, &ended, again.clone()).await.is(409).problem("/problems/takes-two");
    // A second membership would list it as well.
    let second = json!({
        "organisation": member.json["organisation"]["id"], "listing": "name_only", "since": "2021",
        "consent": given::consent(),
    });
    publisher.post("/v1/members", second).await.is(409).problem("/problems/takes-two");
    given::a_release(&server, &office, "members", &member, again).await;
    visitor.get(&member.path).await.is(200);
}

#[tokio::test]
async fn a_release_lists_everything_that_becomes_public() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let organisation = given::an_organisation(&publisher, json!({"audience": "office"})).await;
    let member = given::made(&publisher, "/v1/members", full(&organisation, "2020", None)).await;
    let merged = given::an_organisation(&publisher, json!({"audience": "office"})).await;
    given::a_merge(&publisher, &merged, &organisation).await;
    let first = server.person(&office, "publisher").await;
    let body = release("organisations", &organisation, json!({"audience": "public"}));
    let asked = given::made(&first, "/v1/releases", body).await;
    let shows = json!([
        {"resource": "organisations", "id": organisation.id},
        {"resource": "members", "id": member.id},
    ]);
    assert_eq!(asked.json["shows"], shows);
}

#[tokio::test]
async fn a_release_fails_if_it_would_show_more_than_requested() {
    let server = harness::start_with(|config| config.release_hold = 2).await;
    let office = given::an_office(&server).await;
    let (publisher, visitor) = (server.publisher(&office), server.visitor());
    let (first, second) =
        (server.person(&office, "publisher").await, server.person(&office, "publisher").await);
    let (agreed, public) = (json!({"state": "agreed"}), json!({"audience": "public"}));
    let organisation = given::an_organisation(&publisher, json!({"audience": "office"})).await;
    let asked =
        given::made(&first, "/v1/releases", release("organisations", &organisation, public.clone())).await;
    given::made(&publisher, "/v1/members", full(&organisation, "2015", Some("2018"))).await;
    second.patch(&asked.path, &asked.etag, agreed.clone()).await.is(422).at("#/state");
    // The same within the hold.
    let asked = given::made(&first, "/v1/releases", release("organisations", &organisation, public)).await;
    second.patch(&asked.path, &asked.etag, agreed).await.is(200);
    given::made(&publisher, "/v1/members", full(&organisation, "2020", None)).await;
    let failed = wait::until("it failed", async || {
        let release = first.get(&asked.path).await.json();
        (release["state"] == "failed").then_some(release)
    });
    assert!(failed.await["failed_because"].as_str().is_some_and(|why| why.contains("changed")));
    visitor.get(&organisation.path).await.is(404);
    assert_eq!(count(&visitor, "members").await, 0);
}

#[tokio::test]
async fn a_merge_is_shown_only_to_former_readers() {
    let server = harness::start_with(|config| config.release_hold = 0).await;
    let office = given::an_office(&server).await;
    let (publisher, visitor) = (server.publisher(&office), server.visitor());
    let merged = given::an_organisation(&publisher, json!({"audience": "office"})).await;
    let embargoed = given::an_organisation(&publisher, json!({"visible_from": "2099-01-01T00:00:00Z"})).await;
    let seen = given::an_organisation(&publisher, json!({})).await;
    let kept = given::an_organisation(&publisher, json!({"audience": "office"})).await;
    for organisation in [&merged, &embargoed, &seen] {
        given::a_merge(&publisher, organisation, &kept).await;
    }
    given::a_release(&server, &office, "organisations", &kept, json!({"audience": "public"})).await;
    visitor.get(&kept.path).await.is(200);
    visitor.get(&seen.path).await.is(308);
    let lines = visitor.get("/v1/changes?limit=200").await;
    for hidden in [&merged, &embargoed] {
        visitor.get(&hidden.path).await.is(404);
        publisher.get(&hidden.path).await.is(308);
        assert!(!lines.text().contains(&hidden.id), "{lines}");
    }
    server.verify().await.expect("the log and the tables say the same");
}

#[tokio::test]
async fn only_its_own_office_supersedes_a_public_position() {
    let server = harness::start().await;
    let (london, paris) = (given::an_office(&server).await, given::an_office(&server).await);
    let (ours, theirs) = (server.publisher(&london), server.publisher(&paris));
    let call = given::a_call(&ours, json!({})).await;
    let path = format!("{}/positions", call.path);
    let position = given::a_position(&ours, &call, json!({})).await;
    let correction = given::position(json!({"supersedes": position.id}));
    theirs.post(&path, correction.clone()).await.is(422).at("#/supersedes").says("office");
    assert!(server.visitor().get(&position.path).await.json()["superseded_by"].is_null());
    ours.post(&path, correction).await.is(201);
    // Any office still records what it knows.
    theirs.post(&path, given::position(json!({"standing": "enacted", "date": "2025"}))).await.is(201);
}
