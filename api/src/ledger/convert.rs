//! Converts amounts by the rates of a series, exactly: fractions of whole numbers, rounded once at the very
//! end.

use std::{cmp::Ordering, collections::BTreeMap};

use jiff::{ToSpan, civil::Date};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::ToPrimitive;
use rust_decimal::Decimal;
use shared::{
    date::PartialDate,
    money::{Currency, Money},
    rates::{OLDEST_RATE_DAYS, RateDay},
    stats::{UsedRate, WhyUnconverted},
};

/// The rates of one series, by day: units of each currency for one unit of the base.
#[derive(Default)]
pub(super) struct Rates(BTreeMap<Date, RateDay>);

/// The way from an amount's currency to another. It has the rates of both currencies, except the base, and
/// none if they are the same. Or it has the two amounts of a conversion that the donor stated.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Way {
    pub from: Option<UsedRate>,
    pub to: Option<UsedRate>,
    /// The amount in the target currency, and the amount as reported.
    pub stated: Option<(Decimal, Decimal)>,
}

impl Rates {
    /// Adds a day, or its corrected rates.
    pub(super) fn add(&mut self, day: RateDay) {
        self.0.insert(day.date, day);
    }

    /// The rates of an amount's value date, or of the last day with rates in the seven days before it. Both
    /// rates of a cross rate are from the same day.
    pub(super) fn way(
        &self,
        money: Money,
        value_date: Option<PartialDate>,
        to: Currency,
    ) -> Result<Way, WhyUnconverted> {
        if money.currency() == to || money.amount().is_zero() {
            return Ok(Way::default());
        }
        let day = value_date.and_then(PartialDate::day).ok_or(WhyUnconverted::ValueDateNotExact)?;
        let oldest = day.saturating_sub(OLDEST_RATE_DAYS.days());
        let days = self.0.range(oldest..=day).rev();
        let crossing = |(_, day): (&Date, &RateDay)| Some((used(day, money.currency())?, used(day, to)?));
        let (from, to) = days.filter_map(crossing).next().ok_or(WhyUnconverted::NoRate)?;
        Ok(Way { from, to, stated: None })
    }
}

/// A sum of unrounded conversions. Amounts with the same way are added before the conversion: the result is
/// equal, with only one fraction per day. Fractions are added by halves, because a denominator that grows
/// with each of thousands would cost seconds.
#[derive(Clone, Debug, Default)]
pub(super) struct Sum(BTreeMap<Way, Decimal>);

impl Sum {
    /// Adds an amount with this way.
    pub(super) fn add(&mut self, way: Way, amount: Decimal) {
        *self.0.entry(way).or_default() += amount;
    }

    /// Adds another sum.
    pub(super) fn merge(&mut self, other: &Self) {
        for (way, amount) in &other.0 {
            self.add(way.clone(), *amount);
        }
    }

    /// The sum in minor units of the target currency, rounded once, half to even. `None` if nothing was
    /// added, or if an amount cannot hold it.
    pub(super) fn round(&self, currency: Currency) -> Option<Money> {
        let fractions: Vec<Fraction> =
            self.0.iter().map(|(way, amount)| Fraction::converted(*amount, way)).collect();
        round(&Fraction::sum(&fractions)?, currency)
    }
}

/// An unreduced fraction: reducing costs more than it saves.
struct Fraction {
    over: BigInt,
    under: BigInt,
}

impl Fraction {
    fn converted(amount: Decimal, way: &Way) -> Self {
        let mut fraction = Self { over: amount.mantissa().into(), under: ten_to(amount.scale()) };
        if let Some(from) = &way.from {
            fraction.over *= ten_to(from.rate.scale());
            fraction.under *= from.rate.mantissa();
        }
        if let Some(to) = &way.to {
            fraction.over *= to.rate.mantissa();
            fraction.under *= ten_to(to.rate.scale());
        }
        if let Some((stated, reported)) = way.stated {
            fraction.over *= BigInt::from(stated.mantissa()) * ten_to(reported.scale());
            fraction.under *= BigInt::from(reported.mantissa()) * ten_to(stated.scale());
        }
        fraction
    }

    fn sum(fractions: &[Self]) -> Option<Self> {
        match fractions {
            [] => None,
            [one] => Some(Self { over: one.over.clone(), under: one.under.clone() }),
            many => {
                let (left, right) = many.split_at(many.len() / 2);
                let (left, right) = (Self::sum(left)?, Self::sum(right)?);
                let over = left.over * &right.under + right.over * &left.under;
                Some(Self { over, under: left.under * right.under })
            }
        }
    }
}

