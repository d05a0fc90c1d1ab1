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
    pub(super) fn erased(&mut self, part: &str, count: usize) {
        let count = count as u64;
        match self.erased.iter_mut().find(|erased| erased.part == part) {
            Some(erased) => erased.count += count,
            None if count > 0 => self.erased.push(ErasedPart { part: part.to_owned(), count }),
            None => {}
        }
    }

    /// States that a part remains.
    pub(super) fn remains(&mut self, part: &str, why: &str) {
        self.remains.push(RemainingPart { part: part.to_owned(), why: why.to_owned() });
    }
}
