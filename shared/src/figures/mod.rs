//! Figures for pages: one JSON object each, the source of widgets, frames and badges. Also the values derived
//! from a fund's sums.

mod clock;
mod lines;

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{
    money::Money,
    stats::{FundFigures, Sum},
};

pub use clock::{ClockComparison, ClockFacts, clock};
pub use lines::{
    CallCountry, CallFacts, CallLine, DonorFacts, DonorLine, MemberFacts, UpdateFacts, UpdateLine,
};

/// The kinds of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FigureKind {
    /// Amounts pledged, committed and disbursed to a fund, against its target.
    Fund,
    /// Number of members.
    Members,
    /// Donors, with their sums and overdue amounts.
    Donors,
    /// The latest updates of the alliance's offices.
    Updates,
    /// Countries' standings on the alliance's calls.
    Calls,
    /// Spending per person per year.
    Clock,
}

impl FromStr for FigureKind {
    type Err = serde::de::value::Error;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::deserialize(serde::de::value::StrDeserializer::new(word))
    }
}

/// One figure, as of one instant. Only the part that was requested is present, if there is anything to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FigureFacts {
    pub figure: FigureKind,
    /// Instant of the last change that this reader may see (RFC 3339, UTC). The figure shows the state known
    /// then.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub as_of: jiff::Timestamp,
    /// Position of that change in the reader's feed.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 12))]
    pub position: i64,
    /// Whether the server has lost its connection to the ledger, so that newer figures may exist.
    pub stale: bool,
    /// Whether this figure includes records invented for illustration.
    pub sample: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub fund: Option<FundFacts>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub members: Option<MemberFacts>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub donors: Option<DonorFacts>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub updates: Option<UpdateFacts>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub calls: Option<CallFacts>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub clock: Option<ClockFacts>,
}

impl FigureFacts {
    /// A figure without any part yet.
    pub fn new(figure: FigureKind, position: i64, as_of: jiff::Timestamp) -> Self {
        Self {
            figure,
            as_of,
            position,
            stale: false,
            sample: false,
            fund: None,
            members: None,
            donors: None,
            updates: None,
            calls: None,
            clock: None,
        }
    }
}

/// The sum of one kind of step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportedSum {
    /// The sum in the requested currency, net of reversals and overlaps. If no rate converts it but all of it
    /// is in one currency, the sum as reported. Absent if nothing was reported, or if no rate converts any of
    /// several currencies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub sum: Option<Money>,
    /// Number of amounts that are not in the sum because no rate converts them.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 0))]
    pub unconverted: u32,
}

impl From<&Sum> for ReportedSum {
    fn from(sum: &Sum) -> Self {
        match (sum.entries, sum.converted, &sum.original[..]) {
            (0, ..) => Self::default(),
            (_, None, [only]) => Self { sum: Some(*only), unconverted: 0 },
            (_, converted, _) => Self { sum: converted, unconverted: sum.unconverted },
        }
    }
}

impl ReportedSum {
    /// The sum, if every amount is in it.
    pub fn whole(&self) -> Option<Money> {
        self.sum.filter(|_| self.unconverted == 0)
    }
}

/// A fund's sums against its target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FundFacts {
    #[cfg_attr(feature = "openapi", schema(example = "international-fund"))]
    pub slug: String,
    #[cfg_attr(feature = "openapi", schema(example = "International Fund for Israeli-Palestinian Peace"))]
    pub name: String,
    /// Target amount of the fund.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub target: Option<Money>,
    /// Whether the target is an amount per year.
    pub yearly: bool,
    /// Non-binding promises, not funding (IATI transaction types 12 and 13).
    pub pledged: ReportedSum,
    /// Firm written obligations (IATI 2 and 11).
    pub committed: ReportedSum,
    /// Money at the recipient's disposal (IATI 3). Separate from `committed`: neither includes the other.
    pub disbursed: ReportedSum,
    /// The target less the amount committed. Absent if the fund has no target or the result is zero or less.
    /// Also absent if it is not known: the currencies differ, or a commitment is in no sum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub gap: Option<Money>,
}

impl From<&FundFigures> for FundFacts {
    fn from(fund: &FundFigures) -> Self {
        let committed = ReportedSum::from(&fund.figures.committed.net);
        Self {
            slug: fund.fund.slug.clone(),
            name: fund.fund.name.clone(),
            target: fund.target,
            yearly: fund.yearly,
            pledged: (&fund.figures.pledged.net).into(),
            disbursed: (&fund.figures.disbursed.net).into(),
            gap: fund.target.and_then(|target| gap(target, &committed, fund.figures.committed.net.entries)),
            committed,
        }
    }
}

fn gap(target: Money, committed: &ReportedSum, entries: u32) -> Option<Money> {
    if entries == 0 {
        return Some(target);
    }
    let committed = committed.whole().filter(|committed| committed.currency() == target.currency())?;
    let left = target.amount() - committed.amount();
    Money::new(left, target.currency())
        .ok()
        .filter(|left| left.amount().is_sign_positive() && !left.amount().is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{money::Currency, stats::Figure};

    fn money(amount: &str, currency: &str) -> Money {
        let currency: Currency = currency.parse().expect("a currency");
        Money::parse(amount, currency).expect("an amount")
    }

    fn gap_of(target: Option<Money>, net: Sum) -> Option<Money> {
        let fund = FundFigures {
            fund: crate::funds::FundName { id: uuid::Uuid::nil(), slug: "fund".into(), name: "Fund".into() },
            target,
            yearly: false,
            sample: false,
            figures: crate::stats::Figures {
                committed: Figure { net, ..Figure::default() },
                ..crate::stats::Figures::default()
            },
        };
        FundFacts::from(&fund).gap
    }

    #[test]
    fn the_gap_is_the_target_less_the_commitments() {
        let target = Some(money("100.00", "USD"));
        let sum = |entries, original: &[Money], converted, unconverted| Sum {
            entries,
            original: original.to_vec(),
            converted,
            unconverted,
            why: None,
        };
        let (forty, euros) = (money("40.00", "USD"), money("40.00", "EUR"));
        assert_eq!(gap_of(target, sum(1, &[forty], Some(forty), 0)), Some(money("60.00", "USD")));
        assert_eq!(gap_of(target, Sum::default()), target, "nothing is committed");
        assert_eq!(gap_of(None, sum(1, &[forty], Some(forty), 0)), None);
        let whole = money("100.00", "USD");
        assert_eq!(gap_of(target, sum(1, &[whole], Some(whole), 0)), None, "the target is reached");
        assert_eq!(gap_of(target, sum(1, &[euros], None, 1)), None, "another currency");
        assert_eq!(gap_of(target, sum(2, &[euros, forty], Some(forty), 1)), None, "a part of it");
    }

    #[test]
    fn each_figure_kind_parses_from_its_wire_word() {
        for (word, kind) in [("fund", FigureKind::Fund), ("clock", FigureKind::Clock)] {
            assert_eq!(word.parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).expect("a word"), word);
        }
        assert!("Fund".parse::<FigureKind>().is_err() && "".parse::<FigureKind>().is_err());
    }
}
