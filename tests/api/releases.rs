//! Releases: making a thing public takes two people of its office, and can be called back until it
//! leaves.

use harness::{Audience, Client, Office, Server, given, given::Thing, wait};
use serde_json::{Value, json};

/// Two publishers and an editor of an office, each a person.
async fn people(server: &Server, office: &Office) -> [Client; 3] {
    let mut people = Vec::new();
    for role in ["publisher", "publisher", "editor"] {
        people.push(server.person(office, role).await);
    }
    people.try_into().unwrap_or_else(|_| unreachable!("there are three"))
}

fn release(resource: &str, thing: &Thing, changes: Value) -> Value {
    json!({"resource": resource, "thing": thing.id, "changes": changes})
}

async fn ask(client: &Client, thing: &Thing) -> Thing {
    given::made(client, "/v1/releases", release("funds", thing, json!({"audience": "public"}))).await
}

#[tokio::test]
async fn nobody_can_make_a_thing_public_alone() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let fund = given::a_fund(&publisher, json!({"audience": "office"})).await;
    let refused = publisher.patch(&fund.path, &fund.etag, json!({"audience": "public"})).await;
    refused.is(409).problem("/problems/takes-two");
    let wider = publisher.patch(&fund.path, &fund.etag, json!({"audience": "partner"})).await;
    let admin = server.admin(&office);
    let refused = admin.patch(&fund.path, &wider.is(200).etag(), json!({"audience": "public"})).await;
    refused.is(409).problem("/problems/takes-two");
    let later = json!({"audience": "public", "visible_from": "2099-01-01T00:00:00Z"});
    admin.patch(&fund.path, &wider.etag(), later).await.is(409);
    server.visitor().get(&fund.path).await.is(404);
}

#[tokio::test]
async fn a_release_leaves_after_the_hold_and_not_before() {
    let server = harness::start_with(|config| config.release_hold = 2).await;
    let office = given::an_office(&server).await;
    let [first, second, _] = people(&server, &office).await;
    let fund = given::a_fund(&first, json!({"audience": "office"})).await;
    let asked = ask(&first, &fund).await;
    let agreed = second.patch(&asked.path, &asked.etag, json!({"state": "agreed"})).await.is(200).json();
    let leaves_at: jiff::Timestamp =
        agreed["leaves_at"].as_str().expect("an instant").parse().expect("an instant");
    let left = wait::until("it left", async || {
        let status = server.visitor().get(&fund.path).await.status;
        let now: jiff::Timestamp = server.db_rows("select clock_timestamp() as now", &[]).await[0].get("now");
        assert!(status == 404 || now >= leaves_at, "it left before its time");
        (status == 200).then_some(())
    });
    left.await;
    assert_eq!(first.get(&asked.path).await.json()["state"], "left");
    server.verify().await.expect("a release is no tampering");
}

#[tokio::test]
async fn a_release_needs_a_second_publisher_of_the_same_office() {
    let server = harness::start().await;
    let (office, other) = (given::an_office(&server).await, given::an_office(&server).await);
    let [first, second, editor] = people(&server, &office).await;
    let fund = given::a_fund(&first, json!({"audience": "office"})).await;
    // A program key cannot stand in for a person.
    let body = release("funds", &fund, json!({"audience": "public"}));
    server.publisher(&office).post("/v1/releases", body).await.is(403);
    let asked = ask(&editor, &fund).await;
    let agree = json!({"state": "agreed"});
    for client in [&editor, &server.publisher(&office), &server.person(&other, "admin").await] {
        client.patch(&asked.path, &asked.etag, agree.clone()).await.is(403);
    }
    let asked = ask(&first, &fund).await;
    first.patch(&asked.path, &asked.etag, agree.clone()).await.is(403);
    second.patch(&asked.path, &asked.etag, agree).await.is(200);
    server.visitor().get(&fund.path).await.is(404);
}

