//! No past reveals retracted or hidden data: every operation with `as_of`, at every instant of a
//! history.

use harness::{
    chance::{self, Chance, cases},
    document::{Document, Operation},
};

use crate::{
    answer::{Asked, converse},
    callers::CALLERS,
    reads::Reads,
    world::World,
};

/// The number of requested cases that one history stands for.
const EACH: usize = 500;
/// The number of changes in a history.
const CHANGES: usize = 150;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retracted_and_hidden_data_are_in_no_past() {
    let seed = chance::seed();
    let of_the_past = |operation: &&Operation| {
        operation.is_plain_get() && operation.takes("as_of") && !operation.needs_key()
    };
    let operations: Vec<_> = Document::published().operations.iter().filter(of_the_past).collect();
    for (caller, history) in CALLERS.iter().cycle().zip(0..cases().div_ceil(EACH) as u128) {
        let mut chance = Chance::new(seed.wrapping_add(history));
        let (server, mut world) = World::grown(&mut chance, caller.level).await;
        let offices = server.reader(&world.offices[0]);
        // The changes narrow, reword and republish visible things.
        for _ in 0..CHANGES {
            if let Some(write) = world.change(&mut chance, &(0..=3)) {
                world.write(&server, &mut chance, &write).await;
            }
        }
        let lines = offices.all("/v1/changes?limit=200").await;
        let mut instants: Vec<_> =
            lines.iter().map(|line| line["at"].as_str().expect("an instant")).collect();
        instants.dedup();
        let (http, key, widgets) = (reqwest::Client::new(), world.key.clone(), server.widgets_version());
        let public_url = server.public_url();
        let reads = Reads { world: &world, instants: &[], widgets: &widgets, public_url: &public_url };
        for instant in instants {
            for operation in &operations {
                let more = ["limit=200", "explain=true"]
                    .into_iter()
                    .filter(|more| more.split('=').next().is_some_and(|name| operation.takes(name)));
                let query = more.chain([format!("as_of={instant}").as_str()]).collect::<Vec<_>>().join("&");
                let asked = Asked::get(&format!("{}?{query}", reads.path(&mut chance, operation)));
                for answer in converse(&http, server.address, key.as_deref(), &asked).await {
                    let text = answer.text();
                    let told = world.revealed(&asked.path, &text, false);
                    assert!(told.is_none(), "{asked:?} tells of {told:?}: {text}");
                    assert!([200, 404].contains(&answer.status), "{asked:?}: {text}");
                }
            }
        }
        server.stop().await;
    }
}
