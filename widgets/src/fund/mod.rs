//! A fund's figure: what was committed, against the target, with what was pledged and disbursed.

mod words;

use crate::{
    figure::{FigureProps, Known, Setting},
    format::{Format, Money},
    json::Json,
};

/// What one kind of step adds up to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reported {
    /// The sum in the currency asked for; or as it was reported, if that is in one currency and no
    /// rate could convert it.
    pub sum: Option<Money>,
    /// How many amounts are not in the sum, because no rate could convert them.
    pub unconverted: u32,
}

impl Reported {
    fn read(fund: &impl Json, name: &str) -> Self {
        let reported = fund.get(name);
        Self { sum: reported.money("sum"), unconverted: reported.count("unconverted") }
    }
}

/// What a figure needs to know of a fund.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FundFacts {
    pub name: String,
    pub target: Option<Money>,
    pub yearly: bool,
    pub pledged: Reported,
    pub committed: Reported,
    pub disbursed: Reported,
    /// What is missing to the target.
    pub gap: Option<Money>,
}

impl FundFacts {
    /// Out of the part of an answer that is the fund's.
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

/// Words a fund's figure. A fund that is not there is one of which nothing was reported.
pub fn figure(fund: &FundFacts, known: &Known, setting: &Setting, format: &impl Format) -> FigureProps {
    words::figure(fund, known, setting, format)
}
