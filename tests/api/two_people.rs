//! One person alone shows nobody again what was retracted, however the write is made. One admin is one voice, whatever
//! keys they hand out.

use harness::{
    Client, Office, Server,
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

/// A person whom an admin added, with a key from that admin, a day later.
async fn added_by(server: &Server, admin: &Client, role: &str) -> (Thing, Client) {
    let person = given::a_person(admin, json!({"role": role})).await;
    let key = given::a_key(admin, &person, json!({})).await;
    settle(server).await;
    (person, server.client(key.json["secret"].as_str()))
}

/// Lets a day pass since admins made keys.
async fn settle(server: &Server) {
    server
        .db_run("update keys set made_at = made_at - interval '25 hours' where handed_by is not null")
        .await;
}

/// Whether a second person may agree to a release that the first one requests.
async fn agrees(server: &Server, office: &Office, first: &Client, second: &Client) -> u16 {
    let fund = given::a_fund(&server.editor(office), json!({"audience": "office"})).await;
    let body = release("funds", &fund, json!({"audience": "public"}));
    let asked = given::made(first, "/v1/releases", body).await;
    second.patch(&asked.path, &asked.etag, json!({"state": "agreed"})).await.status
}

#[tokio::test]
async fn keys_from_one_admin_are_one_voice() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let (one, two) = (server.person(&office, "admin").await, server.person(&office, "admin").await);
    let (zed, first) = added_by(&server, &one, "publisher").await;
    let (_, second) = added_by(&server, &one, "admin").await;
    let (_, third) = added_by(&server, &second, "publisher").await;
    let (_, other) = added_by(&server, &two, "publisher").await;
    for (asks, agrees_to, status) in [
        (&one, &first, 403),
        (&first, &one, 403),
        (&first, &second, 403),
        (&first, &third, 403),
        (&one, &third, 403),
        (&one, &two, 200),
        (&first, &two, 200),
        (&third, &other, 200),
    ] {
        assert_eq!(agrees(&server, &office, asks, agrees_to).await, status);
    }
    // Another admin's key for the same person does not make two people of who added the person.
    let key = given::a_key(&two, &zed, json!({})).await;
    settle(&server).await;
    let zed = server.client(key.json["secret"].as_str());
    assert_eq!(agrees(&server, &office, &one, &zed).await, 403);
}

#[tokio::test]
async fn an_admin_is_one_voice_with_a_person_they_raised() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let (one, two) = (server.person(&office, "admin").await, server.person(&office, "admin").await);
    let (id, _) = server.a_person(&office, "reader").await;
    let path = format!("/v1/people/{id}");
    let etag = one.get(&path).await.etag();
    one.patch(&path, &etag, json!({"role": "publisher"})).await.is(200);
    let person = Thing { id: id.to_string(), path, etag, json: json!({}) };
    let key = given::a_key(&two, &person, json!({})).await;
    settle(&server).await;
    let raised = server.client(key.json["secret"].as_str());
    assert_eq!(agrees(&server, &office, &one, &raised).await, 403);
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
    assert_eq!(server.visitor().get(&position.path).await.json(), position.json);
    ours.post(&path, correction).await.is(201);
    // Any office still records what it knows.
    theirs.post(&path, given::position(json!({"standing": "enacted", "date": "2025"}))).await.is(201);
}

#[tokio::test]
async fn an_admin_lists_and_revokes_all_keys_of_the_office() {
    let server = harness::start().await;
    let (office, other) = (given::an_office(&server).await, given::an_office(&server).await);
    let (admin, program) = (server.admin(&office), server.publisher(&office));
    let (id, client) = server.a_person(&office, "reader").await;
    let page = admin.get("/v1/keys?limit=2").await.is(200).json();
    assert_eq!((&page["total"], page["items"].as_array().map(Vec::len)), (&json!(5), Some(2)));
    let keys = admin.all("/v1/keys?limit=2").await;
    let roles: Vec<&str> = keys.iter().map(|key| key["role"].as_str().expect("a role")).collect();
    assert_eq!(roles, ["reader", "editor", "publisher", "admin", "reader"]);
    assert_eq!((&keys[2]["person"], &keys[4]["person"]), (&Value::Null, &json!(id)));
    assert!(keys.iter().all(|key| !key.to_string().contains("alo_live_")), "{keys:?}");
    let revoke = |key: &Value| format!("/v1/keys/{}", key["id"].as_str().expect("an id"));
    for (key, client) in [(&keys[2], &program), (&keys[4], &client)] {
        client.get("/v1/people/me").await.is(200);
        for stranger in [&server.publisher(&office), &server.admin(&other)] {
            let refused = stranger.delete(&revoke(key)).await.status;
            assert!([401, 403, 404].contains(&refused), "{refused}");
        }
        client.get("/v1/people/me").await.is(200);
        admin.delete(&revoke(key)).await.is(204);
        client.get("/v1/people/me").await.is(401);
        admin.delete(&revoke(key)).await.is(404);
    }
    assert_eq!(admin.get("/v1/keys").await.json()["total"], 3);
    program.get("/v1/keys").await.is(401);
    server.editor(&office).get("/v1/keys").await.is(403);
}

#[tokio::test]
async fn the_digest_reports_new_people_and_keys_of_the_office() {
    let server = harness::start().await;
    let (office, other) = (given::an_office(&server).await, given::an_office(&server).await);
    let admin = server.admin(&office);
    let since = server.reader(&office).get("/v1/digest").await.json()["to"]["position"].clone();
    let person = given::a_person(&admin, json!({"role": "publisher"})).await;
    let key = given::a_key(&admin, &person, json!({})).await;
    let digest = format!("/v1/digest?since={since}");
    let staff = server.reader(&office).get(&digest).await.is(200).json()["staff"].clone();
    assert_eq!(staff["people"], json!([{"id": person.id, "role": "publisher"}]));
    let keys: Vec<&Value> = staff["keys"].as_array().expect("a list").iter().map(|key| &key["id"]).collect();
    assert!(keys.contains(&&json!(key.id)), "{staff}");
    let theirs = server.reader(&other).get(&digest).await.json()["staff"].clone();
    assert_eq!(theirs["people"], json!([]));
    assert!(!theirs.to_string().contains(&key.id), "{theirs}");
}
