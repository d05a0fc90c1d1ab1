//! The report of an erasure: the erased parts, and the remaining parts with the reasons.

use shared::{
    erasures::{ErasedPart, RemainingPart},
    resource::Thing,
};

/// The report so far, and the logged things that the erasure ends.
#[derive(Default)]
pub(super) struct Report {
    pub(super) things: Vec<Thing>,
    pub(super) erased: Vec<ErasedPart>,
    pub(super) remains: Vec<RemainingPart>,
}

impl Report {
    /// Counts an erased part.
    pub(super) fn erased(&mut self, what: &str, count: usize) {
        let count = count as u64;
        match self.erased.iter_mut().find(|part| part.what == what) {
            Some(part) => part.count += count,
            None if count > 0 => self.erased.push(ErasedPart { what: what.to_owned(), count }),
            None => {}
        }
    }

    /// States that a part remains.
    pub(super) fn remains(&mut self, what: &str, why: &str) {
        self.remains.push(RemainingPart { what: what.to_owned(), why: why.to_owned() });
    }
}
