//! The fund figure: the amount committed, against the target, with the amounts pledged and paid.

mod words;

use crate::{
    figure::{FigureProps, Known, Setting},
    format::{Format, Money},
    json::Json,
};

/// The sum of one kind of step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reported {
    /// The sum in the requested currency. If no rate could convert any amount and all are in one currency, the sum in
    /// that currency.
    pub sum: Option<Money>,
    /// Number of amounts left out of the sum because no rate could convert them.
    pub unconverted: u32,
}

impl Reported {
    fn read(fund: &impl Json, name: &str) -> Self {
        let reported = fund.get(name);
        Self { sum: reported.money("sum"), unconverted: reported.count("unconverted") }
    }
}

/// The facts behind the fund figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FundFacts {
    pub name: String,
    pub target: Option<Money>,
    pub yearly: bool,
    pub pledged: Reported,
    pub committed: Reported,
    pub disbursed: Reported,
    /// The amount still needed to reach the target.
    pub gap: Option<Money>,
}

impl FundFacts {
    /// Reads the fund's part of an answer.
    pub fn read(fund: &impl Json) -> Self {
        Self {
            name: fund.word("name"),
            target: fund.money("target"),
            yearly: fund.get("yearly").is_true(),
            pledged: Reported::read(fund, "pledged"),
            committed: Reported::read(fund, "committed"),
            disbursed: Reported::read(fund, "disbursed"),
            gap: fund.money("gap"),
        }
    }
}

/// Words the fund figure. An absent fund reads as a fund with nothing reported.
pub fn figure(fund: &FundFacts, known: &Known, setting: &Setting, format: &impl Format) -> FigureProps {
    words::figure(fund, known, setting, format)
}
