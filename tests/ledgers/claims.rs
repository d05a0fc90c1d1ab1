//! The claims that hold of every ledger, whatever its history.

use std::collections::BTreeMap;

use harness::{
    Client,
    chance::{self, Chance},
    given::money,
};
use serde_json::{Value, json};

use crate::{
    ledger::Ledger,
    model::{CURRENCIES, KINDS, written},
    world::World,
};

#[tokio::test]
async fn random_ledgers_add_up_and_keep_their_past() {
    let mut chance = Chance::new(chance::seed());
    let world = World::grow(&mut chance).await;
    check_totals(&world, &mut chance).await;
    check_the_past(&world).await;
    check_the_feeds(&world).await;
    let said = world.server.verify().await.expect("nothing was rewritten");
    println!("{} ledgers, {} edits, {} reads\n{said}", world.ledgers.len(), world.edits, world.reads.len());
}

async fn check_totals(world: &World, chance: &mut Chance) {
    let mut answers = Vec::new();
    for (client, public) in [(world.server.visitor(), true), (world.publisher.clone(), false)] {
        for ledger in &world.ledgers {
            let (code, units) = chance.one(&CURRENCIES);
            let path = format!("/v1/stats?fund={}&explain=true&currency={code}", ledger.slug);
            let reply = client.get(&path).await;
            let stats = reply.is(200).json();
            assert_eq!(originals(&stats), expected(ledger, public), "{path}");
            for figure in KINDS.map(|(_, figure)| figure) {
                let converted = &stats["total"][figure]["converted"]["amount"];
                let fraction =
                    converted.as_str().map(|text| text.split_once('.').map_or(0, |(_, rest)| rest.len()));
                assert!(fraction.is_none_or(|fraction| fraction == units), "{path}: {converted}");
            }
            answers.push(reply.text().to_owned());
        }
    }
    harness::recompute(&answers).expect("every figure adds up again");
}

fn originals(stats: &Value) -> Vec<Value> {
    KINDS.iter().map(|(_, figure)| stats["funds"][0][figure]["original"].clone()).collect()
}

fn expected(ledger: &Ledger, public: bool) -> Vec<Value> {
    let mut sums = BTreeMap::new();
    ledger.pledges.iter().for_each(|(_, entries)| entries.add_to(&mut sums, public));
    let of = |kind: usize| {
        let mut its: Vec<Value> = Vec::new();
        let mut codes = CURRENCIES;
        codes.sort_unstable();
        for (code, units) in codes {
            its.extend(sums.get(&(kind, code)).map(|minor| money(&written(*minor, units), code)));
        }
        json!(its)
    };
    (0..KINDS.len()).map(of).collect()
}

async fn check_the_past(world: &World) {
    let edited_since = |edits: usize| world.edits - edits >= 1_000;
    let compared = world.reads.iter().filter(|read| edited_since(read.edits)).count();
    assert!(compared > 0 || world.edits < 2_000, "nothing was read early enough");
    for read in &world.reads {
        read.check_unchanged().await;
    }
}

async fn check_the_feeds(world: &World) {
    for client in [world.server.visitor(), world.publisher.clone()] {
        let mut state: BTreeMap<(String, String), Value> = BTreeMap::new();
        for line in client.all("/v1/changes?limit=200").await {
            // A line that was withdrawn, or that withdraws others, names nothing.
            if line["id"].is_null() {
                continue;
            }
            let text = |name: &str| line[name].as_str().expect("a text").to_owned();
            match line["document"].clone() {
                Value::Null => state.remove(&(text("resource"), text("id"))),
                document => state.insert((text("resource"), text("id")), document),
            };
        }
        for list in ["funds", "pledges", "organisations", "overlaps", "rates"] {
            let shown = client.all(&format!("/v1/{list}?limit=200")).await;
            let replayed = state.keys().filter(|(resource, _)| resource == list).count();
            assert_eq!(shown.len(), replayed, "{list}");
            for thing in shown {
                let id = thing["id"].as_str().expect("an id").to_owned();
                assert_eq!(state.get(&(list.to_owned(), id)), Some(&thing), "{list}");
            }
        }
        check_the_entries(world, &client, &state).await;
    }
}

async fn check_the_entries(world: &World, client: &Client, state: &BTreeMap<(String, String), Value>) {
    let pledges = world.ledgers.iter().flat_map(|ledger| &ledger.pledges);
    let mut shown = 0;
    for (pledge, _) in pledges {
        for entry in client.all(&format!("{}/entries", pledge.path)).await {
            let id = entry["id"].as_str().expect("an id").to_owned();
            assert_eq!(state.get(&("entries".to_owned(), id)), Some(&entry));
            shown += 1;
        }
    }
    assert_eq!(state.keys().filter(|(resource, _)| resource == "entries").count(), shown);
}
