//! Converts amounts by the rates of a series, exactly: fractions of whole numbers, rounded once at the
//! very end (product.md, invariant 6).

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use rust_decimal::Decimal;
use shared::{
    date::PartialDate,
    money::{Currency, Money},
    rates::{OLDEST_RATE_DAYS, RateDay},
    stats::{UsedRate, WhyUnconverted},
};

/// The rates of one series, by day: units of each currency for one of the base.
#[derive(Default)]
pub(super) struct Rates(BTreeMap<Date, RateDay>);

/// An amount in another currency, unrounded, and the rates that took it there.
pub(super) struct Converted {
    pub amount: BigRational,
    pub rates: Vec<UsedRate>,
}

impl Rates {
    /// Adds a day.
    pub(super) fn add(&mut self, day: RateDay) {
        self.0.insert(day.date, day);
    }

    /// Converts an amount by the rates of its value date, or of the last day with rates in the seven
    /// before it. Both rates of a crossing are of the same day.
    pub(super) fn convert(
        &self,
        money: Money,
        value_date: Option<PartialDate>,
        to: Currency,
    ) -> Result<Converted, WhyUnconverted> {
        let amount = rational(money.amount());
        if money.currency() == to || money.amount().is_zero() {
            return Ok(Converted { amount, rates: Vec::new() });
        }
        let day = value_date.and_then(PartialDate::day).ok_or(WhyUnconverted::ValueDateNotExact)?;
        let oldest = day.saturating_sub(OLDEST_RATE_DAYS.days());
        let days = self.0.range(oldest..=day).rev();
        let crossing = |(_, day): (&Date, &RateDay)| Some((used(day, money.currency())?, used(day, to)?));
        let (from, to) = days.filter_map(crossing).next().ok_or(WhyUnconverted::NoRate)?;
        let factor =
            |used: &Option<UsedRate>| used.as_ref().map_or_else(BigRational::one, |used| rational(used.rate));
        let amount = amount / factor(&from) * factor(&to);
        Ok(Converted { amount, rates: [from, to].into_iter().flatten().collect() })
    }
}

/// The rate of a currency on a day: `Some(None)` for the base itself, which has none.
#[expect(clippy::option_option, reason = "no rate needed and no rate there are two answers")]
fn used(day: &RateDay, quote: Currency) -> Option<Option<UsedRate>> {
    if quote == day.base {
        return Some(None);
    }
    let rate = *day.rates.get(&quote)?;
    Some(Some(UsedRate { date: day.date, series: day.series.clone(), base: day.base, quote, rate }))
}

/// A decimal as a fraction.
pub(super) fn rational(decimal: Decimal) -> BigRational {
    BigRational::new(decimal.mantissa().into(), BigInt::from(10).pow(decimal.scale()))
}

/// A sum of unrounded amounts in minor units, half to even. `None` beyond what an amount may be.
pub(super) fn round(sum: &BigRational, currency: Currency) -> Option<Money> {
    let units = currency.minor_units();
    let scaled = sum * BigInt::from(10).pow(units);
    let floor = scaled.floor();
    let rest = &scaled - &floor;
    let half = BigRational::new(BigInt::one(), BigInt::from(2));
    let floor = floor.to_integer();
    let is_odd = !(&floor % 2u8).is_zero();
    let up = rest > half || (rest == half && is_odd);
    let minor = if up { floor + 1u8 } else { floor };
    debug_assert!((BigRational::from(minor.clone()) - &scaled).abs() <= half);
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
        }
    }

    fn money(amount: &str, code: &str) -> Money {
        Money::parse(amount, code.parse().expect("a code")).expect("an amount")
    }

    #[test]
    fn a_crossing_takes_both_rates_from_one_day() {
        let mut rates = Rates::default();
        rates.add(day("2022-03-07", &[("USD", "1.1"), ("GBP", "0.8")]));
        rates.add(day("2022-03-08", &[("USD", "1.2")]));
        let converted = rates.convert(money("8.00", "GBP"), "2022-03-08".parse().ok(), Currency::USD);
        let converted = converted.unwrap_or_else(|why| panic!("{why:?}"));
        assert_eq!(round(&converted.amount, Currency::USD), Some(money("11.00", "USD")));
        assert!(converted.rates.iter().all(|used| used.date.to_string() == "2022-03-07"));
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
            let rounded = round(&rational(decimal), currency).expect("it fits");
            prop_assert_eq!(rounded.amount(), expected);
        }
    }
}