#[tokio::test]
async fn a_release_can_be_undone_until_it_leaves() {
    let server = harness::start_with(|config| config.release_hold = 3).await;
    let office = given::an_office(&server).await;
    let [first, second, editor] = people(&server, &office).await;
    let fund = given::a_fund(&first, json!({"audience": "office"})).await;
    let kept = given::a_fund(&first, json!({"audience": "office"})).await;
    for (thing, undo) in [(&kept, true), (&fund, false)] {
        let asked = ask(&first, thing).await;
        let agreed = second.patch(&asked.path, &asked.etag, json!({"state": "agreed"})).await.is(200).etag();
        if undo {
            editor.patch(&asked.path, &agreed, json!({"state": "undone"})).await.is(200);
        }
    }
    // The undone release would have left first.
    wait::until("the other left", async || {
        (server.visitor().get(&fund.path).await.status == 200).then_some(())
    })
    .await;
    server.visitor().get(&kept.path).await.is(404);
    let left = first.get("/v1/releases?state=left").await;
    let refused = editor
        .patch(
            &format!("/v1/releases/{}", left.items()[0]["id"].as_str().expect("an id")),
            &etag(&first, &left.items()[0]).await,
            json!({"state": "undone"}),
        )
        .await;
    refused.is(422).at("#/state");
}

async fn etag(client: &Client, release: &Value) -> String {
    client.get(&format!("/v1/releases/{}", release["id"].as_str().expect("an id"))).await.etag()
}

#[tokio::test]
async fn a_release_of_a_thing_changed_since_fails() {
    let server = harness::start_with(|config| config.release_hold = 3).await;
    let office = given::an_office(&server).await;
    let [first, second, _] = people(&server, &office).await;
    let fund = given::a_fund(&first, json!({"audience": "office"})).await;
    let asked = ask(&first, &fund).await;
    let changed = first.patch(&fund.path, &fund.etag, json!({"name": "Another name"})).await.is(200).etag();
    second.patch(&asked.path, &asked.etag, json!({"state": "agreed"})).await.is(422).at("#/state");
    let asked = ask(&first, &fund).await;
    second.patch(&asked.path, &asked.etag, json!({"state": "agreed"})).await.is(200);
    first.patch(&fund.path, &changed, json!({"name": "A third name"})).await.is(200);
    let failed = wait::until("it failed", async || {
        let release = first.get(&asked.path).await.json();
        (release["state"] == "failed").then_some(release)
    });
    assert!(failed.await["failed_because"].as_str().is_some_and(|why| why.contains("changed")));
    server.visitor().get(&fund.path).await.is(404);
}

#[tokio::test]
async fn only_a_possible_release_can_be_requested() {
    let server = harness::start().await;
    let (office, other) = (given::an_office(&server).await, given::an_office(&server).await);
    let [first, ..] = people(&server, &office).await;
    let hidden = given::a_fund(&first, json!({"audience": "office"})).await;
    let public = given::a_fund(&first, json!({})).await;
    let pledge = given::a_pledge(&first, json!({"audience": "office", "fund": hidden.id})).await;
    let theirs = given::a_fund(&server.publisher(&other), json!({"audience": "office"})).await;
    let lower = json!({"audience": "public"});
    for (body, at) in [
        (release("funds", &public, lower.clone()), "#/changes"),
        (release("funds", &hidden, json!({"audience": "partner"})), "#/changes"),
        (release("funds", &hidden, json!({"audiense": "public"})), "#/audiense"),
        (release("pledges", &pledge, lower.clone()), "#/audience"),
        (release("funds", &theirs, lower.clone()), "#/thing"),
        (release("pledges", &hidden, lower.clone()), "#/thing"),
        (json!({"resource": "funds", "thing": hidden.id, "changes": []}), "#/changes"),
    ] {
        first.post("/v1/releases", body).await.is(422).at(at);
    }
    assert_eq!(first.get("/v1/releases").await.json()["total"], 0);
    assert_eq!(server.visitor().get(&hidden.path).await.status, 404);
    server.verify().await.expect("what was tried left nothing");
}

