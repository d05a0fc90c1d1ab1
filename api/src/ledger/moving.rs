//! The totals of entries at two points in time, and the sums of the changes, converted like figures.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};
use rust_decimal::Decimal;
use shared::{
    date::PartialDate,
    digest::{Measure, MeasuredSum},
    entries::{EntryKind, StatedBy},
    money::{Currency, Money},
    pledges::{Step, account},
    rates::OLDEST_RATE_DAYS,
    stats::{FigureName, Unconverted, UsedRate, UsedStated},
};
use uuid::Uuid;

use super::{
    EntryFacts, Ledger,
    adding::{AddingSum, figure},
    convert::Way,
    inputs::Inputs,
};

/// The remaining amount of an entry that counts.
pub(crate) struct Counted {
    pub(crate) pledge: Uuid,
    pub(crate) figure: FigureName,
    pub(crate) left: Money,
}

/// A part of a sum.
#[derive(Clone, Copy)]
pub(crate) enum Part {
    /// An entry or a lapse.
    Entry(Uuid),
    /// The schedule of a pledge, at the date that fixes its rate.
    Planned(Uuid, PartialDate),
}

impl Ledger {
    /// The amount of each entry that is in a total. Overlaps span several pledges, and are not subtracted.
    pub(crate) fn counted(&self) -> BTreeMap<Uuid, Counted> {
        let steps: Vec<Step> = self.entries.values().map(EntryFacts::step).collect();
        let counts = account(&steps).into_iter().filter(|account| account.left_out.is_none());
        let counted = counts.filter_map(|account| {
            let (pledge, figure) = (self.entries.get(&account.entry)?.pledge, figure(account.kind)?);
            Some((account.entry, Counted { pledge, figure, left: account.left }))
        });
        counted.collect()
    }

    /// The amount that a lapse or a withdrawal states.
    pub(crate) fn taken_back(&self, entry: Uuid) -> Option<Money> {
        let facts = self.entries.get(&entry)?.step();
        facts.amount.filter(|_| matches!(facts.kind, EntryKind::Lapse | EntryKind::Withdrawal))
    }

    /// The days whose rates may be needed for its entries, and for plans at these dates.
    pub(crate) fn rate_days(&self, planned: impl Iterator<Item = PartialDate>) -> Option<(Date, Date)> {
        let entries = self.entries.values().filter_map(|entry| entry.value_date);
        let days: Vec<Date> = entries.chain(planned).filter_map(PartialDate::day).collect();
        let first = days.iter().min()?.saturating_sub(OLDEST_RATE_DAYS.days());
        Some((first, *days.iter().max()?))
    }
}

/// Sums of a group being added up, with everything that their conversions use.
pub(crate) struct Moving<'l> {
    ledger: &'l Ledger,
    currency: Currency,
    inputs: Inputs<'l>,
}

impl<'l> Moving<'l> {
    /// Converts by this ledger's rates, and by the conversions stated with its entries.
    pub(crate) fn new(ledger: &'l Ledger, currency: Currency) -> Self {
        Self { ledger, currency, inputs: Inputs::new(ledger, Some(currency)) }
    }

    /// Adds parts up, one sum per measure.
    pub(crate) fn sums(&mut self, parts: impl Iterator<Item = (Measure, Money, Part)>) -> Vec<MeasuredSum> {
        let mut sums: BTreeMap<Measure, AddingSum> = BTreeMap::new();
        for (measure, amount, part) in parts {
            sums.entry(measure).or_default().add(amount, self.way(amount, part).as_ref());
        }
        let sum =
            |(measure, sum): (Measure, AddingSum)| MeasuredSum { measure, sum: sum.sum(Some(self.currency)) };
        sums.into_iter().map(sum).collect()
    }

    /// Everything used, each once, and the amounts that could not be converted.
    pub(crate) fn used(self) -> (Vec<UsedRate>, Vec<UsedStated>, Vec<Unconverted>) {
        let Inputs { rates, stated, unconverted, .. } = self.inputs;
        (rates.into_iter().collect(), once(stated), once(unconverted))
    }

    fn way(&mut self, amount: Money, part: Part) -> Option<Way> {
        let (id, value_date) = match part {
            Part::Planned(pledge, value_date) => (pledge, Some(value_date)),
            Part::Entry(id) => {
                let facts = self.ledger.entries.get(&id)?;
                if let Some(way) = self.stated(facts) {
                    return Some(way);
                }
                (id, facts.value_date)
            }
        };
        self.inputs.convert(id, amount, value_date, self.currency).ok()
    }

    /// The way by the donor's stated conversion, if it leads to the currency.
    fn stated(&mut self, facts: &EntryFacts) -> Option<Way> {
        let amount = facts.step().amount?;
        let stated = facts.stated_conversion.clone();
        let conversion = stated
            .filter(|stated| stated.by == StatedBy::Donor && stated.amount.currency() == self.currency)?;
        let way = Way { stated: Some((conversion.amount.amount(), amount.amount())), ..Way::default() };
        self.inputs.stated.push(UsedStated { entry: facts.id, amount, conversion });
        Some(way)
    }
}

fn once<T: PartialEq>(all: Vec<T>) -> Vec<T> {
    all.into_iter().fold(Vec::new(), |mut once, one| {
        if !once.contains(&one) {
            once.push(one);
        }
        once
    })
}

/// The change of a total: its parts, and the total before and after.
#[derive(Default)]
pub(crate) struct Total {
    pub(crate) before: Decimal,
    pub(crate) after: Decimal,
    /// The change by each entry.
    pub(crate) by: Vec<(Uuid, Decimal)>,
}

/// The changes of each pledge's totals, by figure and currency, without unchanged totals.
pub(crate) fn moved(before: &Ledger, after: &Ledger) -> BTreeMap<Uuid, BTreeMap<(Measure, Currency), Total>> {
    let mut moved: BTreeMap<Uuid, BTreeMap<(Measure, Currency), Total>> = BTreeMap::new();
    let (counted, counts) = (before.counted(), after.counted());
    let ids = counted.keys().chain(counts.keys().filter(|id| !counted.contains_key(id)));
    for id in ids {
        let (then, now) = (counted.get(id), counts.get(id));
        let Some(Counted { pledge, figure, left }) = now.or(then) else { continue };
        let amount =
            |counted: Option<&Counted>| counted.map_or(Decimal::ZERO, |counted| counted.left.amount());
        let (then, now) = (amount(then), amount(now));
        let totals = moved.entry(*pledge).or_default();
        let total = totals.entry(((*figure).into(), left.currency())).or_default();
        total.before += then;
        total.after += now;
        if now != then {
            total.by.push((*id, now - then));
        }
    }
    for totals in moved.values_mut() {
        totals.retain(|_, total| total.before != total.after);
    }
    moved.retain(|_, totals| !totals.is_empty());
    moved
}
