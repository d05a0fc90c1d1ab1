//! A cache of one report's answers. An answer is valid until its feed changes.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, PoisonError, RwLock},
};

use super::Feed;

/// The most answers kept per feed.
const KEPT: usize = 1_000;
/// The largest body kept, in bytes.
pub(crate) const LARGEST: usize = 64 * 1024;

/// A report's answers by question, separate for each feed.
#[derive(Clone)]
pub(crate) struct Memo<Q, A>(Arc<[RwLock<Answers<Q, A>>; 4]>);

/// The position of a feed, and the answers made there.
type Answers<Q, A> = (i64, HashMap<Q, A>);

impl<Q: Eq + Hash, A: Clone> Memo<Q, A> {
    /// An answer given since the feed last changed.
    pub(crate) fn get(&self, feed: &Feed, question: &Q) -> Option<A> {
        let kept = self.of(feed).read().unwrap_or_else(PoisonError::into_inner);
        let (position, answers) = &*kept;
        answers.get(question).filter(|_| *position == feed.position()).cloned()
    }

    /// Keeps an answer that was made at `position`, if the feed is still there.
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

    fn of(&self, feed: &Feed) -> &RwLock<Answers<Q, A>> {
        &self.0[feed.audience as usize]
    }
}

impl<Q, A> Default for Memo<Q, A> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use shared::{audience::Audience, resource::Resource};
    use uuid::Uuid;

    use super::*;
    use crate::log::feed::Line;

    #[test]
    fn an_answer_is_forgotten_when_its_feed_changes() {
        let feed = Feed::new(Audience::Public, Vec::new(), None).expect("an empty feed is readable");
        let memo = Memo::default();
        memo.keep(&feed, "question", "answer", 0);
        assert_eq!(memo.get(&feed, &"question"), Some("answer"));
        let gone = Line {
            position: 1,
            at: Timestamp::UNIX_EPOCH,
            thing: Some(Resource::Funds.with(Uuid::nil())),
            document: None,
            withdraws: Vec::new(),
            is_withdrawn: false,
        };
        feed.extend(&[gone], &HashMap::new()).expect("a tombstone is readable");
        assert_eq!(memo.get(&feed, &"question"), None);
        memo.keep(&feed, "question", "an answer made before the change", 0);
        assert_eq!(memo.get(&feed, &"question"), None);
    }
}
