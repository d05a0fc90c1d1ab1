//! Non-interference: what a caller may not see changes nothing that it sees.

use harness::{
    chance::{self, Chance, cases},
    document::Document,
};

use crate::{
    callers::CALLERS,
    twins::{Answered, Twins},
    world::World,
};

/// How many pairs there are of one world.
const PAIRS: usize = 50;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_caller_may_not_see_changes_not_a_byte_of_what_it_is_answered() {
    compare(async |twins, chance| twins.hide(chance).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_caller_may_not_see_leaves_no_trace_in_what_is_written_after_it() {
    compare(async |twins, chance| {
        twins.hide(chance).await;
        twins.show(chance).await;
    })
    .await;
}

/// Compares half of the pairs, each after something more was written.
async fn compare(write: impl AsyncFn(&mut Twins, &mut Chance)) {
    let (seed, mut answered) = (chance::seed(), Answered::new());
    let worlds = cases().div_ceil(2 * PAIRS);
    for (caller, world) in CALLERS.iter().cycle().zip(0..worlds as u128) {
        let seed = seed.wrapping_add(world);
        println!("ACCORD_SEED={seed} ACCORD_CASES=1 is what a {} is answered", caller.name);
        let mut chance = Chance::new(seed);
        let (server, world) = World::grown(&mut chance, caller.level).await;
        let mut twins = Twins::of(server, world, caller).await;
        for _ in 0..PAIRS {
            twins.at_rest().await;
            write(&mut twins, &mut chance).await;
            twins.compare(&mut chance, &mut answered).await;
        }
        twins.end(&mut chance).await;
    }
    // What was refused all the time was compared in vain; a few worlds may have nothing left of a kind.
    for operation in Document::published().operations.iter().filter(|_| worlds >= 5) {
        let statuses = answered.get(operation.named());
        let is_given = statuses.is_some_and(|statuses| statuses.iter().any(|status| *status < 300));
        let is_for_all = operation.is_plain_get() && !operation.needs_key();
        assert!(is_given || !is_for_all, "{} was only answered {statuses:?}", operation.named());
    }
}
