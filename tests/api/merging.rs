//! Merging two organisations that turn out to be the same.

use harness::{Client, given};
use serde_json::{Value, json};

async fn now(client: &Client) -> String {
    client.get("/v1/stats").await.json()["as_of"].as_str().expect("figures have an instant").to_owned()
}

fn identifiers(organisation: &Value) -> Vec<&str> {
    let list = organisation["identifiers"].as_array().expect("a list");
    list.iter().map(|identifier| identifier.as_str().expect("a text")).collect()
}

#[tokio::test]
async fn the_kept_organisation_gains_identifiers_and_missing_details() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let kept =
        json!({"identifiers": ["GB-GOV-1"], "names": {"ar": "اسم"}, "website": "https://example.org/"});
    let kept = given::an_organisation(&publisher, kept).await;
    let merged = json!({
        "identifiers": ["XM-DAC-12"], "names": {"ar": "غيره", "he": "שם"}, "country": "GB",
        "website": "https://example.com/",
    });
    let merged = given::an_organisation(&publisher, merged).await;
    given::a_merge(&publisher, &merged, &kept).await;
    let read = server.visitor().get(&kept.path).await.is(200).json();
    assert_eq!(identifiers(&read), ["GB-GOV-1", "XM-DAC-12"]);
    assert_eq!(read["names"], json!({"ar": "اسم", "he": "שם"}));
    assert_eq!((&read["country"], &read["website"]), (&json!("GB"), &json!("https://example.org/")));
    assert_eq!(read["name"], kept.json["name"]);
    let taken = json!({"audience": "public", "name": "X", "type": "ngo", "identifiers": ["XM-DAC-12"]});
    publisher.post("/v1/organisations", taken).await.is(409).problem("/problems/taken");
}

#[tokio::test]
async fn pledges_and_members_name_the_kept_organisation() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let kept = given::an_organisation(&publisher, json!({})).await;
    let merged = given::an_organisation(&publisher, json!({})).await;
    let pledge = given::a_pledge(&publisher, json!({"donor": merged.id})).await;
    given::an_entry(&publisher, &pledge, json!({})).await;
    let member = json!({"organisation": merged.id, "until": "2019"});
    let member = given::a_member(&publisher, member).await;
    given::a_member(&publisher, json!({"organisation": kept.id, "since": "2020"})).await;
    given::a_merge(&publisher, &merged, &kept).await;
    for client in [server.visitor(), publisher.clone()] {
        let kept = json!({"id": kept.id, "name": kept.json["name"]});
        assert_eq!(client.get(&pledge.path).await.json()["donor"], kept);
        assert_eq!(client.get(&member.path).await.json()["organisation"], kept);
        assert_eq!(client.get("/v1/lateness").await.json()["donors"][0]["donor"], kept);
    }
    let of_merged = format!("/v1/pledges?donor={}", merged.id);
    assert_eq!(server.visitor().get(&of_merged).await.json()["total"], 0);
    // New pledges and members cannot name it.
    let body = json!({"audience": "public", "fund": pledge.json["fund"]["id"], "donor": merged.id});
    publisher.post("/v1/pledges", body).await.is(422).at("#/donor");
    let body = json!({"organisation": merged.id, "listing": "hidden", "since": "1990", "until": "1991"});
    publisher.post("/v1/members", body).await.is(422).at("#/organisation");
    server.verify().await.expect("the log and the tables say the same");
}

#[tokio::test]
async fn a_merged_organisation_redirects_and_keeps_its_past() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let kept = given::an_organisation(&publisher, json!({})).await;
    let merged = given::an_organisation(&publisher, json!({})).await;
    // Figures are as of the last change, which made that organisation.
    let then = now(&server.visitor()).await;
    let before = server.visitor().get(&merged.path).await.json();
    given::a_merge(&publisher, &merged, &kept).await;
    let after = now(&server.visitor()).await;
    for client in [server.visitor(), publisher.clone()] {
        let reply = client.get(&merged.path).await;
        assert_eq!((reply.is(308).header("Location"), reply.text()), (Some(&*kept.path), ""));
        assert_eq!(client.get(&format!("{}?as_of={then}", merged.path)).await.is(200).json(), before);
        let later = client.get(&format!("{}?as_of={after}", merged.path)).await;
        let location = later.is(308).header("Location").expect("it is sent on").to_owned();
        assert_eq!(client.get(&location).await.is(200).json()["id"], kept.id);
    }
    let list = server.visitor().get("/v1/organisations").await;
    assert!(!list.text().contains(&merged.id));
    let past = server.visitor().get(&format!("/v1/organisations?as_of={then}")).await;
    assert!(past.text().contains(&merged.id));
    let lines = server.visitor().all("/v1/changes?limit=200").await;
    let last: Vec<&Value> = lines.iter().filter(|line| line["id"] == merged.id.as_str()).collect();
    let of = |line: &Value| (line["resource"].clone(), line["operation"].clone());
    let told: Vec<_> = last.iter().map(|line| of(line)).collect();
    let told_of = |resource: &str, operation: &str| (json!(resource), json!(operation));
    let expected =
        [told_of("organisations", "put"), told_of("organisations", "tombstone"), told_of("merges", "put")];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn a_twice_merged_organisation_redirects_once() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let mut made = Vec::new();
    for _ in 0..3 {
        made.push(given::an_organisation(&publisher, json!({})).await);
    }
    given::a_merge(&publisher, &made[0], &made[1]).await;
    given::a_merge(&publisher, &made[1], &made[2]).await;
    for merged in &made[..2] {
        assert_eq!(server.visitor().get(&merged.path).await.is(308).header("Location"), Some(&*made[2].path));
    }
    server.verify().await.expect("the log and the tables say the same");
}

