//! What figures are made of: each entry with an amount, what is left of it, whether it counts, and how it is
//! converted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use shared::{
    confirmations::Party,
    entries::{EntryKind, StatedBy},
    money::{Currency, Money},
    pledges::{Account, LeftOut, Step, account},
    stats::{Unconverted, UsedRate, UsedStated, WhyUnconverted},
};
use uuid::Uuid;

use super::{
    convert::Way,
    ledger::{EntryFacts, Ledger},
};

/// One entry with an amount.
pub(super) struct Input<'l> {
    pub(super) account: Account,
    pub(super) facts: &'l EntryFacts,
    /// Why it does not count, also by an overlap.
    pub(super) left_out: Option<LeftOut>,
    /// The overlap that it is in.
    pub(super) overlap: Option<Uuid>,
    /// How it is converted, where a currency was asked for and it is in a sum.
    pub(super) way: Option<Result<Way, WhyUnconverted>>,
}

impl Input<'_> {
    pub(super) fn confirmed(&self) -> bool {
        let said = |parties: &[Party]| !parties.is_empty();
        said(&self.facts.standing.confirmed_by) && !self.disputed()
    }

    pub(super) fn disputed(&self) -> bool {
        !self.facts.standing.disputed_by.is_empty()
    }

    /// Whether it is in the gross sums.
    pub(super) fn is_gross(&self) -> bool {
        matches!(self.left_out, None | Some(LeftOut::Overlap))
    }
}

/// Finds the way of each amount, and keeps by what it goes and what has none.
pub(super) struct Inputs<'l> {
    ledger: &'l Ledger,
    currency: Option<Currency>,
    overlaps: HashMap<Uuid, (Uuid, bool)>,
    pub(super) rates: BTreeSet<UsedRate>,
    pub(super) stated: Vec<UsedStated>,
    pub(super) unconverted: Vec<Unconverted>,
}

impl<'l> Inputs<'l> {
    pub(super) fn new(ledger: &'l Ledger, currency: Option<Currency>) -> Self {
        let standing = ledger.overlaps.values().filter(|overlap| !overlap.group.dissolved);
        let entries = standing.flat_map(|overlap| {
            let counts = |entry: &Uuid| *entry == overlap.group.counted;
            overlap.group.entries.iter().map(move |entry| (*entry, (overlap.id, counts(entry))))
        });
        Self {
            ledger,
            currency,
            overlaps: entries.collect(),
            rates: BTreeSet::new(),
            stated: Vec::new(),
            unconverted: Vec::new(),
        }
    }

    /// The entries with an amount of some pledges, each accounted for.
    pub(super) fn of(&mut self, entries: &[&'l EntryFacts]) -> Vec<Input<'l>> {
        let steps: Vec<Step> = entries.iter().map(|entry| entry.step()).collect();
        let facts: BTreeMap<Uuid, &'l EntryFacts> = entries.iter().map(|entry| (entry.id, *entry)).collect();
        let accounts = account(&steps).into_iter().filter(|account| is_figured(account.kind));
        accounts.map(|account| self.input(facts[&account.entry], account)).collect()
    }

    fn input(&mut self, facts: &'l EntryFacts, account: Account) -> Input<'l> {
        let overlap = self.overlap(facts);
        let beside = overlap.filter(|(_, counts)| !counts).map(|_| LeftOut::Overlap);
        let left_out = account.left_out.or(beside);
        let overlap = overlap.map(|(id, _)| id);
        let mut input = Input { account, facts, left_out, overlap, way: None };
        if let (true, Some(currency)) = (input.is_gross(), self.currency) {
            input.way = Some(self.way(&input, currency));
        }
        input
    }

    /// The overlap that an entry is in, or one whose place it took; and whether it is the one that counts.
    fn overlap(&self, facts: &EntryFacts) -> Option<(Uuid, bool)> {
        let mut entry = facts;
        loop {
            if let Some(found) = self.overlaps.get(&entry.id) {
                return Some(*found);
            }
            entry = self.ledger.entries.get(&entry.supersedes?)?;
        }
    }

    fn way(&mut self, input: &Input<'_>, currency: Currency) -> Result<Way, WhyUnconverted> {
        let (facts, amount) = (input.facts, input.account.amount);
        let own = facts.stated_conversion.as_ref().filter(|stated| {
            stated.by == StatedBy::Donor
                && stated.amount.currency() == currency
                && !input.account.left.amount().is_zero()
        });
        if let Some(conversion) = own {
            let conversion = conversion.clone();
            let way = Way { stated: Some((conversion.amount.amount(), amount.amount())), ..Way::default() };
            self.stated.push(UsedStated { entry: facts.id, amount, conversion });
            return Ok(way);
        }
        self.convert(facts.id, input.account.left, facts.value_date, currency)
    }

    /// The way of an amount by published rates.
    pub(super) fn convert(
        &mut self,
        entry: Uuid,
        amount: Money,
        value_date: Option<shared::date::PartialDate>,
        currency: Currency,
    ) -> Result<Way, WhyUnconverted> {
        let way = self.ledger.rates.way(amount, value_date, currency);
        match &way {
            Ok(way) => self.rates.extend([&way.from, &way.to].into_iter().flatten().cloned()),
            Err(reason) => self.unconverted.push(Unconverted { entry, amount, reason: *reason }),
        }
        way
    }
}

/// Whether figures are made of a kind of entry. A receipt is the same money as a disbursement, and the ends and
/// endorsements of a pledge have no sum.
fn is_figured(kind: EntryKind) -> bool {
    super::adding::figure(kind).is_some()
}