#[tokio::test]
async fn only_offices_can_see_releases() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let [first, ..] = people(&server, &office).await;
    let fund = given::a_fund(&first, json!({"audience": "office"})).await;
    let asked = ask(&first, &fund).await;
    first.get(&asked.path).await.is(200);
    server.visitor().get(&asked.path).await.is(401);
    let donor = given::an_organisation(&first, json!({"type": "government"})).await;
    server.outsider(Audience::Government, &donor).await.get("/v1/releases").await.is(403);
}

#[tokio::test]
async fn a_person_who_left_can_neither_agree_nor_read() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let [first, ..] = people(&server, &office).await;
    let (id, leaver) = server.a_person(&office, "publisher").await;
    let fund = given::a_fund(&first, json!({"audience": "office"})).await;
    let asked = ask(&first, &fund).await;
    leaver.get(&fund.path).await.is(200);
    server.person_leaves(id).await;
    leaver.get(&fund.path).await.is(401);
    leaver.patch(&asked.path, &asked.etag, json!({"state": "agreed"})).await.is(401);
    assert_eq!(
        server.db_rows("select name from people where id = $1", &[&id]).await[0].get::<_, &str>(0),
        ""
    );
}

#[tokio::test]
async fn widening_a_drafts_audience_needs_two_people() {
    let server = harness::start_with(|config| config.release_hold = 0).await;
    let office = given::an_office(&server).await;
    let (publisher, editor) = (server.publisher(&office), server.editor(&office));
    let (lower, publish) = (json!({"audience": "public"}), json!({"state": "published"}));
    let draft = given::an_update(&publisher, json!({"state": "draft", "audience": "office"})).await;
    for client in [&editor, &publisher] {
        let refused = client.patch(&draft.path, &draft.etag, lower.clone()).await;
        refused.is(409).problem("/problems/takes-two");
    }
    given::a_release(&server, &office, "updates", &draft, lower).await;
    server.visitor().get(&draft.path).await.is(404);
    let meant = given::an_update(&editor, json!({"state": "draft"})).await;
    for draft in [&draft, &meant] {
        let etag = publisher.get(&draft.path).await.etag();
        publisher.patch(&draft.path, &etag, publish.clone()).await.is(200);
        server.visitor().get(&draft.path).await.is(200);
    }
}

#[tokio::test]
async fn widening_a_members_listing_needs_two_people() {
    let server = harness::start_with(|config| config.release_hold = 0).await;
    let office = given::an_office(&server).await;
    let (publisher, admin) = (server.publisher(&office), server.admin(&office));
    for (from, to) in
        [("hidden", "count_only"), ("hidden", "full"), ("count_only", "name_only"), ("name_only", "full")]
    {
        let member = given::a_member(&publisher, json!({"listing": from, "categories": ["youth"]})).await;
        let wider = json!({"listing": to, "consent": {"given_on": "2026-05-01"}});
        for client in [&publisher, &admin] {
            let refused = client.patch(&member.path, &member.etag, wider.clone()).await;
            refused.is(409).problem("/problems/takes-two");
        }
        assert_eq!(admin.get(&member.path).await.json()["listing"], from);
        given::a_release(&server, &office, "members", &member, wider).await;
        assert_eq!(admin.get(&member.path).await.json()["listing"], to);
    }
}