#[tokio::test]
async fn a_merge_into_a_hidden_organisation_redirects_no_visitor() {
    let server = harness::start_with(|config| config.release_hold = 0).await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let kept = given::an_organisation(&publisher, json!({"audience": "office"})).await;
    let merged = given::an_organisation(&publisher, json!({})).await;
    let then = now(&server.visitor()).await;
    given::a_merge(&publisher, &merged, &kept).await;
    let visitor = server.visitor();
    for path in [merged.path.clone(), format!("{}?as_of={then}", merged.path), kept.path.clone()] {
        visitor.get(&path).await.is(404);
    }
    assert!(!visitor.get("/v1/changes?limit=200").await.text().contains(&kept.id));
    publisher.get(&merged.path).await.is(308);
    // The redirect becomes public together with the kept organisation.
    given::a_release(&server, &office, "organisations", &kept, json!({"audience": "public"})).await;
    visitor.get(&merged.path).await.is(308);
    let etag = publisher.get(&kept.path).await.etag();
    publisher.patch(&kept.path, &etag, json!({"audience": "office"})).await.is(200);
    visitor.get(&merged.path).await.is(404);
}

#[tokio::test]
async fn no_merge_ends_an_embargo_early() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let an = async |fields: Value| given::an_organisation(&publisher, fields).await;
    let closed = json!({
        "visible_from": "2099-01-01T00:00:00Z", "identifiers": ["XM-DAC-12"], "names": {"ar": "لم يعلن"},
    });
    let closed = an(closed).await;
    let pledge = given::a_pledge(&publisher, json!({"donor": closed.id})).await;
    given::an_entry(&publisher, &pledge, json!({})).await;
    let open = an(json!({})).await;
    let partner = an(json!({"audience": "partner"})).await;
    let sooner = an(json!({"visible_from": "2098-12-31T00:00:00Z"})).await;
    // Some reader already sees the kept organisation, or sees it sooner.
    for kept in [&open, &partner, &sooner] {
        let refused = publisher.post(&format!("{}/merge", closed.path), json!({"into": kept.id})).await;
        refused.is(422).at("#/into").says("sooner");
    }
    assert_eq!(server.visitor().get(&open.path).await.json(), open.json);
    server.visitor().get(&pledge.path).await.is(404);
    assert!(!server.visitor().get("/v1/changes?limit=200").await.text().contains(&closed.id));
    // Outsiders see the kept organisation no sooner, or never.
    let later = an(json!({"visible_from": "2099-01-01T00:00:00Z"})).await;
    given::a_merge(&publisher, &closed, &later).await;
    given::a_merge(&publisher, &later, &an(json!({"audience": "office"})).await).await;
    server.visitor().get(&pledge.path).await.is(404);
    server.verify().await.expect("the log and the tables say the same");
}

#[tokio::test]
async fn a_merge_into_an_embargoed_organisation_appears_with_it() {
    let server = harness::start_with(|config| config.release_hold = 0).await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let visitor = server.visitor();
    let kept = given::an_organisation(&publisher, json!({"visible_from": "2099-01-01T00:00:00Z"})).await;
    let merged = given::an_organisation(&publisher, json!({})).await;
    let pledge = given::a_pledge(&publisher, json!({"donor": merged.id})).await;
    given::a_merge(&publisher, &merged, &kept).await;
    for path in [&kept.path, &merged.path, &pledge.path] {
        visitor.get(path).await.is(404);
    }
    assert!(!visitor.get("/v1/changes?limit=200").await.text().contains(&kept.id));
    let etag = publisher.get(&kept.path).await.etag();
    // The public lost the pledge by the merge, and one person cannot show it again.
    let lifted = json!({"visible_from": null});
    publisher.patch(&kept.path, &etag, lifted.clone()).await.is(409).problem("/problems/takes-two");
    given::a_release(&server, &office, "organisations", &kept, lifted).await;
    assert_eq!(visitor.get(&merged.path).await.is(308).header("Location"), Some(&*kept.path));
    assert_eq!(visitor.get(&pledge.path).await.is(200).json()["donor"]["id"], kept.id.as_str());
    server.verify().await.expect("the log and the tables say the same");
}

