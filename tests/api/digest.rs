//! The digest: what changed since a reader's mark, each thing once, with its net change.

use harness::{
    Client, Office, Server,
    given::{self, Thing, money},
};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde_json::{Value, json};

/// An office whose currency is the pound, and its publisher.
pub(crate) async fn london(server: &Server) -> (Office, Client) {
    server.import_rates("Date,USD,GBP\n2022-03-08,1.25,0.80\n").await;
    let office = given::an_office(server).await;
    let path = format!("/v1/offices/{}", office.id);
    let admin = server.admin(&office);
    let etag = admin.get(&path).await.etag();
    admin.patch(&path, &etag, json!({"currency": "GBP"})).await.is(200);
    let publisher = server.publisher(&office);
    (office, publisher)
}

/// The digest of the changes since a position.
pub(crate) async fn since(client: &Client, position: i64) -> Value {
    client.get(&format!("/v1/digest?since={position}")).await.is(200).json()
}

/// The end of the office feed.
pub(crate) async fn end(client: &Client) -> i64 {
    client.get("/v1/digest").await.is(200).json()["next_mark"].as_i64().expect("a position")
}

fn ids(group: &Value) -> Vec<&str> {
    let items = group["items"].as_array().expect("a group has items");
    items.iter().map(|item| item["id"].as_str().expect("an id")).collect()
}

fn pledged(amount: &str) -> Value {
    json!({"kind": "pledge", "amount": money(amount, "USD")})
}

fn reversal(of: &Thing, amount: &str) -> Value {
    json!({"kind": "reversal", "reverses": of.id, "amount": money(amount, "USD")})
}

const GROUPS: [&str; 7] = ["new", "raised", "cut", "slipped", "disputed", "confirmed", "withdrawn"];

#[tokio::test]
async fn every_group_is_empty_without_changes() {
    let server = harness::start().await;
    let (_, publisher) = london(&server).await;
    given::an_update(&publisher, json!({})).await;
    let digest = since(&publisher, end(&publisher).await).await;
    assert_eq!(digest["from"]["position"], digest["to"]["position"]);
    assert_eq!(digest["currency"], "GBP");
    for group in GROUPS {
        assert_eq!(digest[group], json!({"total": 0, "items": [], "sums": []}), "{group}");
    }
}

#[tokio::test]
async fn a_new_update_appears_once_with_title_office_and_path() {
    let server = harness::start().await;
    let (office, publisher) = london(&server).await;
    let before = end(&publisher).await;
    let fields = json!({"texts": given::said("First"), "audience": "office"});
    let update = given::an_update(&publisher, fields).await;
    let etag = publisher.get(&update.path).await.etag();
    publisher.patch(&update.path, &etag, json!({"texts": given::said("Second")})).await.is(200);
    let digest = since(&publisher, before).await;
    assert_eq!(digest["new"]["total"], 1);
    let item = &digest["new"]["items"][0];
    // It appears once, in its present form, at its last position.
    assert_eq!((&item["resource"], &item["id"]), (&json!("updates"), &json!(update.id)));
    assert_eq!((&item["title"], &item["office"]), (&json!("Second"), &json!(office.id)));
    assert_eq!((&item["path"], &item["position"]), (&json!(update.path), &digest["next_mark"]));
    // A mere change of an update is in no group.
    let middle = digest["next_mark"].as_i64().expect("a position") - 1;
    assert_eq!(since(&publisher, middle).await["new"]["total"], 0);
}

#[tokio::test]
async fn every_new_item_can_be_read_at_its_path() {
    let server = harness::start().await;
    let (_, publisher) = london(&server).await;
    let before = end(&publisher).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    given::an_entry(&publisher, &pledge, json!({})).await;
    given::a_schedule(&publisher, &pledge, json!({})).await;
    given::a_member(&publisher, json!({})).await;
    let call = given::a_call(&publisher, json!({})).await;
    given::a_position(&publisher, &call, json!({})).await;
    let digest = since(&publisher, before).await;
    let items = digest["new"]["items"].as_array().expect("items");
    for resource in
        ["pledges", "entries", "schedules", "funds", "organisations", "members", "calls", "positions"]
    {
        assert!(items.iter().any(|item| item["resource"] == resource), "{resource} is not new: {digest}");
    }
    for item in items {
        publisher.get(item["path"].as_str().expect("a path")).await.is(200);
        assert!(item["title"].is_string(), "{item}");
    }
}

