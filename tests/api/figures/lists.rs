//! The figures that are lists: updates, and calls with the countries' standings.

use harness::given;
use serde_json::{Value, json};

use super::figure;

#[tokio::test]
async fn the_updates_figure_shows_the_latest_five_published() {
    let server = harness::start().await;
    let office = given::an_office(&server).await;
    let publisher = server.publisher(&office);
    let mut made = Vec::new();
    for number in 0..8 {
        made.push(given::an_update(&publisher, json!({"texts": given::said(&format!("{number}"))})).await);
    }
    let gone = json!({"state": "retracted", "retracted_because": "It was wrong."});
    publisher.patch(&made[7].path, &made[7].etag, gone).await.is(200);
    given::an_update(&publisher, json!({"state": "draft"})).await;
    given::an_update(&publisher, json!({"supersedes": made[6].id, "texts": given::said("6 again")})).await;
    let updates = figure(&server, "updates").await["updates"].clone();
    let titles: Vec<&str> = updates["updates"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|update| update["title"].as_str().expect("a title"))
        .collect();
    assert_eq!((&updates["total"], &titles[..]), (&json!(7), &["6 again", "5", "4", "3", "2"][..]));
    let name = server.visitor().get(&format!("/v1/offices/{}", office.id)).await.json()["name"].clone();
    let list = server.visitor().get("/v1/updates?state=published&limit=5").await.json();
    for (line, update) in
        updates["updates"].as_array().expect("a list").iter().zip(list["items"].as_array().expect("a list"))
    {
        assert_eq!((&line["id"], &line["kind"]), (&update["id"], &update["kind"]));
        assert_eq!(line["posted_on"], update["posted_at"].as_str().expect("an instant")[..10]);
        assert_eq!(line["office"], name);
    }
}

#[tokio::test]
async fn updates_are_filtered_by_topic_and_keep_their_dates_precision() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let fund = given::a_fund(&publisher, json!({"slug": "one"})).await;
    let ties = json!([{"resource": "funds", "id": fund.id}]);
    let tied = given::an_update(&publisher, json!({"ties": ties, "occurred_on": "2024-06"})).await;
    let event = json!({"starts": "2027-10-24T23:30", "zone": "America/New_York"});
    let held = json!({"countries": ["US"], "kind": "event", "event": event,
        "texts": {"fr": {"title": "Une réunion"}, "de": {"title": "Ein Treffen"}}});
    let held = given::an_update(&publisher, held).await;
    for (query, update, date, lang) in [
        ("?fund=one", &tied, "2024-06", "en"),
        ("?country=US&lang=de-AT", &held, "2027-10-24", "de"),
        ("?country=US&lang=fr", &held, "2027-10-24", "fr"),
    ] {
        let shown = figure(&server, &format!("updates{query}")).await["updates"].clone();
        assert_eq!(shown["total"], 1, "{query}");
        let line = &shown["updates"][0];
        assert_eq!((&line["id"], &line["date"]), (&json!(update.id), &json!(date)), "{query}");
        assert_eq!(
            (&line["lang"], &line["title"]),
            (&json!(lang), &update.json["texts"][lang]["title"]),
            "{query}"
        );
    }
    assert_eq!(figure(&server, "updates?fund=one").await["updates"]["fund"], fund.json["name"]);
    assert_eq!(figure(&server, "updates?country=US&fund=one").await["updates"]["total"], 0);
    // An update without a date of its own has only the day of posting.
    given::an_update(&publisher, json!({"countries": ["DE"]})).await;
    let line = figure(&server, "updates?country=DE").await["updates"]["updates"][0].clone();
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    assert_eq!((line.get("date"), &line["posted_on"]), (None, &json!(today)));
}

#[tokio::test]
async fn an_update_in_an_earlier_releases_form_is_shown() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let update = given::an_update(&publisher, json!({})).await;
    // The form from before updates had a state, and their texts a language.
    server
        .db_run(
            "set session_replication_role = replica;
             update views set document = (document - 'texts' - 'state' - 'ties' - 'countries')
               || '{\"title\": \"Old\", \"language\": \"fr\"}' where resource = 'updates';
             set session_replication_role = default",
        )
        .await;
    let updates = figure(&server, "updates").await["updates"].clone();
    let line = &updates["updates"][0];
    assert_eq!((&updates["total"], &line["id"]), (&json!(1), &json!(update.id)));
    assert_eq!((&line["title"], &line["lang"]), (&json!("Old"), &json!("fr")));
}

#[tokio::test]
async fn the_calls_figure_shows_the_matrix_in_its_order() {
    let server = harness::start().await;
    let publisher = given::a_publisher(&server).await;
    let mut calls = Vec::new();
    for slug in ["b", "a", "c"] {
        calls.push(given::a_call(&publisher, json!({"slug": slug})).await);
    }
    for (call, country, standing) in
        [(0, "GB", "endorsed"), (1, "GB", "enacted"), (2, "EU", "considering"), (1, "FR", "none")]
    {
        given::a_position(&publisher, &calls[call], json!({"country": country, "standing": standing})).await;
    }
    let shown = figure(&server, "calls?lang=fr").await["calls"].clone();
    let matrix = server.visitor().get("/v1/calls/matrix").await.json();
    let ids: Vec<&Value> =
        matrix["calls"].as_array().expect("a list").iter().map(|call| &call["id"]).collect();
    for (line, call) in
        shown["calls"].as_array().expect("a list").iter().zip(matrix["calls"].as_array().expect("a list"))
    {
        let title = &call["texts"]["fr"]["title"];
        assert_eq!((&line["slug"], &line["title"], &line["lang"]), (&call["slug"], title, &json!("fr")));
    }
    let rows = matrix["countries"].as_array().expect("a list").iter().map(|row| {
        let on = |call: &&Value| {
            let positions = row["positions"].as_array().expect("a list");
            positions.iter().find(|position| position["call"] == **call).map(|position| &position["standing"])
        };
        json!({"country": row["country"], "standings": ids.iter().map(on).collect::<Vec<_>>()})
    });
    assert_eq!(shown["countries"], rows.collect::<Value>());
    let expected = json!([{"country": "GB", "standings": ["enacted", "endorsed", null]}]);
    assert_eq!(figure(&server, "calls?country=GB").await["calls"]["countries"], expected);
    assert_eq!(figure(&server, "calls?country=EU").await["calls"]["countries"][0]["country"], "EU");
}
