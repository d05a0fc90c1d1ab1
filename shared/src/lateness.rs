//! Lateness: how much of the pledged money has arrived, how much should have, and when the rest will arrive
//! at this pace. The measures are those of the World Bank's tracker of the Cairo Conference pledges for Gaza.

use jiff::{Span, civil::Date};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    funds::FundName,
    money::{Currency, Money},
    organisations::OrganisationName,
    pledges::Stage,
    stats::{Unconverted, UsedRate, UsedStated},
};

/// How the pace is calculated, in words.
pub const PACE_RULE: &str = "The pace is the amount disbursed, divided by the days from the date of the first pledge to \
     `date`. The rest arrives at that pace, counted from `date` in whole days, rounded up.";

/// Progress of the pledges that a reader may see, on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Lateness {
    /// Instant of the last change that this reader may see (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub as_of: jiff::Timestamp,
    /// Position of that change in the reader's feed.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub position: i64,
    /// Whether the server has lost its connection to the ledger, so that newer figures may exist.
    pub stale: bool,
    /// The day on which lateness is judged: the day of `as_of` if requested, otherwise today (UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date, example = "2016-03-31"))]
    pub date: Date,
    /// The requested currency (ISO 4217 code).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, nullable = false, example = "USD"))]
    pub currency: Option<Currency>,
    /// How the pace is calculated.
    pub pace_rule: String,
    /// All pledges together.
    pub total: Progress,
    /// Each fund, sorted by name.
    pub funds: Vec<FundProgress>,
    /// Each donor, sorted by name.
    pub donors: Vec<DonorProgress>,
    /// Each pledge with an amount, most overdue first, regardless of currency. Pledges that, by an overlap,
    /// only repeat another pledge are left out.
    pub pledges: Vec<PledgeProgress>,
    /// Every rate that a conversion used.
    pub rates: Vec<UsedRate>,
    /// Every conversion stated by a donor and used.
    pub stated: Vec<UsedStated>,
    /// Every amount that no rate could convert. Its pledge, donor and fund, and the total, have no sums.
    pub unconverted: Vec<Unconverted>,
    /// Whether these figures include records invented for illustration.
    pub sample: bool,
}

/// Progress of one fund's pledges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FundProgress {
    pub fund: FundName,
    #[serde(flatten)]
    pub progress: Progress,
}

/// Progress of one donor's pledges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DonorProgress {
    pub donor: OrganisationName,
    #[serde(flatten)]
    pub progress: Progress,
}

/// Progress of one pledge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PledgeProgress {
    pub pledge: Uuid,
    pub fund: FundName,
    pub donor: OrganisationName,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub stage: Option<Stage>,
    #[serde(flatten)]
    pub progress: Progress,
}

/// Progress of one pledge or a group of pledges. There are no sums if amounts are in several currencies and
/// none was requested, or if one cannot be converted; `undetermined` says why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Progress {
    /// Amount pledged, net of reversals and overlaps.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub pledged: Option<Money>,
    /// Amount disbursed, net of reversals and overlaps.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub disbursed: Option<Money>,
    /// Amount that the schedules say should have been disbursed by `date`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub expected: Option<Money>,
    /// `expected` less `disbursed`, and never less than zero. For a group it follows from the group's sums,
    /// so a pledge that is ahead offsets one that is behind. When a pledge lapses or is withdrawn, planned
    /// amounts that never arrived stay overdue until its schedule changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub overdue: Option<Money>,
    /// `disbursed` divided by `pledged`, not capped, rounded half to even to three decimals. Absent if
    /// nothing is pledged.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, nullable = false, example = "0.402"))]
    pub fulfilment_ratio: Option<Decimal>,
    /// Date when everything pledged will be disbursed, by `pace_rule`. Absent if it already is, if nothing
    /// was disbursed yet, or if the pledge lapsed or was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date, nullable = false, example = "2018-06-08"))]
    pub projected_finish: Option<Date>,
    /// Why there are no sums.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub undetermined: Option<Undetermined>,
}

