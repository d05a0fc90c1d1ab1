//! Non-interference: data hidden from a caller changes nothing in its answers.

use harness::{
    chance::{self, Chance, cases},
    document::Document,
};

use crate::{
    callers::CALLERS,
    twins::{Answered, Twins},
    world::World,
};

/// The number of comparisons made in one world.
const PAIRS: usize = 50;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hidden_writes_change_no_byte_of_a_callers_answers() {
    compare(async |twins, chance| twins.hide(chance).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hidden_writes_leave_no_trace_in_later_visible_ones() {
    compare(async |twins, chance| {
        twins.hide(chance).await;
        twins.show(chance).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn histories_that_differ_in_what_was_withdrawn_are_answered_alike() {
    compare(async |twins, chance| {
        twins.hide(chance).await;
        twins.withdraw(chance).await;
    })
    .await;
}

/// Runs half of the comparisons, each after a further write.
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
    // Answers that were always refusals prove nothing. A few worlds may lack some kind of thing.
    for operation in Document::published().operations.iter().filter(|_| worlds >= 5) {
        let statuses = answered.get(operation.named());
        let is_given = statuses.is_some_and(|statuses| statuses.iter().any(|status| *status < 300));
        let is_for_all = operation.is_plain_get() && !operation.needs_key();
        assert!(is_given || !is_for_all, "{} was only answered {statuses:?}", operation.named());
    }
}
