//! The clock: spending per person per year, compared with the fund's target and with spending elsewhere.

use std::num::NonZeroU64;

use jiff::{Unit, civil::Date};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::ReportedSum;
use crate::{funds::NewFund, money::Money};

/// Spending per person per year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClockFacts {
    /// Name of the fund.
    #[cfg_attr(feature = "openapi", schema(example = "International Fund for Israeli-Palestinian Peace"))]
    pub fund: String,
    /// `amount` divided by `years` and by `people`, rounded once, half to even, to the currency's minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub per_person: Option<Money>,
    /// Amount committed, net of reversals and overlaps, in the requested currency. If no rate converts it but
    /// all of it is in one currency, the amount as reported. Absent if nothing is committed, or if a part is
    /// in no sum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub amount: Option<Money>,
    /// Number of years of the fund's period that have begun, counted from its first day. 1 before that day,
    /// and for a fund without a first day. A whole number, as a decimal string.
    #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = r"^\d+$", example = "5"))]
    pub years: Decimal,
    /// How many people the fund is for.
    #[cfg_attr(feature = "openapi", schema(value_type = u64, minimum = 1, example = 13_500_000))]
    pub people: NonZeroU64,
    /// The target per person per year, rounded like `per_person`. Absent if the fund has no target, or a
    /// target for a period without a known end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub goal_per_person: Option<Money>,
    /// Spending elsewhere, for comparison.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub comparison: Option<ClockComparison>,
    /// Web address of the source of `people`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, format = "uri"))]
    pub source_url: Option<String>,
}

/// Spending per person per year elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClockComparison {
    /// Name of the place, in the language nearest to the requested one.
    #[cfg_attr(feature = "openapi", schema(example = "Northern Ireland"))]
    pub name: String,
    /// BCP 47 language tag of `name`.
    #[cfg_attr(feature = "openapi", schema(example = "en"))]
    pub lang: String,
    /// As stated by its source; not converted.
    pub per_person: Money,
    /// Web address of the source.
    #[cfg_attr(feature = "openapi", schema(format = "uri"))]
    pub source_url: String,
}

/// The clock of a fund on a day. `None` if the fund does not say how many people it is for.
pub fn clock(fund: &NewFund, committed: &ReportedSum, on: Date, lang: &str) -> Option<ClockFacts> {
    let people = fund.people?;
    let amount = committed.whole();
    let ends = fund.ends.map(|ends| ends.latest());
    let years = years(fund, ends.map_or(on, |ends| ends.min(on)));
    let per_person = |amount: Money, years: NonZeroU64| amount.divided_by(people.saturating_mul(years));
    let goal_years = match (fund.yearly, fund.starts, ends) {
        (true, ..) | (false, None, _) => Some(NonZeroU64::MIN),
        (false, Some(_), ends) => ends.map(|ends| self::years(fund, ends)),
    };
    let comparison = fund.comparison.as_ref().and_then(|comparison| {
        let (tag, name) = comparison.name.pick(&[lang])?;
        let (name, lang, source_url) = (name.clone(), tag.to_owned(), comparison.source_url.clone());
        Some(ClockComparison { name, lang, per_person: comparison.amount, source_url })
    });
    Some(ClockFacts {
        fund: fund.name.clone(),
        per_person: amount.map(|amount| per_person(amount, years)),
        amount,
        years: years.get().into(),
        people,
        goal_per_person: fund.target.zip(goal_years).map(|(target, years)| per_person(target, years)),
        comparison,
        source_url: fund.people_source_url.clone(),
    })
}

/// Number of years of a fund's period that have begun by a day; 1 before the first.
fn years(fund: &NewFund, by: Date) -> NonZeroU64 {
    let whole = fund.starts.and_then(|starts| starts.earliest().until((Unit::Year, by)).ok());
    let whole = whole.map_or(0, |span| u64::try_from(span.get_years()).unwrap_or_default());
    NonZeroU64::MIN.saturating_add(whole)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::{fields, money::Currency};

    fn fund(more: &Value) -> NewFund {
        let mut body = json!({"audience": "public", "slug": "fund", "name": "Fund", "people": 13_500_000});
        body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        fields::read(&body).expect("it is a fund")
    }

    fn usd(amount: &str) -> Money {
        Money::parse(amount, Currency::USD).expect("an amount")
    }

    fn years_on(more: &Value, on: Date) -> String {
        let clock = clock(&fund(more), &ReportedSum::default(), on, "en").expect("it is for people");
        clock.years.to_string()
    }

    #[test]
    fn only_years_of_the_period_that_have_begun_count() {
        let period = json!({"starts": "2021", "ends": "2025"});
        for (on, years) in [
            (date(2019, 6, 1), "1"),
            (date(2021, 1, 1), "1"),
            (date(2021, 12, 31), "1"),
            (date(2022, 1, 1), "2"),
            (date(2025, 12, 31), "5"),
            (date(2031, 1, 1), "5"),
        ] {
            assert_eq!(years_on(&period, on), years, "{on}");
        }
        assert_eq!(years_on(&json!({"starts": "2024-07-01"}), date(2026, 6, 30)), "2");
        assert_eq!(years_on(&json!({"ends": "2025"}), date(2031, 1, 1)), "1", "it has no beginning");
    }

    #[test]
    fn the_goal_is_per_year_and_unknown_without_an_end() {
        let goal = |more: Value| {
            let mut more = more;
            more["target"] = json!({"amount": "250000000.00", "currency": "USD"});
            clock(&fund(&more), &ReportedSum::default(), date(2022, 1, 1), "en")
                .and_then(|clock| clock.goal_per_person)
        };
        assert_eq!(goal(json!({"yearly": true, "starts": "2021", "ends": "2025"})), Some(usd("18.52")));
        assert_eq!(goal(json!({"starts": "2021", "ends": "2025"})), Some(usd("3.70")));
        assert_eq!(goal(json!({})), Some(usd("18.52")));
        assert_eq!(goal(json!({"starts": "2021"})), None);
    }

    #[test]
    fn an_incomplete_sum_gives_no_amount_per_person() {
        let committed = ReportedSum { sum: Some(usd("5500000")), unconverted: 1 };
        let clock = clock(&fund(&json!({})), &committed, date(2022, 1, 1), "en").expect("it is for people");
        assert_eq!((clock.amount, clock.per_person), (None, None));
    }

    proptest! {
        /// A rounded amount is at most half a minor unit off, and a tie goes to the even unit.
        #[test]
        fn a_quotient_is_rounded_once_and_half_to_even(minor in -10_i64.pow(15)..10_i64.pow(15), by in 1_u64..1000) {
            let amount = Money::new(Decimal::new(minor, 2), Currency::USD).expect("an amount");
            let by_number = NonZeroU64::new(by).expect("not zero");
            let rounded = amount.divided_by(by_number).amount().mantissa();
            let off = 2 * (rounded * i128::from(by) - i128::from(minor)).abs();
            prop_assert!(off <= i128::from(by));
            prop_assert!(off < i128::from(by) || rounded % 2 == 0);
        }
    }
}
