//! Ties of an update to other things: visible only to readers who see both.

use harness::{given, given::Thing};
use serde_json::{Value, json};

fn ties(to: &[(&str, &Thing)]) -> Value {
    to.iter().map(|(resource, thing)| json!({"resource": resource, "id": thing.id})).collect()
}

#[tokio::test]
async fn an_update_cannot_tie_to_narrower_or_missing_things() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({"audience": "government"})).await;
    let organisation = given::an_organisation(&publisher, json!({"audience": "office"})).await;
    let pledge = given::a_pledge(&publisher, json!({"audience": "office"})).await;
    let hidden = ties(&[("funds", &fund), ("organisations", &organisation), ("pledges", &pledge)]);
    let body = |audience: &str, ties: &Value, state: &str| json!({"kind": "visit", "audience": audience, "texts": given::said("x"), "ties": ties, "state": state});
    for state in ["draft", "published"] {
        let refused = publisher.post("/v1/updates", body("public", &hidden, state)).await;
        refused.is(422).at("#/ties/0").at("#/ties/1").at("#/ties/2").says("at least as wide");
    }
    publisher.post("/v1/updates", body("office", &hidden, "published")).await.is(201);
    for resource in ["funds", "organisations", "pledges", "calls"] {
        let nothing = json!([{"resource": resource, "id": uuid::Uuid::new_v4()}]);
        let refused = publisher.post("/v1/updates", body("public", &nothing, "published")).await;
        refused.is(422).at("#/ties/0").says("an existing thing");
    }
    // Widening the update checks its ties again.
    let update =
        given::an_update(&publisher, json!({"audience": "government", "ties": ties(&[("funds", &fund)])}));
    let update = update.await;
    publisher.patch(&update.path, &update.etag, json!({"audience": "public"})).await.is(422).at("#/ties/0");
}

#[tokio::test]
async fn ties_disappear_and_return_with_their_things() {
    let server = harness::start_with(|config| config.release_hold = 0).await;
    let office = given::an_office(&server).await;
    let (visitor, publisher) = (server.visitor(), server.publisher(&office));
    let fund = given::a_fund(&publisher, json!({})).await;
    let donor = given::an_organisation(&publisher, json!({})).await;
    // A pledge disappears with its fund or its donor.
    let of_fund = given::a_pledge(&publisher, json!({"fund": fund.id})).await;
    let of_donor = given::a_pledge(&publisher, json!({"donor": donor.id})).await;
    let own = given::a_pledge(&publisher, json!({})).await;
    let all = [
        ("pledges", &of_fund),
        ("pledges", &of_donor),
        ("pledges", &own),
        ("funds", &fund),
        ("organisations", &donor),
    ];
    let update = given::an_update(&publisher, json!({"ties": ties(&all)})).await;
    let named = async || {
        let update = visitor.get(&update.path).await.is(200).json();
        let ties = update["ties"].as_array().cloned().unwrap_or_default();
        let id = |tie: &Value| tie["id"].as_str().map(str::to_owned).unwrap_or_default();
        ties.iter().map(id).collect::<std::collections::BTreeSet<_>>()
    };
    let ids = |things: &[&Thing]| things.iter().map(|thing| thing.id.clone()).collect();
    assert_eq!(named().await, ids(&[&of_fund, &of_donor, &own, &fund, &donor]));
    for (narrowed, left) in [(&fund, vec![&of_donor, &own, &donor]), (&donor, vec![&own]), (&own, vec![])] {
        let etag = publisher.get(&narrowed.path).await.etag();
        publisher.patch(&narrowed.path, &etag, json!({"audience": "office"})).await.is(200);
        assert_eq!(named().await, ids(&left));
        server.verify().await.expect("what is shown is what the tables make it");
    }
    assert_eq!(publisher.get(&update.path).await.json()["ties"].as_array().map(Vec::len), Some(5));
    // A narrowed tie does not block a correction, and returns with its thing.
    let etag = publisher.get(&update.path).await.etag();
    publisher.patch(&update.path, &etag, json!({"texts": given::said("Corrected")})).await.is(200);
    given::a_release(&server, &office, "funds", &fund, json!({"audience": "public"})).await;
    assert_eq!(named().await, ids(&[&of_fund, &fund]));
    assert_eq!(visitor.get(&format!("/v1/updates?tie={}", donor.id)).await.json()["total"], 0);
    assert_eq!(visitor.get(&format!("/v1/updates?tie={}", fund.id)).await.json()["total"], 1);
}

#[tokio::test]
async fn renaming_a_tied_fund_leaves_its_update_unchanged() {
    let server = harness::start().await;
    let (visitor, publisher) = (server.visitor(), given::a_publisher(&server).await);
    let fund = given::a_fund(&publisher, json!({})).await;
    let update = given::an_update(&publisher, json!({"ties": ties(&[("funds", &fund)])})).await;
    publisher.patch(&fund.path, &fund.etag, json!({"name": "Renamed"})).await.is(200);
    assert_eq!(publisher.get(&update.path).await.etag(), update.etag);
    assert_eq!(visitor.get(&update.path).await.json(), update.json);
}
