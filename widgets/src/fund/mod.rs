//! A fund's figure: what was committed, against the target, with what was pledged and disbursed.

mod words;

use crate::{
    figure::{FigureProps, Setting},
    format::{Format, Money},
};

/// The view of a fund: the common anatomy, worded by `figure`.
pub use crate::figure::Figure as Fund;

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
    /// From a figure as the server gives it: the sum converted, and the sums as they were reported.
    pub fn new(entries: u32, converted: Option<Money>, original: Vec<Money>, unconverted: u32) -> Self {
        match (entries, converted, <[Money; 1]>::try_from(original)) {
            (0, ..) => Self::default(),
            (_, None, Ok([only])) => Self { sum: Some(only), unconverted: 0 },
            (_, sum, _) => Self { sum, unconverted },
        }
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
    pub sample: bool,
}

/// When something was so.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// RFC 3339.
    pub as_of: String,
    /// Since when it may no longer be so.
    pub stale_since: Option<String>,
}

/// The fund a figure is about: the one asked for, else the first that has a target, else the first.
/// `funds` gives each fund's slug and whether it has a target.
pub fn pick<'a>(
    asked: Option<&str>,
    mut funds: impl Iterator<Item = (&'a str, bool)> + Clone,
) -> Option<usize> {
    match asked {
        Some(slug) => funds.position(|(known, _)| known == slug),
        None => {
            let targeted = funds.clone().position(|(_, has_target)| has_target);
            targeted.or_else(|| funds.next().map(|_| 0))
        }
    }
}

/// Words a fund's figure.
pub fn figure(
    fund: Option<&FundFacts>,
    known: &Known,
    setting: &Setting,
    format: &impl Format,
) -> FigureProps {
    let unknown = FundFacts::default();
    words::figure(fund.unwrap_or(&unknown), known, setting, format)
}