fn ten_to(power: u32) -> BigInt {
    BigInt::from(10).pow(power)
}

/// The rate of a currency on a day: `Some(None)` for the base itself, which has no rate.
#[expect(clippy::option_option, reason = "no rate needed and no rate there are two answers")]
fn used(day: &RateDay, quote: Currency) -> Option<Option<UsedRate>> {
    if quote == day.base {
        return Some(None);
    }
    let rate = *day.rates.get(&quote)?;
    Some(Some(UsedRate { date: day.date, series: day.series.clone(), base: day.base, quote, rate }))
}

/// Rounds a fraction to minor units, half to even.
fn round(fraction: &Fraction, currency: Currency) -> Option<Money> {
    let units = currency.minor_units();
    let (floor, rest) = (&fraction.over * ten_to(units)).div_mod_floor(&fraction.under);
    let minor = match (rest * 2u8).cmp(&fraction.under) {
        Ordering::Less => floor,
        Ordering::Greater => floor + 1u8,
        Ordering::Equal => {
            if floor.is_even() {
                floor
            } else {
                floor + 1u8
            }
        }
    };
    Money::new(Decimal::try_from_i128_with_scale(minor.to_i128()?, units).ok()?, currency).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(date: &str, rates: &[(&str, &str)]) -> RateDay {
        let rate =
            |(code, rate): &(&str, &str)| (code.parse().expect("a code"), rate.parse().expect("a rate"));
        RateDay {
            id: uuid::Uuid::nil(),
            series: "ecb".to_owned(),
            base: Currency::EUR,
            date: date.parse().expect("a date"),
            rates: rates.iter().map(rate).collect(),
            revision: 1,
        }
    }

    fn money(amount: &str, code: &str) -> Money {
        Money::parse(amount, code.parse().expect("a code")).expect("an amount")
    }

    #[test]
    fn a_cross_rate_takes_both_rates_from_one_day() {
        let mut rates = Rates::default();
        rates.add(day("2022-03-07", &[("USD", "1.1"), ("GBP", "0.8")]));
        rates.add(day("2022-03-08", &[("USD", "1.2")]));
        let amount = money("8.00", "GBP");
        let way = rates
            .way(amount, "2022-03-08".parse().ok(), Currency::USD)
            .unwrap_or_else(|why| panic!("{why:?}"));
        assert!(
            [&way.from, &way.to]
                .iter()
                .all(|used| used.as_ref().is_some_and(|used| used.date.to_string() == "2022-03-07"))
        );
        let mut sum = Sum::default();
        sum.add(way, amount.amount());
        assert_eq!(sum.round(Currency::USD), Some(money("11.00", "USD")));
    }

    proptest! {
        #[test]
        fn rounding_is_half_to_even_in_every_minor_unit(thousandths in -10_000_000i64..10_000_000, units in 0usize..3) {
            let code = ["JPY", "USD", "KWD"][units];
            let currency: Currency = code.parse().expect("a code");
            let decimal = Decimal::new(thousandths, currency.minor_units() + 1);
            let expected = decimal.round_dp_with_strategy(
                currency.minor_units(), rust_decimal::RoundingStrategy::MidpointNearestEven,
            );
            let fraction = Fraction::converted(decimal, &Way::default());
            let rounded = round(&fraction, currency).expect("it fits");
            prop_assert_eq!(rounded.amount(), expected);
        }

        #[test]
        fn a_sum_by_halves_equals_the_sum_one_by_one(
            amounts in prop::collection::vec((1i64..100_000_000, 5_000i64..20_000, 5_000i64..20_000), 1..60),
        ) {
            let rate = |mantissa: i64| UsedRate {
                date: jiff::civil::date(2022, 3, 8), series: "ecb".to_owned(), base: Currency::EUR,
                quote: Currency::USD, rate: Decimal::new(mantissa, 4),
            };
            let mut sum = Sum::default();
            let mut one_by_one = num_rational::BigRational::from(BigInt::from(0));
            for (cents, from, to) in amounts {
                sum.add(Way { from: Some(rate(from)), to: Some(rate(to)), stated: None }, Decimal::new(cents, 2));
                one_by_one += num_rational::BigRational::new(BigInt::from(cents) * to, BigInt::from(100) * from);
            }
            let (over, under) = one_by_one.into_raw();
            prop_assert_eq!(sum.round(Currency::USD), round(&Fraction { over, under }, Currency::USD));
        }
    }
}