/// Why there are no sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Undetermined {
    /// Amounts are in several currencies; request one.
    SeveralCurrencies,
    /// An amount cannot be converted.
    Unconverted,
    /// A sum has more digits than an amount can hold.
    TooLarge,
}

/// Progress on a day, from sums in one currency. `since` is the date of the first pledge.
pub fn progress(
    pledged: Money,
    disbursed: Money,
    expected: Money,
    since: Option<Date>,
    on: Date,
) -> Progress {
    let behind = (expected.amount() - disbursed.amount()).max(Decimal::ZERO);
    let overdue = Money::new(behind, expected.currency()).expect("a difference is no more precise");
    let ratio = disbursed.amount().checked_div(pledged.amount());
    let fulfilment_ratio = ratio.map(|ratio| {
        let mut ratio = ratio.round_dp_with_strategy(3, RoundingStrategy::MidpointNearestEven);
        ratio.rescale(3);
        ratio
    });
    Progress {
        pledged: Some(pledged),
        disbursed: Some(disbursed),
        expected: Some(expected),
        overdue: Some(overdue),
        fulfilment_ratio,
        projected_finish: since.and_then(|since| projected_finish(pledged, disbursed, since, on)),
        undetermined: None,
    }
}

/// The date when the rest will have arrived at the pace so far (`PACE_RULE`).
fn projected_finish(pledged: Money, disbursed: Money, since: Date, on: Date) -> Option<Date> {
    // In minor units, because the product has more digits than a decimal holds.
    let (pledged, disbursed) = (pledged.amount().mantissa(), disbursed.amount().mantissa());
    let elapsed = i128::from(since.until(on).ok()?.get_days());
    if disbursed <= 0 || disbursed >= pledged || elapsed <= 0 {
        return None;
    }
    let days = ((pledged - disbursed) * elapsed + disbursed - 1) / disbursed;
    on.checked_add(Span::new().try_days(i64::try_from(days).ok()?).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(amount: &str) -> Money {
        Money::parse(amount, Currency::USD).expect("an amount")
    }

    #[test]
    fn progress_matches_the_world_bank_tracker_of_march_2016() {
        let (since, on) = (jiff::civil::date(2014, 10, 12), jiff::civil::date(2016, 3, 31));
        let progress = progress(usd("3507000000"), usd("1409000000"), usd("2710000000"), Some(since), on);
        assert_eq!(progress.fulfilment_ratio.map(|ratio| ratio.to_string()).as_deref(), Some("0.402"));
        assert_eq!(progress.overdue, Some(usd("1301000000.00")));
        // 536 days for 1,409 million, so 798.1 more for 2,098 million.
        assert_eq!(progress.projected_finish, Some(jiff::civil::date(2018, 6, 8)));
    }

    #[test]
    fn a_minimal_pace_projects_no_finish() {
        let (since, on) = (jiff::civil::date(2024, 1, 10), jiff::civil::date(2026, 11, 24));
        for disbursed in ["0.01", "5.00"] {
            let progress = progress(usd("1000000"), usd(disbursed), usd("0"), Some(since), on);
            assert_eq!(progress.projected_finish, None, "{disbursed}");
        }
    }

    #[test]
    fn a_ratio_above_one_is_not_capped() {
        let (since, on) = (jiff::civil::date(2020, 1, 1), jiff::civil::date(2021, 1, 1));
        let progress = progress(usd("100"), usd("150"), usd("100"), Some(since), on);
        assert_eq!(progress.fulfilment_ratio.map(|ratio| ratio.to_string()).as_deref(), Some("1.500"));
        assert_eq!((progress.overdue, progress.projected_finish), (Some(usd("0")), None));
    }

    #[test]
    fn without_a_pledge_there_is_no_ratio() {
        let on = jiff::civil::date(2021, 1, 1);
        let progress = progress(usd("0"), usd("150"), usd("0"), None, on);
        assert_eq!(progress.fulfilment_ratio, None);
    }
}
