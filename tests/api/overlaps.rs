//! Overlaps: one contribution reported by two offices counts once in net totals and twice in gross
//! ones.

use harness::{
    Client, Server,
    given::{self, Thing, money},
};
use serde_json::{Value, json};

/// One disbursement of 100 dollars, reported by two offices under one pledge each, with the same
/// donor and fund.
async fn reported_twice(server: &Server) -> (Client, [Thing; 2], [Thing; 2]) {
    let london = given::a_publisher(server).await;
    let berlin = given::a_publisher(server).await;
    let fund = given::a_fund(&london, json!({})).await;
    let donor = given::an_organisation(&london, json!({"type": "government"})).await;
    let head = json!({"fund": fund.id, "donor": donor.id});
    let pledges = [given::a_pledge(&london, head.clone()).await, given::a_pledge(&berlin, head).await];
    let entries = [
        given::an_entry(&london, &pledges[0], json!({})).await,
        given::an_entry(&berlin, &pledges[1], json!({"amount": money("99.00", "USD")})).await,
    ];
    (london, pledges, entries)
}

async fn disbursed(client: &Client) -> Value {
    client.get("/v1/stats").await.is(200).json()["total"]["disbursed"].clone()
}

#[tokio::test]
async fn an_overlap_counts_once_in_net_and_twice_gross() {
    let server = harness::start().await;
    let (london, _, [one, other]) = reported_twice(&server).await;
    let overlap = given::an_overlap(&london, &[&one, &other], json!({})).await;
    let figure = disbursed(&server.visitor()).await;
    assert_eq!(figure["original"], json!([money("100.00", "USD")]));
    assert_eq!(figure["gross"]["original"], json!([money("199.00", "USD")]));
    assert_eq!((figure["entries"].as_i64(), figure["gross"]["entries"].as_i64()), (Some(1), Some(2)));
    let stats = server.visitor().get("/v1/stats?explain=true").await.json();
    let inputs = stats["explanation"]["inputs"].as_array().expect("inputs").clone();
    let of = |entry: &Thing| inputs.iter().find(|input| input["entry"] == entry.id.as_str()).expect("there");
    assert_eq!((&of(&one)["overlap"], &of(&other)["overlap"]), (&json!(overlap.id), &json!(overlap.id)));
    assert_eq!((of(&one).get("left_out"), &of(&other)["left_out"]), (None, &json!("overlap")));
}

#[tokio::test]
async fn a_superseding_entry_takes_its_place_in_an_overlap() {
    let server = harness::start().await;
    let (london, pledges, [one, other]) = reported_twice(&server).await;
    given::an_overlap(&london, &[&other, &one], json!({})).await;
    let corrected = json!({"amount": money("98.00", "USD"), "supersedes": one.id});
    given::an_entry(&london, &pledges[0], corrected).await;
    let figure = disbursed(&server.visitor()).await;
    assert_eq!(figure["original"], json!([money("99.00", "USD")]));
    assert_eq!(figure["gross"]["original"], json!([money("197.00", "USD")]));
}

#[tokio::test]
async fn only_the_owning_office_can_dissolve_an_overlap() {
    let server = harness::start().await;
    let (london, _, [one, other]) = reported_twice(&server).await;
    let overlap = given::an_overlap(&london, &[&one, &other], json!({})).await;
    let stranger = given::a_publisher(&server).await;
    stranger.patch(&overlap.path, &overlap.etag, json!({"dissolved": true})).await.is(403);
    london.patch(&overlap.path, &overlap.etag, json!({"dissolved": true})).await.is(200);
    assert_eq!(disbursed(&server.visitor()).await["original"], json!([money("199.00", "USD")]));
    given::an_overlap(&london, &[&other, &one], json!({})).await;
    assert_eq!(disbursed(&server.visitor()).await["original"], json!([money("99.00", "USD")]));
}

#[tokio::test]
async fn only_entries_of_one_fund_and_kind_can_overlap() {
    let server = harness::start().await;
    let (london, pledges, [one, other]) = reported_twice(&server).await;
    let commitment = given::an_entry(&london, &pledges[0], json!({"kind": "commitment"})).await;
    let elsewhere = given::a_pledge(&london, json!({})).await;
    let elsewhere = given::an_entry(&london, &elsewhere, json!({})).await;
    let nothing = uuid::Uuid::new_v4().to_string();
    for second in [&commitment.id, &elsewhere.id, &nothing, &one.id] {
        let body = given::overlap(&[&one.id, second]);
        london.post("/v1/overlaps", body).await.is(422).at("#/entries");
    }
    let body = given::with(given::overlap(&[&one.id, &other.id]), json!({"counted": commitment.id}));
    london.post("/v1/overlaps", body).await.is(422).at("#/counted");
    given::an_overlap(&london, &[&one, &other], json!({})).await;
    let third = given::an_entry(&london, &pledges[0], json!({})).await;
    let again = given::overlap(&[&one.id, &third.id]);
    london.post("/v1/overlaps", again).await.is(422).at("#/entries");
}

