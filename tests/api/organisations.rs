//! Organisations: donors, recipients and members.

use harness::given;
use serde_json::json;

#[tokio::test]
async fn an_organisation_reads_back_as_written() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let body = json!({
        "audience": "public", "sample": true, "name": "Government of Examplia", "type": "government",
        "country": "GB", "identifiers": ["GB-GOV-1", "XM-DAC-12"], "website": "https://example.org/",
        "names": {"ar": "حكومة", "he": "ממשלה"},
    });
    let made = given::an_organisation(&publisher, body.clone()).await;
    assert_eq!(given::with(made.json.clone(), json!({"id": null, "office": null})), body);
    assert_eq!(server.visitor().get(&made.path).await.is(200).json(), made.json);
}

#[tokio::test]
async fn an_identifier_belongs_to_one_organisation() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    given::an_organisation(&publisher, json!({"identifiers": ["GB-GOV-1"]})).await;
    let second = json!({"audience": "public", "name": "Second", "type": "ngo", "identifiers": ["GB-GOV-1"]});
    publisher.post("/v1/organisations", second).await.is(409).problem("/problems/taken").at("#/identifiers");
    let third = given::an_organisation(&publisher, json!({"identifiers": ["GB-GOV-2"]})).await;
    let change = json!({"identifiers": ["GB-GOV-1"]});
    publisher.patch(&third.path, &third.etag, change).await.is(409).problem("/problems/taken");
}

#[tokio::test]
async fn a_released_identifier_can_be_used_again() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let first = given::an_organisation(&publisher, json!({"identifiers": ["GB-GOV-1"]})).await;
    publisher.patch(&first.path, &first.etag, json!({"identifiers": []})).await.is(200);
    given::an_organisation(&publisher, json!({"identifiers": ["GB-GOV-1"]})).await;
}

#[tokio::test]
async fn an_invalid_organisation_is_refused_with_every_wrong_field() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let body = json!({
        "audience": "public", "name": "X", "type": "ngo", "country": "Britain", "identifiers": ["no hyphen"],
        "website": "javascript:alert(1)", "names": {"x": "Y"},
    });
    let refused = publisher.post("/v1/organisations", body).await;
    refused.is(422).at("#/country").at("#/identifiers").at("#/website").at("#/names/x");
}

#[tokio::test]
async fn a_renamed_organisation_is_renamed_everywhere() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let old = json!({"name": "Old name", "names": {"ar": "اسم"}});
    let donor = given::an_organisation(&publisher, old).await;
    let pledge = given::a_pledge(&publisher, json!({"donor": donor.id})).await;
    let member = given::a_member(&publisher, json!({"organisation": donor.id})).await;
    publisher.patch(&donor.path, &donor.etag, json!({"name": "New name"})).await.is(200);
    let visitor = server.visitor();
    assert_eq!(visitor.get(&pledge.path).await.json()["donor"]["name"], "New name");
    let named = json!({"id": donor.id, "name": "New name", "names": {"ar": "اسم"}});
    assert_eq!(visitor.get(&member.path).await.json()["organisation"], named);
    assert_eq!(visitor.get(&pledge.path).await.json()["donor"], named);
}

#[tokio::test]
async fn only_the_owning_office_can_change_an_organisation() {
    let server = harness::start().await;
    let (london, berlin) = (given::an_office(&server).await, given::an_office(&server).await);
    let made = given::an_organisation(&server.publisher(&london), json!({})).await;
    assert_eq!(made.json["office"], london.id);
    let change = json!({"name": "Another"});
    for stranger in [server.publisher(&berlin), server.admin(&berlin)] {
        stranger.patch(&made.path, &made.etag, change.clone()).await.is(403);
    }
    server.publisher(&london).patch(&made.path, &made.etag, json!({"office": berlin.id})).await.is(422);
    server.publisher(&london).patch(&made.path, &made.etag, change).await.is(200);
}

#[tokio::test]
async fn any_admin_can_change_an_organisation_without_an_owner() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let folder = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/csv"));
    let imported =
        server.import_csv(&folder.join("ledger.csv"), &folder.join("mapping.json"), None, false).await;
    imported.expect("the file fits its mapping");
    let made = server.visitor().get("/v1/organisations?limit=1").await.json()["items"][0].clone();
    assert!(made["office"].is_null());
    let path = format!("/v1/organisations/{}", made["id"].as_str().expect("an id"));
    let (publisher, admin) = (server.publisher(&office), server.admin(&office));
    let etag = publisher.get(&path).await.etag();
    publisher.patch(&path, &etag, json!({"website": "https://example.org"})).await.is(403);
    admin.patch(&path, &etag, json!({"website": "https://example.org"})).await.is(200);
}

#[tokio::test]
async fn an_address_with_a_password_is_refused() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let address = "https://user:pw@example.org/";
    let organisation = json!({"audience": "public", "kind": "ngo", "name": "N", "website": address});
    publisher.post("/v1/organisations", organisation).await.is(422).at("#/website");
    let link = json!({"url": address, "title": "x"});
    let update =
        json!({"kind": "visit", "audience": "office", "texts": given::said("A visit"), "links": [link]});
    publisher.post("/v1/updates", update).await.is(422).at("#/links/0/url");
    let fund = json!({"audience": "public", "slug": "s", "name": "N", "source_url": address});
    publisher.post("/v1/funds", fund).await.is(422).at("#/source_url");
}
