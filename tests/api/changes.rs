//! A reader's feed is complete and ordered, rebuilds everything the reader sees, and can be checked
//! by anyone.

use std::collections::BTreeMap;

use harness::{
    Client, Server,
    given::{self, Samples},
};
use serde_json::{Value, json};

async fn with_a_history() -> (Server, Samples) {
    let server = harness::start().await;
    let samples = Samples::make(&server).await;
    let publisher = server.publisher(&samples.office);
    let fund = given::a_fund(&publisher, json!({})).await;
    let renamed = publisher.patch(&fund.path, &fund.etag, json!({"name": "Renamed"})).await;
    publisher.patch(&fund.path, &renamed.etag(), json!({"audience": "office"})).await.is(200);
    given::an_update(&publisher, json!({"audience": "partner"})).await;
    given::a_member(&publisher, json!({"listing": "hidden"})).await;
    server.import_rates("Date,USD\n2022-03-08,1.0892\n").await;
    (server, samples)
}

/// The state after replaying a feed from its beginning.
async fn replayed(client: &Client) -> BTreeMap<(String, String), Value> {
    let mut state = BTreeMap::new();
    for (index, line) in client.all("/v1/changes?limit=7").await.into_iter().enumerate() {
        assert_eq!(line["position"], index as i64 + 1);
        // A line that was withdrawn, or that withdraws others, names nothing. Those are gone already.
        if line["id"].is_null() {
            continue;
        }
        let text = |name: &str| line[name].as_str().expect("a text").to_owned();
        let thing = (text("resource"), text("id"));
        match line["document"].clone() {
            Value::Null => state.remove(&thing),
            document => state.insert(thing, document),
        };
    }
    state
}

#[tokio::test]
async fn a_replayed_feed_equals_what_its_reader_sees() {
    let (server, samples) = with_a_history().await;
    for client in [server.visitor(), server.publisher(&samples.office)] {
        let state = replayed(&client).await;
        let mut seen = 0;
        let mut paths = vec![("rates", "/v1/rates".to_owned())];
        for given in given::ALL.iter().copied().filter(|given| given.is_logged) {
            let parents =
                state.keys().filter(|(resource, _)| given.parents.first() == Some(&resource.as_str()));
            match given.path.contains('{') {
                true => paths
                    .extend(parents.map(|(_, id)| (given.resource, given.path(std::slice::from_ref(id))))),
                false => paths.push((given.resource, given.path.to_owned())),
            }
        }
        for (resource, path) in paths {
            let reply = client.get(&path).await;
            // Releases are for offices, and a pledge may have no schedule.
            if [401, 404].contains(&reply.status) {
                continue;
            }
            let is_list = reply.json()["items"].is_array();
            let things =
                if is_list { client.all(&format!("{path}?limit=200")).await } else { vec![reply.json()] };
            for thing in things {
                let id = thing["id"].as_str().or(thing["pledge"].as_str()).expect("an id").to_owned();
                assert_eq!(state.get(&(resource.to_owned(), id)), Some(&thing), "{resource}");
                seen += 1;
            }
        }
        // The feed also holds the member count, which is in no list.
        assert_eq!(state.len(), seen + 1);
    }
}

#[tokio::test]
async fn a_withdrawal_names_positions_and_nothing_else() {
    let (server, samples) = with_a_history().await;
    let lines = server.visitor().all("/v1/changes?limit=200").await;
    let of = |operation: &str| lines.iter().filter(|line| line["operation"] == operation).collect::<Vec<_>>();
    let gone: Vec<Value> = of("withdrawn").iter().map(|line| line["position"].clone()).collect();
    let lists = of("withdraw").into_iter().map(|line| line["withdraws"].as_array().expect("a list").clone());
    let lists: Vec<Vec<Value>> = lists.collect();
    assert_eq!(lists.concat(), gone);
    let lengths: Vec<usize> = lists.iter().map(Vec::len).collect();
    assert_eq!(lengths, [2, 1], "the fund under each of its names, and a hidden member's organisation");
    let names = |line: &Value| line.as_object().expect("a line").keys().cloned().collect::<Vec<_>>();
    let bare = ["at", "audience", "commitment", "document", "epoch", "hash", "operation", "position"];
    let bare = [&bare[..], &["previous_hash", "salt"]].concat();
    for line in of("withdrawn") {
        assert_eq!(names(line), bare);
        assert!(line["salt"].is_null() && line["document"].is_null());
    }
    for line in of("withdraw") {
        assert_eq!(names(line), [&bare[..], &["withdraws"]].concat());
    }
    let office = server.publisher(&samples.office).all("/v1/changes?limit=200").await;
    assert!(office.iter().all(|line| line["operation"] == "put"));
    assert!(office.len() > lines.len());
}