#[tokio::test]
async fn readers_of_one_report_see_it_counted_and_no_overlap() {
    let server = harness::start().await;
    let (london, pledges, [one, _]) = reported_twice(&server).await;
    let hidden = json!({"audience": "office", "amount": money("97.00", "USD")});
    let hidden = given::an_entry(&london, &pledges[0], hidden).await;
    let before = server.visitor().get("/v1/stats").await;
    let body = given::overlap(&[&hidden.id, &one.id]);
    london.post("/v1/overlaps", body).await.is(422).at("#/audience");
    let overlap = given::an_overlap(&london, &[&hidden, &one], json!({"audience": "office"})).await;
    assert_eq!(disbursed(&london).await["original"], json!([money("196.00", "USD")]));
    let after = server.visitor().get("/v1/stats").await;
    assert_eq!((after.etag(), after.text()), (before.etag(), before.text()));
    server.visitor().get(&overlap.path).await.is(404);
}

#[tokio::test]
async fn an_overlap_disappears_with_one_of_its_pledges() {
    let server = harness::start().await;
    let (london, pledges, [one, other]) = reported_twice(&server).await;
    let overlap = given::an_overlap(&london, &[&one, &other], json!({})).await;
    let dissolved = london.patch(&overlap.path, &overlap.etag, json!({"dissolved": true})).await;
    server.visitor().get(&overlap.path).await.is(200);
    dissolved.is(200);
    london
        .patch(&pledges[0].path, &london.get(&pledges[0].path).await.etag(), json!({"audience": "office"}))
        .await
        .is(200);
    server.visitor().get(&overlap.path).await.is(404);
    assert_eq!(disbursed(&server.visitor()).await["original"], json!([money("99.00", "USD")]));
}

#[tokio::test]
async fn another_report_counts_when_the_counted_one_is_reversed() {
    let server = harness::start().await;
    let (london, pledges, [one, other]) = reported_twice(&server).await;
    given::an_overlap(&london, &[&one, &other], json!({})).await;
    let back = json!({"kind": "reversal", "reverses": one.id});
    given::an_entry(&london, &pledges[0], back).await;
    let figure = disbursed(&server.visitor()).await;
    assert_eq!(figure["original"], json!([money("99.00", "USD")]));
    assert_eq!(figure["gross"]["original"], json!([money("99.00", "USD")]));
}

#[tokio::test]
async fn an_uncounted_or_superseded_entry_cannot_overlap() {
    let server = harness::start().await;
    let (london, pledges, [one, other]) = reported_twice(&server).await;
    let shared = given::an_entry(&london, &pledges[0], json!({"counting": "shared"})).await;
    let right = given::an_entry(&london, &pledges[0], json!({"supersedes": one.id})).await;
    for wrong in [&shared.id, &one.id] {
        london.post("/v1/overlaps", given::overlap(&[wrong, &other.id])).await.is(422).at("#/entries");
    }
    given::an_overlap(&london, &[&right, &other], json!({})).await;
    let corrected = given::an_entry(&london, &pledges[0], json!({"supersedes": right.id})).await;
    let third = given::an_entry(&london, &pledges[0], json!({})).await;
    let again = given::overlap(&[&third.id, &corrected.id]);
    london.post("/v1/overlaps", again).await.is(422).at("#/entries");
}

#[tokio::test]
async fn a_verdict_on_one_report_applies_to_the_contribution() {
    let server = harness::start().await;
    let (london, pledges, [one, other]) = reported_twice(&server).await;
    given::an_overlap(&london, &[&one, &other], json!({})).await;
    given::a_confirmation(&london, &pledges[1], &other, json!({})).await;
    let figure = disbursed(&server.visitor()).await;
    assert_eq!(figure["confirmed"]["original"], json!([money("100.00", "USD")]));
    let word = json!({"party": "recipient", "verdict": "dispute", "reason": "It never came."});
    given::a_confirmation(&london, &pledges[0], &one, word).await;
    let figure = disbursed(&server.visitor()).await;
    assert_eq!(
        (figure["confirmed"]["entries"].as_i64(), figure["disputed"]["entries"].as_i64()),
        (Some(0), Some(1))
    );
}

#[tokio::test]
async fn an_overlap_can_be_dissolved_after_its_pledges_moved() {
    let server = harness::start().await;
    let (london, pledges, [one, other]) = reported_twice(&server).await;
    let overlap = given::an_overlap(&london, &[&one, &other], json!({})).await;
    let fund = given::a_fund(&london, json!({})).await;
    let etag = london.get(&pledges[0].path).await.etag();
    london.patch(&pledges[0].path, &etag, json!({"fund": fund.id, "audience": "office"})).await.is(200);
    // The two funds each count their own report.
    assert_eq!(disbursed(&london).await["original"], json!([money("199.00", "USD")]));
    let why = london.patch(&overlap.path, &overlap.etag, json!({"reason": "Two after all."})).await;
    london.patch(&overlap.path, &why.is(200).etag(), json!({"dissolved": true})).await.is(200);
}