#[tokio::test]
async fn a_wider_listing_needs_a_new_consent() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let (publisher, person) = (server.publisher(&office), server.person(&office, "editor").await);
    let withdrawn =
        json!({"given_on": "2020-05", "by": "The board", "how": "letter", "withdrawn_on": "2021"});
    let member = given::a_member(&publisher, json!({"listing": "name_only"})).await;
    let hidden = given::a_member(&publisher, json!({"listing": "hidden", "consent": withdrawn})).await;
    for (member, consent) in [
        (&member, json!({})),
        (&member, json!({"by": "The chair", "how": "form"})),
        (&hidden, json!({"withdrawn_on": null})),
    ] {
        let wider = json!({"listing": "full", "consent": consent});
        publisher.patch(&member.path, &member.etag, wider.clone()).await.is(422).at("#/consent");
        person.post("/v1/releases", release("members", member, wider)).await.is(422).at("#/consent");
    }
    let letter = json!({"kind": "letter", "title": "Of the board"});
    for consent in [json!({"given_on": "2021"}), json!({"evidence": letter})] {
        let wider = json!({"listing": "full", "consent": consent});
        person.post("/v1/releases", release("members", &member, wider)).await.is(201);
    }
}

#[tokio::test]
async fn making_an_office_schedule_public_needs_two_people() {
    let server = harness::start_with(|config| config.release_hold = 0).await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let pledge = given::a_pledge(&publisher, json!({})).await;
    let schedule = given::a_schedule(&publisher, &pledge, json!({"audience": "office"})).await;
    let again = publisher.post(&schedule.path, given::schedule(json!({}))).await;
    again.is(409).problem("/problems/takes-two");
    server.visitor().get(&schedule.path).await.is(404);
    let plan = json!({"audience": "public", "instalments": [{"due": "2031", "amount": given::money("5.00", "USD")}]});
    given::a_release(&server, &office, "schedules", &schedule, plan.clone()).await;
    let read = server.visitor().get(&schedule.path).await.is(200).json();
    assert_eq!(read["instalments"], plan["instalments"]);
    server.verify().await.expect("a release is no tampering");
    // A schedule cannot become wider than its pledge either.
    let closed = given::a_pledge(&publisher, json!({"audience": "office"})).await;
    let schedule = given::a_schedule(&publisher, &closed, json!({"audience": "office"})).await;
    let person = server.person(&office, "editor").await;
    let asked = release("schedules", &schedule, json!({"audience": "public"}));
    person.post("/v1/releases", asked).await.is(422).at("#/audience");
}

#[tokio::test]
async fn releasing_an_unowned_thing_needs_two_admins() {
    let server = harness::start_with(|config| config.release_hold = 0).await;
    let (office, other) = (given::an_office(&server).await, given::an_office(&server).await);
    let folder = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/csv"));
    let files = ["members.csv", "members-mapping.json"].map(|name| folder.join(name));
    server.import_members(&files[0], &files[1], None, false).await.expect("the file fits its mapping");
    let visitor = server.visitor();
    let [first, ..] = people(&server, &office).await;
    let (one, two) = (server.person(&office, "admin").await, server.person(&office, "admin").await);
    let elsewhere = server.person(&other, "admin").await;
    let listed = json!({"listing": "full", "consent": {"given_on": "2026"}});
    for (resource, narrower, wider) in [
        ("members", json!({"listing": "hidden"}), listed),
        ("organisations", json!({"audience": "office"}), json!({"audience": "public"})),
    ] {
        let list = format!("/v1/{resource}");
        let id = visitor.get(&list).await.items()[0]["id"].as_str().expect("an id").to_owned();
        let path = format!("{list}/{id}");
        let etag = one.get(&path).await.etag();
        let etag = one.patch(&path, &etag, narrower).await.is(200).etag();
        one.patch(&path, &etag, wider.clone()).await.is(409).problem("/problems/takes-two");
        let body = json!({"resource": resource, "thing": id, "changes": wider});
        first.post("/v1/releases", body.clone()).await.is(403);
        let asked = given::made(&one, "/v1/releases", body).await;
        let agree = json!({"state": "agreed"});
        for client in [&first, &one, &elsewhere, &server.admin(&office)] {
            client.patch(&asked.path, &asked.etag, agree.clone()).await.is(403);
        }
        visitor.get(&path).await.is(404);
        two.patch(&asked.path, &asked.etag, agree).await.is(200);
        wait::until("it left", async || (visitor.get(&path).await.status == 200).then_some(())).await;
    }
}
