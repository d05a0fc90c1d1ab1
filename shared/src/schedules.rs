//! Schedules: a donor's planned disbursements and their dates (IATI `planned-disbursement`).

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    audience::Audience,
    date::PartialDate,
    embargo::VisibleFrom,
    evidence::{self, Evidence},
    fields::{Body, Fields},
    money::{Currency, Money},
};

/// One planned disbursement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Instalment {
    /// First year, month or day of the planned period (IATI `period-start`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts: Option<PartialDate>,
    /// Last year, month or day of the planned period (IATI `period-end`). It is expected by the last day of
    /// that period, and late after it.
    pub due: PartialDate,
    /// Amount planned.
    pub amount: Money,
}

/// The schedule of a pledge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Schedule {
    /// Id of the pledge. A pledge has one schedule; earlier ones are in its history.
    pub pledge: Uuid,
    /// The office that posted it.
    pub office: Uuid,
    #[serde(flatten)]
    pub plan: NewSchedule,
}

/// A schedule as clients send it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewSchedule {
    /// The audience that may read this: no wider than the pledge's.
    pub audience: Audience,
    /// End of the embargo: until then nobody outside the offices can tell that this exists. An instant (RFC
    /// 3339), or a local time with its IANA zone (RFC 9557). If absent, there is no embargo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "2027-03-28T10:00:00+01:00[Europe/London]"))]
    pub visible_from: Option<VisibleFrom>,
    /// Whether this is invented for illustration rather than a fact. Default false.
    #[serde(default)]
    pub sample: bool,
    /// The date that fixes the exchange rate of every instalment (IATI `value-date`): when the plan was made.
    pub value_date: PartialDate,
    /// Sorted by due date; empty if nothing is planned any more.
    pub instalments: Vec<Instalment>,
    /// Evidence of the plan. A public schedule needs a piece that is public and dated.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

impl Body for Instalment {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let starts: Option<PartialDate> = fields.optional("starts");
        let due: Option<PartialDate> = fields.required("due");
        if starts.zip(due).is_some_and(|(starts, due)| due.latest() < starts.earliest()) {
            fields.complain("due", "must not be before `starts`");
        }
        let amount: Option<Money> = fields.required("amount");
        if amount.is_some_and(|amount| amount.amount() <= Decimal::ZERO) {
            fields.complain("amount", "must be more than zero");
        }
        Some(Self { starts, due: due?, amount: amount? })
    }
}

impl Body for NewSchedule {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let audience: Option<Audience> = fields.required("audience");
        let visible_from = fields.visible_from();
        let sample = fields.or_default("sample");
        let value_date = fields.required("value_date");
        fields.require("instalments");
        let mut instalments: Vec<Instalment> = fields.each("instalments");
        instalments.sort_by_key(|instalment| instalment.due.latest());
        let evidence = fields.each("evidence");
        evidence::obey(fields, audience?, &evidence);
        Some(Self {
            audience: audience?,
            visible_from,
            sample,
            value_date: value_date?,
            instalments,
            evidence,
        })
    }
}

impl NewSchedule {
    /// The instalments expected by a day.
    pub fn expected_by(&self, day: Date) -> impl Iterator<Item = &Instalment> {
        self.instalments.iter().filter(move |instalment| instalment.due.latest() <= day)
    }

    /// Per currency, the undisbursed amount of instalments that became late since one day and are late on
    /// another. Disbursements pay for the earliest instalments first.
    pub fn newly_late(&self, since: Option<Date>, on: Date, disbursed: &[Money]) -> Vec<Money> {
        let late = || self.instalments.iter().filter(|instalment| instalment.due.latest() < on);
        let newly = late().filter(|instalment| since.is_none_or(|since| instalment.due.latest() >= since));
        let (due, newly) = (sums(late()), sums(newly));
        let missing = newly.into_iter().map(|(currency, newly)| {
            let paid = disbursed.iter().find(|paid| paid.currency() == currency);
            (currency, newly.min(due[&currency] - paid.map_or(Decimal::ZERO, |paid| paid.amount())))
        });
        positive(missing)
    }