#[tokio::test]
async fn positions_and_updates_name_the_kept_organisation() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let [kept, merged, first] = [
        given::an_organisation(&publisher, json!({})).await,
        given::an_organisation(&publisher, json!({})).await,
        given::an_organisation(&publisher, json!({})).await,
    ];
    let tie = |to: &given::Thing| json!({"resource": "organisations", "id": to.id});
    let call = given::a_call(&publisher, json!({})).await;
    let position = given::a_position(&publisher, &call, json!({"organisation": first.id})).await;
    let update = given::an_update(&publisher, json!({"ties": [tie(&kept), tie(&first)]})).await;
    let then = now(&server.visitor()).await;
    let before = server.visitor().get(&position.path).await.json();
    given::a_merge(&publisher, &first, &merged).await;
    given::a_merge(&publisher, &merged, &kept).await;
    for client in [server.visitor(), publisher.clone()] {
        assert_eq!(client.get(&position.path).await.json()["organisation"], kept.id.as_str());
        assert_eq!(client.get(&update.path).await.json()["ties"], json!([tie(&kept)]));
        let of = async |id: &str| client.get(&format!("/v1/updates?tie={id}")).await.json()["total"].clone();
        assert_eq!((of(&kept.id).await, of(&first.id).await), (json!(1), json!(0)));
    }
    let as_of_then = format!("{}?as_of={then}", position.path);
    assert_eq!(server.visitor().get(&as_of_then).await.json(), before);
    // A new update cannot be tied to it.
    let body =
        json!({"kind": "visit", "audience": "public", "texts": given::said("x"), "ties": [tie(&merged)]});
    publisher.post("/v1/updates", body).await.is(422).at("#/ties/0");
    let etag = publisher.get(&kept.path).await.etag();
    publisher.patch(&kept.path, &etag, json!({"audience": "office"})).await.is(200);
    let visitor = server.visitor();
    let position = visitor.get(&position.path).await.is(200).json();
    assert_eq!(
        (&position["organisation"], &visitor.get(&update.path).await.json()["ties"]),
        (&Value::Null, &json!([]))
    );
    server.verify().await.expect("the log and the tables say the same");
}

#[tokio::test]
async fn a_merge_cannot_loop_or_widen_or_overlap_memberships() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let one = given::an_organisation(&publisher, json!({})).await;
    let other = given::an_organisation(&publisher, json!({})).await;
    let merge = async |merged: &given::Thing, into: &str| {
        publisher.post(&format!("{}/merge", merged.path), json!({"into": into})).await
    };
    merge(&one, &one.id).await.is(422).at("#/into");
    merge(&one, &uuid::Uuid::new_v4().to_string()).await.is(422).at("#/into");
    let hidden = given::an_organisation(&publisher, json!({"audience": "office"})).await;
    merge(&hidden, &one.id).await.is(422).at("#/into");
    for organisation in [&one, &other] {
        given::a_member(&publisher, json!({"organisation": organisation.id, "since": "2020"})).await;
    }
    merge(&one, &other.id).await.is(422).at("#/into");
    assert_eq!(server.visitor().get(&one.path).await.is(200).json(), one.json, "nothing was written");
    let third = given::an_organisation(&publisher, json!({})).await;
    given::a_merge(&publisher, &third, &one).await;
    merge(&one, &third.id).await.is(422).at("#/into");
    merge(&third, &other.id).await.is(422);
    let etag = publisher.get("/v1/organisations?limit=1").await.etag();
    publisher.patch(&third.path, &etag, json!({"name": "X"})).await.is(412);
}

#[tokio::test]
async fn only_a_publisher_of_both_organisations_office_can_merge_them() {
    let server = harness::start().await;
    let (london, berlin) = (given::an_office(&server).await, given::an_office(&server).await);
    let ours = given::an_organisation(&server.publisher(&london), json!({})).await;
    let also = given::an_organisation(&server.publisher(&london), json!({})).await;
    let theirs = given::an_organisation(&server.publisher(&berlin), json!({})).await;
    for (client, merged, into) in [
        (server.editor(&london), &ours, &also),
        (server.publisher(&berlin), &ours, &also),
        (server.admin(&london), &ours, &theirs),
        (server.admin(&london), &theirs, &ours),
    ] {
        client.post(&format!("{}/merge", merged.path), json!({"into": into.id})).await.is(403);
    }
    given::a_merge(&server.publisher(&london), &ours, &also).await;
}
