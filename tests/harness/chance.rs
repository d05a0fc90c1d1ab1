//! Reproducible chance: every random value derives from one printed seed.

use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

/// A source of random numbers.
pub struct Chance(TestRunner);

impl Chance {
    /// The chance that a seed gives.
    pub fn new(seed: u128) -> Self {
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(&seed.to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        Self(TestRunner::new_with_rng(Config::default(), rng))
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.draw(&(0..end))
    }

    /// Whether an event with this chance happens.
    pub fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// A random element.
    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// A value that a strategy of proptest draws.
    pub fn draw<S: Strategy>(&mut self, strategy: &S) -> S::Value {
        strategy.new_tree(&mut self.0).expect("nothing is filtered").current()
    }
}

/// The seed in `ACCORD_SEED`, or a new one.
pub fn seed() -> u128 {
    let given = std::env::var("ACCORD_SEED").ok();
    let seed = given.map_or_else(|| uuid::Uuid::new_v4().as_u128(), |text| text.parse().expect("a number"));
    println!("ACCORD_SEED={seed}");
    seed
}

/// The number of cases in `ACCORD_CASES`, or 1,000.
pub fn cases() -> usize {
    std::env::var("ACCORD_CASES").map_or(1_000, |text| text.parse().expect("a number"))
}
