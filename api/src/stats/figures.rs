//! Adds the ledger up. A total is the sum of the entries that its reader can list, net of reversals.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rust_decimal::Decimal;
use shared::{
    entries::EntryKind,
    funds::{Fund, FundName},
    members::Listing,
    money::{Currency, Money},
    pledges::{Net, Step, net},
    stats::{CategoryCount, Figure, Figures, FundFigures, MemberFigures, Stats, Unconverted, UsedRate},
};
use uuid::Uuid;

use super::{
    convert::{self, Way},
    ledger::{Ledger, Question},
};

pub(super) fn figures(
    ledger: &Ledger,
    question: &Question,
    position: i64,
    as_of: Timestamp,
) -> Option<Stats> {
    let mut funds: Vec<&Fund> = ledger.funds.values().collect();
    funds.sort_by(|one, other| (&one.head.name, one.id).cmp(&(&other.head.name, other.id)));
    if let Some(slug) = &question.fund {
        funds.retain(|fund| fund.head.slug == *slug);
        if funds.is_empty() {
            return None;
        }
    }
    let mut steps: BTreeMap<Uuid, Vec<Step>> = funds.iter().map(|fund| (fund.id, Vec::new())).collect();
    let mut invented: BTreeSet<Uuid> =
        funds.iter().filter(|fund| fund.head.sample).map(|fund| fund.id).collect();
    for entry in ledger.entries.values() {
        let Some(pledge) = ledger.pledges.get(&entry.pledge) else { continue };
        let Some(steps) = steps.get_mut(&pledge.fund()) else { continue };
        steps.push(entry.step());
        if entry.sample || pledge.sample {
            invented.insert(pledge.fund());
        }
    }
    let mut sums = Sums::new(ledger, question.currency);
    let mut total = Adding::default();
    let funds: Vec<FundFigures> = funds
        .into_iter()
        .map(|fund| {
            let mut adding = Adding::default();
            for net in net(&steps[&fund.id]) {
                let way = sums.way(&net);
                adding.add(&net, way.clone());
                total.add(&net, way);
            }
            FundFigures {
                fund: FundName { id: fund.id, slug: fund.head.slug.clone(), name: fund.head.name.clone() },
                target: fund.head.target,
                yearly: fund.head.yearly,
                sample: invented.contains(&fund.id),
                figures: adding.figures(question.currency),
            }
        })
        .collect();
    let members = members(ledger);
    Some(Stats {
        as_of,
        position,
        stale: question.is_stale,
        currency: question.currency,
        total: total.figures(question.currency),
        sample: !invented.is_empty() || members.sample,
        funds,
        members,
        rates: sums.rates.into_iter().collect(),
        unconverted: sums.unconverted,
    })
}

/// Finds the way of each amount, and keeps by which rates it goes and what has none.
struct Sums<'l> {
    ledger: &'l Ledger,
    currency: Option<Currency>,
    rates: BTreeSet<UsedRate>,
    unconverted: Vec<Unconverted>,
}

impl<'l> Sums<'l> {
    fn new(ledger: &'l Ledger, currency: Option<Currency>) -> Self {
        Self { ledger, currency, rates: BTreeSet::new(), unconverted: Vec::new() }
    }

    fn way(&mut self, net: &Net) -> Option<Way> {
        Adding::slot(net.kind)?;
        let value_date = self.ledger.entries.get(&net.entry).and_then(|entry| entry.value_date);
        match self.ledger.rates.way(net.left, value_date, self.currency?) {
            Ok(way) => {
                self.rates.extend([&way.from, &way.to].into_iter().flatten().cloned());
                Some(way)
            }
            Err(reason) => {
                self.unconverted.push(Unconverted { entry: net.entry, amount: net.left, reason });
                None
            }
        }
    }
}

/// Six figures, being added up.
#[derive(Default)]
struct Adding([Sum; 6]);

#[derive(Default)]
struct Sum {
    entries: u32,
    original: BTreeMap<Currency, Decimal>,
    converted: convert::Sum,
    unconverted: u32,
}

impl Adding {
    /// Which figure a kind of entry belongs to. A receipt is the same money as a disbursement.
    fn slot(kind: EntryKind) -> Option<usize> {
        use EntryKind::{Announcement, Appropriation, Authorisation, Commitment, Disbursement, Pledge};
        [Announcement, Pledge, Authorisation, Appropriation, Commitment, Disbursement]
            .iter()
            .position(|its| *its == kind)
    }

    fn add(&mut self, net: &Net, way: Option<Way>) {
        let Some(slot) = Self::slot(net.kind) else { return };
        let sum = &mut self.0[slot];
        sum.entries += 1;
        *sum.original.entry(net.left.currency()).or_default() += net.left.amount();
        match way {
            Some(way) => sum.converted.add(way, net.left.amount()),
            None => sum.unconverted += 1,
        }
    }

    fn figures(self, currency: Option<Currency>) -> Figures {
        let [announced, pledged, authorised, appropriated, committed, disbursed] =
            self.0.map(|sum| sum.figure(currency));
        Figures { announced, pledged, authorised, appropriated, committed, disbursed }
    }
}

impl Sum {
    fn figure(self, currency: Option<Currency>) -> Figure {
        let money = |(currency, amount)| Money::new(amount, currency).expect("a sum is no more precise");
        Figure {
            entries: self.entries,
            original: self.original.into_iter().map(money).collect(),
            converted: currency.and_then(|currency| self.converted.round(currency)),
            // Where no currency was asked for, nothing is left out.
            unconverted: if currency.is_some() { self.unconverted } else { 0 },
        }
    }
}

fn members(ledger: &Ledger) -> MemberFigures {
    let mut by_category: BTreeMap<&str, u32> = BTreeMap::new();
    for member in ledger.listed().filter(|member| member.listing == Listing::Full) {
        for category in &member.categories {
            *by_category.entry(category).or_default() += 1;
        }
    }
    let listed = u32::try_from(ledger.listed().count()).unwrap_or(u32::MAX);
    let count = |(category, count): (&str, u32)| CategoryCount { category: category.to_owned(), count };
    MemberFigures {
        total: listed + ledger.not_named,
        listed,
        not_named: ledger.not_named,
        by_category: by_category.into_iter().map(count).collect(),
        sample: ledger.listed().any(|member| member.sample),
    }
}
