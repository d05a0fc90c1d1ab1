//! Calls: what the alliance asks of governments, in several languages. A call's positions share its
//! visibility.

use harness::given;
use serde_json::json;

#[tokio::test]
async fn a_call_reads_back_as_written_in_every_language() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let body = given::with(
        given::call(),
        json!({
            "sample": true, "asked_since": "2024-06", "closed_on": "2025",
            "texts": {
                "en": {"title": "A ceasefire", "text": "By all parties."},
                "he": {"title": "הפסקת אש", "text": "מצד כל הצדדים."},
                "ar": {"title": "وقف إطلاق النار", "text": "من جميع الأطراف."},
            },
        }),
    );
    let made = given::a_call(&server.publisher(&office), body.clone()).await;
    assert_eq!(given::with(made.json.clone(), json!({"id": null, "office": null})), body);
    assert_eq!(made.json["office"], office.id.as_str());
    assert_eq!(server.visitor().get(&made.path).await.is(200).json(), made.json);
}

#[tokio::test]
async fn an_invalid_call_is_refused_with_every_wrong_field() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let wrong = json!({"audience": "public", "slug": "A call", "texts": {}, "asked_since": "2025", "closed_on": "2024"});
    let refused = publisher.post("/v1/calls", wrong).await;
    refused.is(422).at("#/slug").at("#/texts").at("#/closed_on");
    let halves = json!({"texts": {"en": {"title": " ", "text": "x"}, "fr": {"title": "x"}, "not a tag": {}}});
    let refused = publisher.post("/v1/calls", given::with(given::call(), halves)).await;
    refused.is(422).at("#/texts/en/title").at("#/texts/fr/text").at("#/texts/not a tag");
}

#[tokio::test]
async fn calls_are_sorted_by_slug_and_slugs_are_unique() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    for slug in ["c", "a", "b"] {
        given::a_call(&publisher, json!({"slug": slug})).await;
    }
    let items = server.visitor().get("/v1/calls").await.items();
    let slugs: Vec<&str> = items.iter().filter_map(|call| call["slug"].as_str()).collect();
    assert_eq!(slugs, ["a", "b", "c"]);
    let again = given::with(given::call(), json!({"slug": "b"}));
    publisher.post("/v1/calls", again).await.is(409).at("#/slug");
}

#[tokio::test]
async fn only_the_owning_office_can_change_a_call() {
    let server = harness::start().await;
    let (london, berlin) = (given::an_office(&server).await, given::an_office(&server).await);
    let call = given::a_call(&server.publisher(&london), json!({})).await;
    let change = json!({"texts": {"fr": null, "de": {"title": "Aufruf", "text": "Worum es geht."}}});
    server.publisher(&berlin).patch(&call.path, &call.etag, change.clone()).await.is(403);
    let changed = server.publisher(&london).patch(&call.path, &call.etag, change).await.is(200).json();
    let languages: Vec<&String> = changed["texts"].as_object().expect("texts").keys().collect();
    assert_eq!(languages, ["de", "en"]);
}

#[tokio::test]
async fn a_calls_positions_disappear_and_return_with_it() {
    let server = harness::start_with(|config| config.release_hold = 0).await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let call = given::a_call(&publisher, json!({})).await;
    let position = given::a_position(&publisher, &call, json!({})).await;
    let visitor = server.visitor();
    publisher.patch(&call.path, &call.etag, json!({"audience": "office"})).await.is(200);
    visitor.get(&position.path).await.is(404);
    visitor.get(&format!("{}/positions", call.path)).await.is(404);
    let matrix = visitor.get("/v1/calls/matrix").await.is(200).json();
    assert_eq!(matrix, json!({"calls": [], "countries": []}));
    publisher.get(&position.path).await.is(200);
    given::a_release(&server, &office, "calls", &call, json!({"audience": "public"})).await;
    assert_eq!(visitor.get(&position.path).await.is(200).json(), position.json);
    server.verify().await.expect("nothing was rewritten");
}