    /// Per currency, the largest amount that on any day is planned later than in the previous schedule. An
    /// amount that is no longer planned at all is not planned later.
    pub fn postponed_since(&self, before: &Self) -> Vec<Money> {
        let (before_in_all, in_all) = (sums(&before.instalments), sums(&self.instalments));
        let most = before_in_all.into_keys().map(|currency| {
            let whole = in_all.get(&currency).copied().unwrap_or_default();
            let by =
                |plan: &Self, day| sums(plan.expected_by(day)).get(&currency).copied().unwrap_or_default();
            let days = before.instalments.iter().map(|instalment| instalment.due.latest());
            let later = days.map(|day| by(before, day).min(whole) - by(self, day));
            (currency, later.max().unwrap_or_default())
        });
        positive(most)
    }
}

fn sums<'i>(instalments: impl IntoIterator<Item = &'i Instalment>) -> BTreeMap<Currency, Decimal> {
    instalments.into_iter().fold(BTreeMap::new(), |mut sums, Instalment { amount, .. }| {
        *sums.entry(amount.currency()).or_default() += amount.amount();
        sums
    })
}

fn positive(sums: impl Iterator<Item = (Currency, Decimal)>) -> Vec<Money> {
    let money = |(currency, sum)| Money::new(sum, currency).expect("a sum is no more precise");
    sums.filter(|(_, sum)| *sum > Decimal::ZERO).map(money).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(instalments: &[(&str, &str)]) -> NewSchedule {
        let instalment = |(due, amount): &(&str, &str)| Instalment {
            starts: None,
            due: due.parse().expect("a date"),
            amount: usd(amount),
        };
        NewSchedule {
            audience: Audience::Office,
            sample: false,
            visible_from: None,
            value_date: "2026".parse().expect("a year"),
            instalments: instalments.iter().map(instalment).collect(),
            evidence: Vec::new(),
        }
    }

    fn usd(amount: &str) -> Money {
        Money::parse(amount, Currency::USD).expect("an amount")
    }

    #[test]
    fn an_instalment_is_late_the_day_after_its_last_day() {
        let plan = plan(&[("2026-01", "10"), ("2026-03-05", "20"), ("2026-04", "40")]);
        let day = |text: &str| Some(text.parse().expect("a day"));
        for (since, on, disbursed, late) in [
            (day("2026-03-05"), "2026-03-05", None, None),
            (day("2026-03-05"), "2026-03-06", None, Some("20")),
            (day("2026-03-06"), "2026-04-30", None, None),
            (day("2026-03-05"), "2026-05-01", None, Some("60")),
            (day("2026-03-05"), "2026-03-06", Some("10"), Some("20")),
            (day("2026-03-05"), "2026-03-06", Some("12"), Some("18")),
            (day("2026-03-05"), "2026-03-06", Some("30"), None),
            (None, "2026-03-06", Some("12"), Some("18")),
            (None, "2026-03-06", None, Some("30")),
        ] {
            let disbursed: Vec<Money> = disbursed.into_iter().map(usd).collect();
            let found = plan.newly_late(since, on.parse().expect("a day"), &disbursed);
            assert_eq!(found, Vec::from_iter(late.map(usd)), "{since:?} {on} {disbursed:?}");
        }
    }

    #[test]
    fn a_postponed_schedule_reports_the_largest_postponed_amount() {
        let before = plan(&[("2026", "10"), ("2027", "20"), ("2028", "30")]);
        for (after, later) in [
            (plan(&[("2026", "10"), ("2027", "20"), ("2028", "30")]), None),
            (plan(&[("2026", "10"), ("2028", "50")]), Some("20")),
            (plan(&[("2027", "30"), ("2028", "30")]), Some("10")),
            (plan(&[("2030", "60")]), Some("60")),
            (plan(&[("2025", "60")]), None),
            // Less, and none of it later.
            (plan(&[("2026", "10"), ("2027", "20")]), None),
            (plan(&[]), None),
            (plan(&[("2029", "5")]), Some("5")),
        ] {
            assert_eq!(after.postponed_since(&before), Vec::from_iter(later.map(usd)), "{after:?}");
        }
    }
}
