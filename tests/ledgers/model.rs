//! The expected sums of a ledger, computed from the posted entries alone and not from the server's
//! answers.

use std::collections::BTreeMap;

/// A currency and its minor units (ISO 4217).
pub(crate) type Currency = (&'static str, usize);
pub(crate) const CURRENCIES: [Currency; 5] = [("JPY", 0), ("USD", 2), ("EUR", 2), ("KWD", 3), ("CLF", 4)];

/// Each kind with a sum, and the sum's name.
pub(crate) const KINDS: [(&str, &str); 6] = [
    ("announcement", "announced"),
    ("pledge", "pledged"),
    ("authorisation", "authorised"),
    ("appropriation", "appropriated"),
    ("commitment", "committed"),
    ("disbursement", "disbursed"),
];

/// An entry, or a reversal.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) id: String,
    /// Index in `KINDS`.
    pub(crate) kind: usize,
    pub(crate) currency: Currency,
    /// In minor units.
    pub(crate) amount: i64,
    pub(crate) is_public: bool,
    pub(crate) counts: bool,
    pub(crate) reverses: Option<usize>,
    pub(crate) supersedes: Option<usize>,
    pub(crate) overlap: Option<Overlap>,
}

/// An entry's overlap.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Overlap {
    /// Index of the entry declared to count.
    pub(crate) counted: usize,
    /// Whether the public sees the overlap.
    pub(crate) is_public: bool,
}

/// The entries of one pledge, in the order of posting.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entries(pub(crate) Vec<Entry>);

impl Entries {
    /// Whether a visible entry supersedes this one.
    pub(crate) fn is_superseded(&self, index: usize, public: bool) -> bool {
        self.seen(public).any(|(_, entry)| entry.supersedes == Some(index))
    }

    /// The amount left after visible reversals.
    pub(crate) fn left(&self, index: usize, public: bool) -> i64 {
        let back = self
            .seen(public)
            .filter(|(other, entry)| entry.reverses == Some(index) && !self.is_superseded(*other, public));
        self.0[index].amount - back.map(|(_, entry)| entry.amount).sum::<i64>()
    }

    /// Whether the entry has a reversal that is not superseded.
    pub(crate) fn has_reversals(&self, index: usize) -> bool {
        let mut seen = self.seen(false);
        seen.any(|(other, entry)| entry.reverses == Some(index) && !self.is_superseded(other, false))
    }

    /// Adds each figure's sums in minor units, by kind and currency code.
    pub(crate) fn add_to(&self, sums: &mut BTreeMap<(usize, &'static str), i64>, public: bool) {
        for (index, entry) in self.seen(public).filter(|(index, _)| self.counts(*index, public)) {
            let left = self.left(index, public);
            assert!(left >= 0, "the reversals of {} exceed it", entry.id);
            if self.counting_of(index, public) == index {
                *sums.entry((entry.kind, entry.currency.0)).or_default() += left;
            }
        }
    }

    fn counts(&self, index: usize, public: bool) -> bool {
        let entry = &self.0[index];
        entry.reverses.is_none() && entry.counts && !self.is_superseded(index, public)
    }

    /// The entry that counts for this one: itself, or another report of the same contribution.
    fn counting_of(&self, index: usize, public: bool) -> usize {
        let Some(said) = self.overlap_of(index, public) else { return index };
        let mut reports: Vec<usize> = self
            .seen(public)
            .map(|(other, _)| other)
            .filter(|other| self.counts(*other, public) && self.overlap_of(*other, public) == Some(said))
            .collect();
        reports.sort_by_key(|other| &self.0[*other].id);
        let is_said = |other: &&usize| self.root(**other, said);
        let stands = |other: &&usize| self.left(**other, public) > 0;
        let standing = || reports.iter().filter(stands);
        let counts = standing().find(is_said).or_else(|| standing().next());
        *counts.or_else(|| reports.iter().find(is_said)).unwrap_or(&reports[0])
    }

    /// Whether an entry is another one, or supersedes it.
    fn root(&self, index: usize, other: usize) -> bool {
        index == other || self.0[index].supersedes.is_some_and(|before| self.root(before, other))
    }

    /// The entry declared to count in the overlap of an entry or of its predecessor.
    fn overlap_of(&self, index: usize, public: bool) -> Option<usize> {
        let entry = &self.0[index];
        match entry.overlap.filter(|overlap| overlap.is_public || !public) {
            Some(overlap) => Some(overlap.counted),
            None => self.overlap_of(entry.supersedes?, public),
        }
    }

    fn seen(&self, public: bool) -> impl Iterator<Item = (usize, &Entry)> {
        self.0.iter().enumerate().filter(move |(_, entry)| entry.is_public || !public)
    }
}

/// An amount in minor units, as written.
pub(crate) fn written(minor: i64, units: usize) -> String {
    let digits = format!("{minor:0width$}", width = units + 1);
    let (whole, fraction) = digits.split_at(digits.len() - units);
    if units == 0 { whole.to_owned() } else { format!("{whole}.{fraction}") }
}
