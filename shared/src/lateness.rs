//! Lateness: how much of what was pledged has come, how much should have, and when the rest will at this pace.
//! The measures are those of the World Bank's tracker of the Cairo Conference's pledges for Gaza.

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

/// How the pace is worked out, in words.
pub const PACE_RULE: &str = "What was disbursed, divided by the days from the date of the first pledge to `date`, \
     is the pace; what is left comes at that pace, counted from `date` in whole days, rounded up.";

/// What came of the pledges that a reader may see, on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Lateness {
    /// Instant of the last change in what this reader may see (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub as_of: jiff::Timestamp,
    /// Position of that change in the reader's feed.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub position: i64,
    /// Whether the server has lost sight of the ledger, so that there may be newer figures.
    pub stale: bool,
    /// The day on which this is judged: that of `as_of` where it was asked for, else today (UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date, example = "2016-03-31"))]
    pub date: Date,
    /// The currency that was asked for, as ISO 4217 code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, nullable = false, example = "USD"))]
    pub currency: Option<Currency>,
    /// How the pace is worked out.
    pub pace_rule: String,
    /// All pledges together.
    pub total: Progress,
    /// Each fund, by name.
    pub funds: Vec<FundProgress>,
    /// Each donor, by name.
    pub donors: Vec<DonorProgress>,
    /// Each pledge with an amount, the most overdue first, whatever their currencies; without those that by an
    /// overlap only report what another does.
    pub pledges: Vec<PledgeProgress>,
    /// Every rate that a conversion used.
    pub rates: Vec<UsedRate>,
    /// Every conversion that a donor stated and that was used.
    pub stated: Vec<UsedStated>,
    /// Every amount that no rate could convert; whatever it belongs to has no sums.
    pub unconverted: Vec<Unconverted>,
    /// Whether records invented for illustration are in these figures.
    pub sample: bool,
}

/// How far one fund's pledges have come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FundProgress {
    pub fund: FundName,
    #[serde(flatten)]
    pub progress: Progress,
}

/// How far one donor's pledges have come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DonorProgress {
    pub donor: OrganisationName,
    #[serde(flatten)]
    pub progress: Progress,
}

/// How far one pledge has come.
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

/// How far something has come. Where amounts are in several currencies and none was asked for, or one of them
/// cannot be converted, there are no sums, and `undetermined` says why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Progress {
    /// Net of reversals and overlaps.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub pledged: Option<Money>,
    /// Net of reversals and overlaps.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub disbursed: Option<Money>,
    /// What the schedules say should have been disbursed by `date`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub expected: Option<Money>,
    /// `expected` less `disbursed`, where that is more than zero. Of a group: of its own sums, so that one
    /// pledge that is ahead makes up for another that is behind. What was planned and never came stays overdue
    /// when a pledge lapses or is withdrawn, until its schedule says otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub overdue: Option<Money>,
    /// `disbursed` divided by `pledged`, not capped, rounded half to even to three decimals. Absent where
    /// nothing is pledged.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, nullable = false, example = "0.402"))]
    pub fulfilment_ratio: Option<Decimal>,
    /// When all that is pledged will be disbursed, by `pace_rule`. Absent where it is already, where nothing
    /// was disbursed yet, and where the pledge lapsed or was withdrawn.
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
    /// Amounts are in several currencies; ask for one.
    SeveralCurrencies,
    /// An amount cannot be converted.
    Unconverted,
}

/// How far something has come on a day, from sums of one currency. `since` is the date of its first pledge.
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

/// When the rest comes at the pace so far (`PACE_RULE`).
fn projected_finish(pledged: Money, disbursed: Money, since: Date, on: Date) -> Option<Date> {
    // In minor units, since the product has more digits than a decimal.
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
    fn the_world_banks_tracker_of_march_2016_is_reproduced() {
        let (since, on) = (jiff::civil::date(2014, 10, 12), jiff::civil::date(2016, 3, 31));
        let progress = progress(usd("3507000000"), usd("1409000000"), usd("2710000000"), Some(since), on);
        assert_eq!(progress.fulfilment_ratio.map(|ratio| ratio.to_string()).as_deref(), Some("0.402"));
        assert_eq!(progress.overdue, Some(usd("1301000000.00")));
        // 536 days for 1,409 million, so 798.1 more for 2,098 million.
        assert_eq!(progress.projected_finish, Some(jiff::civil::date(2018, 6, 8)));
    }

    #[test]
    fn a_pace_of_almost_nothing_projects_nothing() {
        let (since, on) = (jiff::civil::date(2024, 1, 10), jiff::civil::date(2026, 11, 24));
        for disbursed in ["0.01", "5.00"] {
            let progress = progress(usd("1000000"), usd(disbursed), usd("0"), Some(since), on);
            assert_eq!(progress.projected_finish, None, "{disbursed}");
        }
    }

    #[test]
    fn more_than_was_pledged_is_not_capped_and_nothing_is_left_to_come() {
        let (since, on) = (jiff::civil::date(2020, 1, 1), jiff::civil::date(2021, 1, 1));
        let progress = progress(usd("100"), usd("150"), usd("100"), Some(since), on);
        assert_eq!(progress.fulfilment_ratio.map(|ratio| ratio.to_string()).as_deref(), Some("1.500"));
        assert_eq!((progress.overdue, progress.projected_finish), (Some(usd("0")), None));
    }

    #[test]
    fn where_nothing_was_pledged_there_is_no_ratio() {
        let on = jiff::civil::date(2021, 1, 1);
        let progress = progress(usd("0"), usd("150"), usd("0"), None, on);
        assert_eq!(progress.fulfilment_ratio, None);
    }
}
