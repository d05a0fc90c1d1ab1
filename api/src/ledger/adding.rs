//! Adds inputs up, in their original currencies and converted.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use shared::{
    entries::EntryKind,
    money::{Currency, Money},
    stats::{Figure, FigureName, Figures, Sum, WhyUnconverted},
};

use super::{
    convert::{self, Way},
    inputs::Input,
};

/// The figure that a kind of entry counts towards.
pub(super) fn figure(kind: EntryKind) -> Option<FigureName> {
    Some(match kind {
        EntryKind::Announcement => FigureName::Announced,
        EntryKind::Pledge => FigureName::Pledged,
        EntryKind::Authorisation => FigureName::Authorised,
        EntryKind::Appropriation => FigureName::Appropriated,
        EntryKind::Commitment => FigureName::Committed,
        EntryKind::Disbursement => FigureName::Disbursed,
        _ => return None,
    })
}

/// Six figures being added up.
#[derive(Default)]
pub(super) struct Adding([AddingFigure; 6]);

#[derive(Default)]
struct AddingFigure {
    net: AddingSum,
    gross: AddingSum,
    confirmed: AddingSum,
    disputed: AddingSum,
}

/// A sum being added up.
#[derive(Default)]
pub(super) struct AddingSum {
    pub(super) entries: u32,
    original: BTreeMap<Currency, Decimal>,
    converted: convert::Sum,
    pub(super) unconverted: u32,
}

impl Adding {
    pub(super) fn add(&mut self, input: &Input<'_>) {
        let Some(figure) = figure(input.account.kind).filter(|_| input.is_gross()) else { return };
        let way = input.way.as_ref().and_then(|way| way.as_ref().ok());
        let add = |sum: &mut AddingSum| sum.add(input.account.left, way);
        let sums = &mut self.0[figure as usize];
        add(&mut sums.gross);
        if input.left_out.is_some() {
            return;
        }
        add(&mut sums.net);
        if input.confirmed {
            add(&mut sums.confirmed);
        }
        if input.disputed {
            add(&mut sums.disputed);
        }
    }

    pub(super) fn figures(self, currency: Option<Currency>) -> Figures {
        let [announced, pledged, authorised, appropriated, committed, disbursed] =
            self.0.map(|sums| Figure {
                net: sums.net.sum(currency),
                gross: sums.gross.sum(currency),
                confirmed: sums.confirmed.sum(currency),
                disputed: sums.disputed.sum(currency),
            });
        Figures { announced, pledged, authorised, appropriated, committed, disbursed }
    }
}

impl AddingSum {
    pub(super) fn add(&mut self, amount: Money, way: Option<&Way>) {
        self.entries += 1;
        *self.original.entry(amount.currency()).or_default() += amount.amount();
        match way {
            Some(way) => self.converted.add(way.clone(), amount.amount()),
            None => self.unconverted += 1,
        }
    }

    /// Adds another sum.
    pub(super) fn merge(&mut self, other: &Self) {
        self.entries += other.entries;
        self.unconverted += other.unconverted;
        for (currency, amount) in &other.original {
            *self.original.entry(*currency).or_default() += amount;
        }
        self.converted.merge(&other.converted);
    }

    pub(super) fn currencies(&self) -> impl Iterator<Item = Currency> {
        self.original.keys().copied()
    }

    pub(super) fn sum(&self, currency: Option<Currency>) -> Sum {
        let money =
            |(currency, amount): (&_, &_)| Money::new(*amount, *currency).expect("a sum is no more precise");
        let converted = currency.and_then(|currency| self.converted.round(currency));
        let is_too_large = currency.is_some() && converted.is_none() && self.entries > self.unconverted;
        Sum {
            entries: self.entries,
            original: self.original.iter().map(money).collect(),
            converted,
            unconverted: match currency {
                // Without a requested currency, nothing is left out.
                None => 0,
                Some(_) if is_too_large => self.entries,
                Some(_) => self.unconverted,
            },
            why: is_too_large.then_some(WhyUnconverted::TooLarge),
        }
    }
}

#[cfg(test)]
mod tests {
    use shared::stats::UsedRate;

    use super::*;

    #[test]
    fn a_sum_too_large_to_convert_says_so() {
        let yen: Currency = "JPY".parse().expect("a code");
        let rate = |quote, rate: &str| UsedRate {
            date: jiff::civil::date(2022, 3, 8),
            series: "ecb".to_owned(),
            base: Currency::EUR,
            quote,
            rate: rate.parse().expect("a rate"),
        };
        let (from, to) = (Some(rate(Currency::USD, "0.00000001")), Some(rate(yen, "100000000000")));
        let way = Way { from, to, ..Way::default() };
        let amount = Money::parse("900000000000000000.00", Currency::USD).expect("an amount");
        let mut sum = AddingSum::default();
        sum.add(amount, None);
        let unknown = sum.sum(Some(yen));
        assert_eq!((unknown.why, unknown.unconverted), (None, 1));
        (0..16).for_each(|_| sum.add(amount, Some(&way)));
        let large = sum.sum(Some(yen));
        assert_eq!((large.converted, large.unconverted), (None, 17));
        assert_eq!(large.why, Some(WhyUnconverted::TooLarge));
        assert_eq!(sum.sum(None).why, None);
    }
}