#[tokio::test]
async fn a_raised_total_shows_its_net_change_in_office_currency() {
    let server = harness::start().await;
    let (office, publisher) = london(&server).await;
    let pledge = given::a_pledge(&publisher, json!({"title": "For the first year"})).await;
    given::an_entry(&publisher, &pledge, pledged("100.00")).await;
    let before = end(&publisher).await;
    let more = given::an_entry(&publisher, &pledge, pledged("50.00")).await;
    given::an_entry(&publisher, &pledge, reversal(&more, "20.00")).await;
    let commitment = json!({"kind": "commitment", "amount": money("7.00", "GBP")});
    given::an_entry(&publisher, &pledge, commitment).await;
    let digest = since(&publisher, before).await;
    assert_eq!((ids(&digest["raised"]), &digest["cut"]["total"]), (vec![pledge.id.as_str()], &json!(0)));
    let item = &digest["raised"]["items"][0];
    let amounts = json!([
        {"measure": "pledged", "amount": money("30.00", "USD"), "before": money("100.00", "USD"),
            "after": money("130.00", "USD")},
        {"measure": "committed", "amount": money("7.00", "GBP"), "before": money("0.00", "GBP"),
            "after": money("7.00", "GBP")},
    ]);
    assert_eq!((&item["amounts"], &item["office"]), (&amounts, &json!(office.id)));
    assert!(item["title"].as_str().expect("a title").ends_with(": For the first year"), "{item}");
    // 30 dollars at 0.80 pounds for 1.25 dollars.
    let sums = json!([
        {"measure": "pledged", "entries": 1, "original": [money("30.00", "USD")],
            "converted": money("19.20", "GBP"), "unconverted": 0},
        {"measure": "committed", "entries": 1, "original": [money("7.00", "GBP")],
            "converted": money("7.00", "GBP"), "unconverted": 0},
    ]);
    assert_eq!(digest["raised"]["sums"], sums);
    assert_eq!(digest["rates"].as_array().map(Vec::len), Some(2), "{}", digest["rates"]);
}

#[tokio::test]
async fn reversals_and_lower_corrections_appear_as_cuts() {
    let server = harness::start().await;
    let (_, publisher) = london(&server).await;
    let reversed = given::a_pledge(&publisher, json!({})).await;
    let corrected = given::a_pledge(&publisher, json!({})).await;
    let one = given::an_entry(&publisher, &reversed, pledged("100.00")).await;
    let other = given::an_entry(&publisher, &corrected, pledged("100.00")).await;
    let before = end(&publisher).await;
    given::an_entry(&publisher, &reversed, reversal(&one, "25.00")).await;
    let less = given::with(pledged("40.00"), json!({"supersedes": other.id}));
    given::an_entry(&publisher, &corrected, less).await;
    let digest = since(&publisher, before).await;
    assert_eq!(digest["raised"]["total"], 0);
    let amount = |pledge: &Thing| {
        let items = digest["cut"]["items"].as_array().expect("items");
        let item = items.iter().find(|item| item["id"] == pledge.id).expect("it was cut");
        item["amounts"][0]["amount"].clone()
    };
    assert_eq!(amount(&reversed), money("25.00", "USD"));
    assert_eq!(amount(&corrected), money("60.00", "USD"));
    assert_eq!(digest["cut"]["sums"][0]["original"], json!([money("85.00", "USD")]));
    assert_eq!(digest["cut"]["sums"][0]["converted"], money("54.40", "GBP"));
}

