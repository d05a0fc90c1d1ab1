//! Search: words are found in the language they were written in, and only by readers who may read
//! them.

use harness::{Client, given};
use serde_json::{Value, json};

/// A query, percent-encoded.
fn encoded(words: &str) -> String {
    words.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The ids that a client finds.
async fn found(client: &Client, words: &str) -> Vec<String> {
    let items = client.get(&format!("/v1/updates?q={}", encoded(words))).await.is(200).items();
    items.iter().filter_map(|update| update["id"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn search_finds_prefixes_and_inflected_forms_in_each_language() {
    let server = harness::start().await;
    let (visitor, publisher) = (server.visitor(), given::a_publisher(&server).await);
    let texts = json!({
        "en": {"title": "Parliament pledges support", "body": "The committee was **running** late: d'accord-well."},
        "fr-CA": {"title": "Déclarations publiées à l’école", "body": "L'œuvre de l'État"},
        "de": {"title": "Die Häuser in der Straße", "body": "Verpflichtungen gegenüber Łódź"},
        "ar": {"title": "أُعْلِنَتْ الحُكُومَة الفِلَسْطِينِيَّة", "body": "صنـــدوق إلى المدرسةِ ٢٠٢٦"},
        "he": {"title": "שָׁלוֹם וּבִטָּחוֹן", "body": "בית־ספר בירושלים, ארה\"ב"},
        "fi": {"title": "Rauhanrahasto"},
        "mi": {"title": "Rangimārie"},
    });
    let update = given::an_update(&publisher, json!({"texts": texts})).await;
    let other = given::an_update(&publisher, json!({"texts": given::said("Nothing alike")})).await;
    for words in [
        "parliament",
        "PARLIA",
        "pledge",
        "pledging",
        "committee running",
        "run",
        "the",
        "accord",
        "well",
        "declaration",
        "Déclar",
        "publié",
        "ecole",
        "ÉCOLES",
        "oeuvre",
        "etat",
        "haus",
        "Häusern",
        "strasse",
        "STRAßE",
        "verpflichtung",
        "lodz",
        "الحكومة",
        "حكومة",
        "الحكومه",
        "حكوم",
        "فلسطين",
        "والفلسطينية",
        "اعلنت",
        "أعلنت",
        "صندوق",
        "الى",
        "مدرسه",
        "مَدرسة",
        "2026",
        "٢٠٢٦",
        "שלום",
        "שָׁלוֹם",
        "שלו",
        "בטחון",
        "ובטחון",
        "ירושלים",
        "ספר",
        "בית ספר",
        "ארה\"ב",
        "rauha",
        "rangimarie",
        "rangi",
        "pledges שלום حكومة école",
    ] {
        assert_eq!(found(&visitor, words).await, std::slice::from_ref(&update.id), "{words}");
    }
    for words in ["pledges nothing", "ledges", "parliamentx", "en", "fr=declar", "القاهرة", "חיפה", "a:* | b"]
    {
        assert_eq!(found(&visitor, words).await, [""; 0], "{words}");
    }
    assert_eq!(found(&visitor, "alike").await, [other.id]);
}

#[tokio::test]
async fn search_covers_link_titles_and_not_addresses() {
    let server = harness::start().await;
    let (visitor, publisher) = (server.visitor(), given::a_publisher(&server).await);
    let update = given::an_update(&publisher, super::whole()).await;
    assert_eq!(found(&visitor, "invitation slides").await, [update.id]);
    assert_eq!(found(&visitor, "example").await, [""; 0]);
}

#[tokio::test]
async fn visitors_cannot_find_words_hidden_from_them() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let (visitor, publisher) = (server.visitor(), server.publisher(&office));
    let update = given::an_update(&publisher, super::whole()).await;
    let draft =
        given::an_update(&publisher, json!({"texts": given::said("Unready"), "state": "draft"})).await;
    let narrow =
        given::an_update(&publisher, json!({"texts": given::said("Confidential"), "audience": "government"}))
            .await;
    let gone = given::an_update(&publisher, json!({"texts": given::said("Mistaken")})).await;
    let changed = given::an_update(&publisher, json!({"texts": given::said("Indiscreet")})).await;
    assert_eq!(found(&visitor, "mistaken").await, std::slice::from_ref(&gone.id));
    let retract = json!({"state": "retracted", "retracted_because": "Endangering"});
    publisher.patch(&gone.path, &gone.etag, retract).await.is(200);
    publisher.patch(&changed.path, &changed.etag, json!({"texts": given::said("Discreet")})).await.is(200);
    for (word, id) in [
        ("paris", &update.id),
        ("unready", &draft.id),
        ("confidential", &narrow.id),
        ("mistaken", &gone.id),
        ("endangering", &gone.id),
    ] {
        assert_eq!(found(&visitor, word).await, [""; 0], "{word}");
        assert_eq!(found(&publisher, word).await, std::slice::from_ref(id), "{word}");
    }
    assert_eq!(found(&visitor, "indiscreet").await, [""; 0]);
    assert_eq!(found(&visitor, "discreet").await, [changed.id]);
}

#[tokio::test]
async fn a_search_has_pages_and_a_past() {
    let server = harness::start().await;
    let (visitor, publisher) = (server.visitor(), given::a_publisher(&server).await);
    for n in 0..5 {
        let fields = json!({"texts": given::said(&format!("Budget {n}")), "kind": "legislation"});
        given::an_update(&publisher, fields).await;
        given::an_update(&publisher, json!({"texts": given::said(&format!("Other {n}"))})).await;
    }
    let then = visitor.get("/v1/stats").await.json()["as_of"].as_str().expect("an instant").to_owned();
    let late = given::an_update(&publisher, json!({"texts": given::said("Budget, late")})).await;
    let titles = |items: &[Value]| -> Vec<String> {
        items.iter().filter_map(|update| update["texts"]["en"]["title"].as_str().map(str::to_owned)).collect()
    };
    let expected = ["Budget 4", "Budget 3", "Budget 2", "Budget 1", "Budget 0"];
    let path = format!("/v1/updates?q=budget&kind=legislation&limit=2&as_of={then}");
    assert_eq!(visitor.get(&path).await.json()["total"], 5);
    assert_eq!(titles(&visitor.all(&path).await), expected);
    let now = visitor.all("/v1/updates?q=budget&limit=2").await;
    assert_eq!((now.len(), &now[0]["id"]), (6, &json!(late.id)));
    // A replaced word stays findable as of earlier instants.
    publisher.patch(&late.path, &late.etag, json!({"texts": given::said("Renamed")})).await.is(200);
    assert_eq!(visitor.get("/v1/updates?q=late").await.json()["total"], 0);
    // A cursor is valid only for its own search.
    let next =
        visitor.get("/v1/updates?q=budget&limit=2").await.json()["next"].as_str().expect("a page").to_owned();
    visitor.get(&next.replace("q=budget", "q=other")).await.is(400).at("?cursor");
}

#[tokio::test]
async fn an_empty_or_overlong_search_is_refused() {
    let visitor = harness::start().await.visitor();
    for words in ["", " ", "&|!():*'\\", &"x".repeat(201)] {
        visitor.get(&format!("/v1/updates?q={}", encoded(words))).await.is(400).at("?q");
    }
}

#[tokio::test]
async fn search_treats_query_operators_as_plain_text() {
    let server = harness::start().await;
    let (visitor, publisher) = (server.visitor(), given::a_publisher(&server).await);
    let update = given::an_update(&publisher, json!({"texts": given::said("quoted word")})).await;
    for words in ["'quoted' & !word", "quoted:*", "quoted\\ word", "(word)", "word'); select 1; --quoted"] {
        let is_found = !words.contains("select");
        assert_eq!(found(&visitor, words).await.contains(&update.id), is_found, "{words}");
    }
}
