//! Organisations: whoever gives, receives or belongs.

use harness::given;
use serde_json::json;

#[tokio::test]
async fn an_organisation_reads_back_as_it_was_written() {
    let server = harness::start().await;
    let publisher = server.publisher(&given::an_office(&server).await);
    let body = json!({
        "audience": "public", "sample": true, "name": "Government of Examplia", "type": "government",
        "country": "GB", "identifiers": ["GB-GOV-1", "XM-DAC-12"],
    });
    let made = given::an_organisation(&publisher, body.clone()).await;
    assert_eq!(given::with(made.json.clone(), json!({"id": null})), body);
    assert_eq!(server.visitor().get(&made.path).await.is(200).json(), made.json);
}

#[tokio::test]
async fn an_identifier_belongs_to_one_organisation() {
    let server = harness::start().await;
    let publisher = server.publisher(&given::an_office(&server).await);
    given::an_organisation(&publisher, json!({"identifiers": ["GB-GOV-1"]})).await;
    let second = json!({"audience": "public", "name": "Second", "type": "ngo", "identifiers": ["GB-GOV-1"]});
    publisher.post("/v1/organisations", second).await.is(409).problem("/problems/taken").at("#/identifiers");
    let third = given::an_organisation(&publisher, json!({"identifiers": ["GB-GOV-2"]})).await;
    let change = json!({"identifiers": ["GB-GOV-1"]});
    publisher.patch(&third.path, &third.etag, change).await.is(409).problem("/problems/taken");
}

#[tokio::test]
async fn an_identifier_that_was_given_up_may_be_used_again() {
    let server = harness::start().await;
    let publisher = server.publisher(&given::an_office(&server).await);
    let first = given::an_organisation(&publisher, json!({"identifiers": ["GB-GOV-1"]})).await;
    publisher.patch(&first.path, &first.etag, json!({"identifiers": []})).await.is(200);
    given::an_organisation(&publisher, json!({"identifiers": ["GB-GOV-1"]})).await;
}

#[tokio::test]
async fn a_country_or_identifier_that_is_none_is_refused() {
    let server = harness::start().await;
    let publisher = server.publisher(&given::an_office(&server).await);
    let body = json!({
        "audience": "public", "name": "X", "type": "ngo", "country": "Britain", "identifiers": ["no hyphen"],
    });
    publisher.post("/v1/organisations", body).await.is(422).at("#/country").at("#/identifiers");
}

#[tokio::test]
async fn an_organisation_that_changes_its_name_has_it_everywhere() {
    let server = harness::start().await;
    let publisher = server.publisher(&given::an_office(&server).await);
    let donor = given::an_organisation(&publisher, json!({"name": "Old name"})).await;
    let pledge = given::a_pledge(&publisher, json!({"donor": donor.id})).await;
    let member = given::a_member(&publisher, json!({"organisation": donor.id})).await;
    publisher.patch(&donor.path, &donor.etag, json!({"name": "New name"})).await.is(200);
    let visitor = server.visitor();
    assert_eq!(visitor.get(&pledge.path).await.json()["donor"]["name"], "New name");
    assert_eq!(visitor.get(&member.path).await.json()["organisation"]["name"], "New name");
}