#[tokio::test]
async fn unconverted_amounts_are_listed_and_not_counted_as_zero() {
    let server = harness::start().await;
    let (_, publisher) = london(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    let before = end(&publisher).await;
    given::an_entry(&publisher, &pledge, pledged("100.00")).await;
    let early = given::with(pledged("9.00"), json!({"value_date": "1999-01-01"}));
    let early = given::an_entry(&publisher, &pledge, early).await;
    let digest = since(&publisher, before).await;
    let sum = &digest["raised"]["sums"][0];
    assert_eq!(sum["original"], json!([money("109.00", "USD")]));
    assert_eq!((&sum["converted"], &sum["unconverted"]), (&money("64.00", "GBP"), &json!(1)));
    let unconverted = json!([{"entry": early.id, "amount": money("9.00", "USD"), "reason": "no_rate"}]);
    assert_eq!(digest["unconverted"], unconverted);
}

#[tokio::test]
async fn postponed_and_late_instalments_appear_as_slipped() {
    let server = harness::start().await;
    let (_, publisher) = london(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    let plan = |due: [&str; 2]| {
        let instalment = |due| json!({"due": due, "amount": money("100.00", "USD")});
        json!({"instalments": due.map(instalment)})
    };
    given::a_schedule(&publisher, &pledge, plan(["2022", "2090"])).await;
    let before = end(&publisher).await;
    // The first instalment has become late since the beginning.
    let digest = since(&publisher, 0).await;
    let late = json!([{"measure": "late", "amount": money("100.00", "USD")}]);
    assert_eq!(digest["slipped"]["items"][0]["amounts"], late);
    assert_eq!(digest["slipped"]["items"][0]["path"], json!(format!("{}/schedule", pledge.path)));
    assert_eq!(digest["slipped"]["sums"][0]["converted"], money("64.00", "GBP"));
    given::an_entry(&publisher, &pledge, json!({"amount": money("30.00", "USD")})).await;
    let late = json!([{"measure": "late", "amount": money("70.00", "USD")}]);
    assert_eq!(since(&publisher, 0).await["slipped"]["items"][0]["amounts"], late);
    // It was already late at that mark, so it is not news.
    assert_eq!(since(&publisher, before).await["slipped"]["total"], 0);
    given::a_schedule(&publisher, &pledge, plan(["2022", "2095"])).await;
    let postponed = json!([{"measure": "postponed", "amount": money("100.00", "USD")}]);
    assert_eq!(since(&publisher, before).await["slipped"]["items"][0]["amounts"], postponed);
    given::a_schedule(&publisher, &pledge, plan(["2022", "2089"])).await;
    assert_eq!(since(&publisher, before).await["slipped"]["total"], 0);
}

#[tokio::test]
async fn only_each_partys_last_verdict_is_reported() {
    let server = harness::start().await;
    let (_, publisher) = london(&server).await;
    let stranger = given::an_office(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    let one = given::an_entry(&publisher, &pledge, json!({})).await;
    let other = given::an_entry(&publisher, &pledge, json!({})).await;
    let before = end(&publisher).await;
    let dispute = json!({"verdict": "dispute", "reason": "It never came."});
    given::a_confirmation(&publisher, &pledge, &one, dispute.clone()).await;
    given::a_confirmation(&publisher, &pledge, &one, json!({})).await;
    let recipient = given::with(dispute, json!({"party": "recipient"}));
    given::a_confirmation(&server.publisher(&stranger), &pledge, &other, recipient).await;
    let digest = since(&publisher, before).await;
    assert_eq!(ids(&digest["confirmed"]), [one.id.as_str()]);
    assert_eq!(ids(&digest["disputed"]), [other.id.as_str()]);
    assert_eq!(digest["confirmed"]["items"][0]["parties"], json!(["donor"]));
    let disputed = &digest["disputed"]["items"][0];
    // The item names the recording office and the amount in dispute.
    assert_eq!((&disputed["parties"], &disputed["office"]), (&json!(["recipient"]), &json!(stranger.id)));
    let amounts = json!([{"measure": "disbursed", "amount": money("100.00", "USD")}]);
    assert_eq!((&disputed["amounts"], &disputed["path"]), (&amounts, &json!(other.path)));
    // A confirmation is not a new item of its own.
    assert_eq!(digest["new"]["total"], 0);
}

#[tokio::test]
async fn lapsed_retracted_and_narrowed_things_appear_as_withdrawn() {
    let server = harness::start().await;
    let (_, publisher) = london(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    given::an_entry(&publisher, &pledge, pledged("100.00")).await;
    let narrowed = given::an_update(&publisher, json!({})).await;
    let retracted = given::an_update(&publisher, json!({})).await;
    let before = end(&publisher).await;
    let lapse = json!({"kind": "lapse", "amount": money("60.00", "USD")});
    given::an_entry(&publisher, &pledge, lapse).await;
    publisher.patch(&narrowed.path, &narrowed.etag, json!({"audience": "office"})).await.is(200);
    let retract = json!({"state": "retracted", "retracted_because": "It was wrong."});
    publisher.patch(&retracted.path, &retracted.etag, retract).await.is(200);
    let digest = since(&publisher, before).await;
    assert_eq!(ids(&digest["withdrawn"]), [&retracted.id, &narrowed.id, &pledge.id]);
    let amounts = json!([{"measure": "taken_back", "amount": money("60.00", "USD")}]);
    assert_eq!(digest["withdrawn"]["items"][2]["amounts"], amounts);
    assert_eq!(digest["withdrawn"]["sums"][0]["converted"], money("38.40", "GBP"));
    // A second lapse is not news.
    let then = end(&publisher).await;
    let again = json!({"kind": "lapse", "date": "2022-03-09", "amount": null, "value_date": null});
    given::an_entry(&publisher, &pledge, again).await;
    assert_eq!(since(&publisher, then).await["withdrawn"]["total"], 0);
}

#[tokio::test]
async fn the_digest_can_be_filtered_by_office() {
    let server = harness::start().await;
    let (_, publisher) = london(&server).await;
    let berlin = given::an_office(&server).await;
    let before = end(&publisher).await;
    let own = given::an_update(&publisher, json!({})).await;
    let theirs = given::an_update(&server.publisher(&berlin), json!({})).await;
    let pledge = given::a_pledge(&server.publisher(&berlin), json!({})).await;
    given::an_entry(&server.publisher(&berlin), &pledge, pledged("10.00")).await;
    let asked = async |more: &str| {
        let path = format!("/v1/digest?since={before}{more}");
        publisher.get(&path).await.is(200).json()
    };
    let has = |digest: &Value, thing: &Thing| ids(&digest["new"]).contains(&thing.id.as_str());
    let (all, others) = (asked("").await, asked("&others=true").await);
    assert!(has(&all, &own) && has(&all, &theirs));
    assert!(!has(&others, &own) && has(&others, &theirs));
    assert_eq!(ids(&others["raised"]), [pledge.id.as_str()]);
    let of_berlin = asked(&format!("&office={}", berlin.id)).await;
    assert!(has(&of_berlin, &theirs));
    let items = of_berlin["new"]["items"].as_array().expect("items");
    assert!(items.iter().all(|item| item["office"] == berlin.id), "{of_berlin}");
}

#[tokio::test]
async fn each_person_has_a_mark_and_program_keys_share_one() {
    let server = harness::start().await;
    let (office, publisher) = london(&server).await;
    let (one, other) = (server.person(&office, "reader").await, server.person(&office, "reader").await);
    given::an_update(&publisher, json!({})).await;
    let position = end(&publisher).await;
    let new = async |client: &Client| client.get("/v1/digest").await.is(200).json()["new"]["total"].clone();
    let marked = one.put("/v1/digest/mark", json!({"position": position})).await.is(200).json();
    assert_eq!(marked["position"], json!(position));
    assert_eq!(one.get("/v1/people/me").await.json()["read"], marked);
    assert_eq!(one.get("/v1/digest").await.json()["from"]["position"], json!(position));
    assert_eq!(new(&one).await, 0);
    assert_ne!(new(&other).await, 0);
    assert_ne!(new(&publisher).await, 0);
    server.reader(&office).put("/v1/digest/mark", json!({"position": position})).await.is(403);
    publisher.put("/v1/digest/mark", json!({"position": position})).await.is(200);
    assert_eq!(new(&server.reader(&office)).await, 0);
    assert_ne!(new(&other).await, 0);
}

#[tokio::test]
async fn a_mark_moves_back_only_on_request_within_the_feed() {
    let server = harness::start().await;
    let (_, publisher) = london(&server).await;
    given::an_update(&publisher, json!({})).await;
    let end = end(&publisher).await;
    let mark = async |body: Value| publisher.put("/v1/digest/mark", body).await;
    let first = mark(json!({"position": end})).await.is(200).json();
    assert_eq!(mark(json!({"position": 1})).await.is(200).json(), first);
    assert_eq!(mark(json!({"position": 1, "back": true})).await.is(200).json()["position"], 1);
    mark(json!({"position": end + 1})).await.is(422).at("#/position");
    mark(json!({"position": -1, "bakc": true})).await.is(422).at("#/position").at("#/bakc");
    mark(json!({})).await.is(422).at("#/position");
    let plain = publisher.request("PUT", "/v1/digest/mark").header("Content-Type", "text/plain").bytes("{}");
    plain.send().await.is(415);
}

#[tokio::test]
async fn only_instalments_late_since_the_marked_day_appear_as_slipped() {
    let server = harness::start().await;
    let (_, publisher) = london(&server).await;
    let pledge = given::a_pledge(&publisher, json!({})).await;
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let day = |back: i32| today.checked_sub(back.days()).expect("a day").to_string();
    let instalments = json!([{"due": day(2), "amount": money("100.00", "USD")}]);
    given::a_schedule(&publisher, &pledge, json!({"instalments": instalments})).await;
    let position = end(&publisher).await;
    for (read_on, slipped) in [(day(3), 1), (day(1), 0)] {
        let mark = json!({"position": position, "day": read_on});
        assert_eq!(publisher.put("/v1/digest/mark", mark).await.is(200).json()["day"], json!(read_on));
        let digest = publisher.get("/v1/digest").await.is(200).json();
        assert_eq!(digest["slipped"]["total"], slipped, "read on {read_on}");
    }
    // Without a day, the mark takes today. A mark at an older position takes that line's day.
    let marked = publisher.put("/v1/digest/mark", json!({"position": position})).await.is(200).json();
    assert_eq!(marked["day"], json!(day(0)));
    let later = today.checked_add(1.days()).expect("a day").to_string();
    publisher.put("/v1/digest/mark", json!({"position": 0, "day": later})).await.is(422).at("#/day");
}

#[tokio::test]
async fn since_accepts_a_past_position_instant_or_day() {
    let server = harness::start().await;
    let (_, publisher) = london(&server).await;
    let first = given::an_update(&publisher, json!({})).await;
    let then = publisher.get("/v1/stats").await.json()["as_of"].as_str().expect("an instant").to_owned();
    let second = given::an_update(&publisher, json!({})).await;
    let asked = async |since: &str| publisher.get(&format!("/v1/digest?since={since}")).await;
    assert_eq!(ids(&asked(&then).await.is(200).json()["new"]), [second.id.as_str()]);
    for all in [&then[..10], "2001-02-03", "0"] {
        let digest = asked(all).await.is(200).json();
        assert!(ids(&digest["new"]).contains(&first.id.as_str()), "{all}");
    }
    for wrong in ["9999-12-31", "2999-01-01T00:00:00Z", "yesterday", "-1", "", "999999"] {
        asked(wrong).await.is(400).at("?since");
    }
    // As of a past instant, the digest never changes.
    let path = format!("/v1/digest?since=0&as_of={then}");
    let before = publisher.get(&path).await.is(200).text().to_owned();
    assert!(!before.contains(&second.id));
    given::an_update(&publisher, json!({})).await;
    assert_eq!(publisher.get(&path).await.text(), before);
}
