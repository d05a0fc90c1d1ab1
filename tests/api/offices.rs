//! Offices: the authors of everything posted.

use harness::given;
use serde_json::json;

#[tokio::test]
async fn anyone_can_read_an_office_made_by_an_admin() {
    let server = harness::start().await;
    let admin = server.admin(server.founders());
    let body = json!({"slug": "berlin", "name": "Berlin", "time_zone": "Europe/Berlin", "currency": "CHF"});
    let made = admin.post("/v1/offices", body.clone()).await;
    let path = made.is(201).header("Location").expect("what was made has an address").to_owned();
    assert_eq!(given::with(made.json(), json!({"id": null})), body);
    assert_eq!(server.visitor().get(&path).await.is(200).json(), made.json());
    assert!(server.visitor().get("/v1/offices").await.items().contains(&made.json()));
}

#[tokio::test]
async fn only_an_admin_can_create_or_change_an_office() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let body = json!({"slug": "paris", "name": "Paris", "time_zone": "Europe/Paris"});
    let path = format!("/v1/offices/{}", office.id);
    for client in [server.reader(&office), server.publisher(&office)] {
        client.post("/v1/offices", body.clone()).await.is(403).problem("/problems/forbidden");
        let etag = client.get(&path).await.etag();
        client.patch(&path, &etag, json!({"name": "Mine"})).await.is(403);
    }
    server.visitor().post("/v1/offices", body).await.is(401).problem("/problems/unauthenticated");
}

#[tokio::test]
async fn a_slug_belongs_to_one_office() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let body = json!({"slug": office.slug, "name": "Second", "time_zone": "Europe/Paris"});
    let admin = server.admin(server.founders());
    admin.post("/v1/offices", body).await.is(409).problem("/problems/taken").at("#/slug");
}

#[tokio::test]
async fn an_unknown_time_zone_is_refused() {
    let server = harness::start().await;
    let body = json!({"slug": "atlantis", "name": "Atlantis", "time_zone": "Europe/Atlantis"});
    server.admin(server.founders()).post("/v1/offices", body).await.is(422).at("#/time_zone");
}

#[tokio::test]
async fn an_offices_default_currency_is_the_euro() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let (admin, path) = (server.admin(&office), format!("/v1/offices/{}", office.id));
    let before = admin.get(&path).await;
    assert_eq!(before.json()["currency"], "EUR");
    admin.patch(&path, &before.etag(), json!({"currency": "GBQ"})).await.is(422).at("#/currency");
    let after = admin.patch(&path, &before.etag(), json!({"currency": "GBP"})).await.is(200).json();
    assert_eq!(after["currency"], "GBP");
    server.verify().await.expect("an office's currency is in the log as it is in the table");
}

#[tokio::test]
async fn verify_reads_an_old_office_without_currency_as_euro() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let copy = server.db_copy().await;
    copy.db_run(&format!(
        "alter table changes disable trigger user;
        update changes set state = state - 'currency' where resource = 'offices' and id = '{}'",
        office.id
    ))
    .await;
    copy.db_rechain().await;
    copy.verify().await.expect("a line of before says no currency");
    copy.db_run("update offices set currency = 'GBP'").await;
    copy.verify().await.expect_err("a currency that is in no line of the log");
}

#[tokio::test]
async fn a_change_to_one_field_keeps_the_others() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let (admin, path) = (server.admin(&office), format!("/v1/offices/{}", office.id));
    let before = admin.get(&path).await;
    let after = admin.patch(&path, &before.etag(), json!({"name": "Renamed"})).await.is(200).json();
    assert_eq!(after, given::with(before.json(), json!({"name": "Renamed"})));
    let stranger = server.admin(server.founders());
    stranger.patch(&path, &stranger.get(&path).await.etag(), json!({"name": "Mine"})).await.is(403);
}