#[tokio::test]
async fn a_correction_on_a_narrowed_call_appears_after_its_release() {
    let server = harness::start_with(|config| config.release_hold = 0).await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let call = given::a_call(&publisher, json!({})).await;
    let wrong = given::a_position(&publisher, &call, json!({})).await;
    publisher.patch(&call.path, &call.etag, json!({"audience": "office"})).await.is(200);
    let wider = publisher.post(&format!("{}/positions", call.path), given::position(json!({}))).await;
    wider.is(422).at("#/audience");
    given::a_position(&publisher, &call, json!({"supersedes": wrong.id, "standing": "considering"})).await;
    given::a_release(&server, &office, "calls", &call, json!({"audience": "public"})).await;
    let matrix = server.visitor().get("/v1/calls/matrix").await.json();
    assert_eq!(matrix["countries"][0]["positions"][0]["standing"], "considering");
}

mod page {
    use harness::{Reply, Server, given};
    use serde_json::json;

    async fn page(server: &Server, path: &str, accepted: &str) -> Reply {
        let visitor = server.visitor();
        let reply = visitor.request("GET", path).header("Accept-Language", accepted).send().await;
        reply.is(200);
        reply
    }

    #[tokio::test]
    async fn each_call_on_the_page_is_in_the_nearest_language() {
        let server = harness::start().await;
        let publisher = given::a_publisher(&server).await;
        let call = given::a_call(&publisher, json!({"slug": "aid"})).await;
        given::a_position(&publisher, &call, json!({})).await;
        let arabic = page(&server, "/calls?lang=ar", "fr").await;
        arabic.says("<html lang=\"ar\" dir=\"rtl\">").says("أعلنت تأييدها").says("المملكة المتحدة");
        // There is no Arabic text, and the browser prefers French.
        arabic.says("<li id=\"aid\" lang=\"fr\" dir=\"auto\">").says("Un appel");
        assert_eq!(arabic.header("Vary"), Some("accept-language, accept-encoding"));
        let french = page(&server, "/calls", "de;q=0.2, fr-CH").await;
        french.says("<html lang=\"fr\" dir=\"ltr\">").says("Royaume-Uni").says("soutien déclaré");
        page(&server, "/calls?lang=xx&utm_source=letter", "")
            .await
            .says("<html lang=\"en\"")
            .says("United Kingdom");
    }

    #[tokio::test]
    async fn the_page_shows_standing_date_evidence_and_sample_marks() {
        let server = harness::start().await;
        let publisher = given::a_publisher(&server).await;
        page(&server, "/calls", "").await.says("No call has been published yet.");
        let call = given::a_call(&publisher, json!({"asked_since": "2024-06"})).await;
        let evidence = json!([{"kind": "hansard", "title": "Debate <b>&", "url": "https://example.org/?a=1&b='",
            "date": "2022-03-08"}]);
        given::a_position(&publisher, &call, json!({"standing": "enacted", "evidence": evidence})).await;
        let shown = page(&server, "/calls", "").await;
        shown.says("enacted").says("<time datetime=\"2022-03-08\">8 Mar 2022</time>").says("June 2024");
        shown.says("href=\"https://example.org/?a=1&#38;b=&#39;\"").says("Debate &#60;b&#62;&#38;");
        assert!(!shown.text().contains("Sample data"), "{shown}");
        given::a_position(&publisher, &call, json!({"country": "FR", "sample": true})).await;
        page(&server, "/calls", "").await.says("Sample data");
    }

    #[tokio::test]
    async fn the_page_shows_only_public_data_to_every_key() {
        let server = harness::start().await;
        let publisher = given::a_publisher(&server).await;
        let call = given::a_call(&publisher, json!({})).await;
        given::a_position(&publisher, &call, json!({"note": "Ask the minister again."})).await;
        let before = server.visitor().get("/calls").await;
        given::a_call(&publisher, json!({"audience": "partner"})).await;
        given::a_position(&publisher, &call, json!({"audience": "office", "country": "FR"})).await;
        for client in [server.visitor(), publisher] {
            let seen = client.get("/calls").await;
            assert_eq!((seen.text(), seen.etag()), (before.text(), before.etag()));
        }
        assert!(!before.text().contains("minister"), "{before}");
    }
}
