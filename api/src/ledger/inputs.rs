//! The inputs of figures: each entry with an amount, its remaining amount, whether it counts, and its
//! conversion.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use shared::{
    entries::{EntryKind, StatedBy},
    money::{Currency, Money},
    pledges::{Account, LeftOut, Step, account},
    stats::{Unconverted, UsedRate, UsedStated, WhyUnconverted},
};
use uuid::Uuid;

use super::{EntryFacts, Ledger, convert::Way};

/// One entry with an amount.
pub(super) struct Input<'l> {
    pub(super) account: Account,
    pub(super) facts: &'l EntryFacts,
    /// Why it does not count, including by an overlap.
    pub(super) left_out: Option<LeftOut>,
    /// The overlap that it belongs to.
    pub(super) overlap: Option<Uuid>,
    /// Whether it, or an entry that it counts for, is confirmed, and none of them is disputed.
    pub(super) confirmed: bool,
    /// Whether it, or an entry that it counts for, is disputed.
    pub(super) disputed: bool,
    /// Its conversion, if a currency was requested and it is in a sum.
    pub(super) way: Option<Result<Way, WhyUnconverted>>,
}

impl Input<'_> {
    /// Whether the gross sums include it.
    pub(super) fn is_gross(&self) -> bool {
        matches!(self.left_out, None | Some(LeftOut::Overlap))
    }

    fn stands(&self) -> bool {
        !self.account.left.amount().is_zero()
    }
}

/// Finds the way of each amount. Collects the rates used, and the amounts without a way.
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

    /// The entries of a fund with an amount, accounted for but not converted yet.
    pub(super) fn of(&self, entries: &[&'l EntryFacts]) -> Vec<Input<'l>> {
        let steps: Vec<Step> = entries.iter().map(|entry| entry.step()).collect();
        let facts: BTreeMap<Uuid, &'l EntryFacts> = entries.iter().map(|entry| (entry.id, *entry)).collect();
        let mut groups: BTreeMap<Uuid, Vec<(usize, bool)>> = BTreeMap::new();
        let mut inputs = Vec::new();
        for account in account(&steps).into_iter().filter(|account| is_figured(account.kind)) {
            let facts = facts[&account.entry];
            let (left_out, overlap) = (account.left_out, self.overlap(facts));
            if let (Some((id, counts)), None) = (overlap, left_out) {
                groups.entry(id).or_default().push((inputs.len(), counts));
            }
            let disputed = !facts.standing.disputed_by.is_empty();
            let confirmed = !facts.standing.confirmed_by.is_empty();
            let overlap = overlap.map(|(id, _)| id);
            inputs.push(Input { account, facts, left_out, overlap, confirmed, disputed, way: None });
        }
        groups.values().for_each(|group| count_once(&mut inputs, group));
        inputs.iter_mut().for_each(|input| input.confirmed &= !input.disputed);
        inputs
    }

    /// Converts an input, if a currency was requested.
    pub(super) fn convert_input(&mut self, input: &mut Input<'l>) {
        input.way = self.currency.map(|currency| self.way(input, currency));
    }

    /// The overlap of an entry, or of one that it supersedes; and whether the entry is the one that counts.
    fn overlap(&self, facts: &EntryFacts) -> Option<(Uuid, bool)> {
        let before = |entry: &&EntryFacts| self.ledger.entries.get(&entry.supersedes?);
        // Limited to the number of entries, so that a cycle could not loop forever. The database refuses cycles.
        std::iter::successors(Some(facts), before)
            .take(self.ledger.entries.len())
            .find_map(|entry| self.overlaps.get(&entry.id).copied())
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

    /// The conversion of an amount by published rates.
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

/// Of several reports of one contribution, one counts: the chosen one if it has a remaining amount, else the
/// first that has. Statements of the donor or recipient about any of them apply to it.
fn count_once(inputs: &mut [Input<'_>], group: &[(usize, bool)]) {
    let stands = |(index, _): &&(usize, bool)| inputs[*index].stands();
    let said = group.iter().find(|(_, counts)| *counts);
    let counts = said.filter(stands).or_else(|| group.iter().find(stands)).or(said).unwrap_or(&group[0]).0;
    let confirmed = group.iter().any(|(index, _)| inputs[*index].confirmed);
    let disputed = group.iter().any(|(index, _)| inputs[*index].disputed);
    for (index, _) in group.iter().filter(|(index, _)| *index != counts) {
        inputs[*index].left_out = Some(LeftOut::Overlap);
    }
    (inputs[counts].confirmed, inputs[counts].disputed) = (confirmed, disputed);
}

/// Whether a kind of entry counts in figures. A receipt is the same money as a disbursement. Endorsements,
/// lapses and withdrawals have no sum.
fn is_figured(kind: EntryKind) -> bool {
    super::adding::figure(kind).is_some()
}
