//! The answers of one report, each kept until the feed that it was made of moves on.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, PoisonError, RwLock},
};

use super::Feed;

/// How many different questions to a feed are answered from memory.
const KEPT: usize = 1_000;
/// How long a body is at most that is kept.
pub(crate) const LARGEST: usize = 64 * 1024;

/// The answers of a report, by its questions.
#[derive(Clone)]
pub(crate) struct Memo<Q, A>(Arc<[RwLock<Answers<Q, A>>; 4]>);

/// What was answered from a feed, and the position that it had.
type Answers<Q, A> = (i64, HashMap<Q, A>);

impl<Q: Eq + Hash, A: Clone> Memo<Q, A> {
    /// An answer that was given since the feed last moved.
    pub(crate) fn get(&self, feed: &Feed, question: &Q) -> Option<A> {
        let kept = self.of(feed).read().unwrap_or_else(PoisonError::into_inner);
        let (position, answers) = &*kept;
        answers.get(question).filter(|_| *position == feed.position()).cloned()
    }

    /// Keeps an answer until the feed moves, if it has not moved from `position` while it was worked out.
    pub(crate) fn keep(&self, feed: &Feed, question: Q, answer: A, position: i64) {
        let mut kept = self.of(feed).write().unwrap_or_else(PoisonError::into_inner);
        let (kept_at, answers) = &mut *kept;
        if feed.position() != position {
            return;
        }
        if *kept_at != position || answers.len() >= KEPT {
            answers.clear();
        }
        *kept_at = position;
        answers.insert(question, answer);
    }

    /// Each entry is whole, so a panic elsewhere spoils nothing.
    fn of(&self, feed: &Feed) -> &RwLock<Answers<Q, A>> {
        &self.0[feed.audience as usize]
    }
}

impl<Q, A> Default for Memo<Q, A> {
    fn default() -> Self {
        Self(Arc::default())
    }
}