#[tokio::test]
async fn the_database_destroys_what_was_withdrawn() {
    let (server, _) = with_a_history().await;
    let kept = "select 1 from views as gone join views as later on later.audience = gone.audience
        and gone.from_position = any(later.withdraws)
        where gone.audience <> 'office'
          and num_nonnulls(gone.salt, gone.document, gone.id, gone.resource, gone.sort_key) > 0";
    assert!(server.db_rows(kept, &[]).await.is_empty());
    assert!(!server.db_rows("select 1 from views where salt is null", &[]).await.is_empty());
    // Nobody can empty a line that no later line withdraws.
    let empty = "update views set to_position = from_position, resource = null, id = null, sort_key = null,
        document = null, salt = null where audience = 'public' and from_position = 1";
    assert!(server.db_refusal(empty).await.contains("append-only"));
    server.verify().await.expect("a withdrawal is no tampering");
}

#[tokio::test]
async fn verify_finds_an_emptied_line_that_nothing_withdrew() {
    let (server, _) = with_a_history().await;
    let empty = "resource = null, id = null, sort_key = null, document = null, salt = null, withdraws = '{}',
        to_position = from_position";
    for (sql, found) in [
        (
            format!("update views set {empty} where audience = 'public' and from_position = 1"),
            "no later line",
        ),
        (
            format!("update views set {empty} where audience = 'public' and withdraws <> '{{}}'"),
            "no later line",
        ),
        ("update withdrawals set id = gen_random_uuid()".to_owned(), "withdraws another thing"),
        ("delete from withdrawals".to_owned(), "withdraws another thing"),
    ] {
        let copy = server.db_copy().await;
        copy.db_run(&format!("set session_replication_role = replica; {sql}")).await;
        let said = copy.verify().await.expect_err(&sql);
        assert!(said.contains(found), "{sql}: {said}");
    }
}

#[tokio::test]
async fn an_old_copy_still_proves_the_feed_unaltered() {
    let (server, samples) = with_a_history().await;
    let publisher = server.publisher(&samples.office);
    let fund = given::a_fund(&publisher, json!({})).await;
    let copy = server.visitor().get("/v1/changes?limit=200").await.json();
    publisher.patch(&fund.path, &fund.etag, json!({"audience": "office"})).await.is(200);
    let now = server.visitor().get("/v1/changes?limit=200").await.json();
    let (kept, now) = (copy["items"].as_array().expect("lines"), now["items"].as_array().expect("lines"));
    let lines = kept.iter().chain(&now[kept.len()..]).map(Value::to_string).collect::<Vec<_>>();
    let (position, hash) = harness::verify_feed(&lines.join("\n")).expect("the old lines still fit");
    let fresh = now.iter().map(Value::to_string).collect::<Vec<_>>();
    assert_eq!(harness::verify_feed(&fresh.join("\n")), Ok((position, hash)));
    // Without its withdrawal, an emptied line is a gap.
    let cut = harness::verify_feed(&fresh[..kept.len()].join("\n")).expect_err("nothing withdraws it yet");
    assert!(cut.contains("no later line withdraws it"), "{cut}");
}

#[test]
fn the_documented_test_vectors_are_right() {
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/feed.md")).expect("the page");
    let blocks: Vec<&str> =
        page.split("```json\n").skip(1).filter_map(|rest| Some(rest.split_once("```")?.0)).collect();
    let before = harness::verify_feed(blocks[0]).expect("one line");
    let after = harness::verify_feed(blocks[1]).expect("two lines");
    assert_eq!((before.0, after.0), (1, 2));
    let copy = [blocks[0], blocks[1].lines().nth(1).expect("a second line")].concat();
    assert_eq!(harness::verify_feed(&copy), Ok(after));
}

#[tokio::test]
async fn an_offline_check_names_the_first_bad_line() {
    let (server, _) = with_a_history().await;
    let mut pages = Vec::new();
    let mut next = Some("/v1/changes?limit=9".to_owned());
    while let Some(path) = next {
        let page = server.visitor().get(&path).await;
        next = page.json()["next"].as_str().map(str::to_owned);
        pages.push(page.text().to_owned());
    }
    let last = server.visitor().all("/v1/changes?limit=200").await.pop().expect("a line");
    let head = harness::verify_feed(&pages.join("\n")).expect("the feed is whole");
    assert_eq!(
        (head.0, head.1),
        (last["position"].as_i64().expect("a position"), last["hash"].as_str().expect("a hash").to_owned())
    );

    let mut changed: Value = serde_json::from_str(&pages[0]).expect("JSON");
    changed["items"][4]["document"]["audience"] = json!("office");
    let rewritten = [changed.to_string(), pages[1..].join("\n")].join("\n");
    let broken = harness::verify_feed(&rewritten).expect_err("a line was changed");
    assert!(broken.contains("position 5") && broken.contains("was changed"), "{broken}");
    let missing = harness::verify_feed(&pages[1..].join("\n")).expect_err("a page is missing");
    assert!(missing.contains("position 1"), "{missing}");
    let mut swapped: Value = serde_json::from_str(&pages[0]).expect("JSON");
    swapped["items"].as_array_mut().expect("lines").swap(2, 3);
    assert!(harness::verify_feed(&swapped.to_string()).expect_err("out of order").contains("position 3"));
}
