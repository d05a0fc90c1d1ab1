//! The clock: what was committed per person and year, against the goal and against what another peace was
//! worth, with the formula.

use crate::{
    figure::{Bar, BarKind, Bars, FigureProps, Known, Setting, amount, isolated},
    format::{Format, Money},
    json::Json,
    locale::fill,
};

/// What a figure needs to know of the money per person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClockFacts {
    /// Name of the fund.
    pub fund: String,
    pub per_person: Option<Money>,
    pub goal_per_person: Option<Money>,
    /// What was committed.
    pub amount: Option<Money>,
    /// Over how many years.
    pub years: u32,
    /// For how many people.
    pub people: u32,
    /// The name of what it is compared with, its BCP 47 tag, and the money per person and year there.
    pub comparison: Option<(String, String, Money)>,
}

impl ClockFacts {
    /// Out of the part of an answer that is the clock's.
    pub fn read(clock: &impl Json) -> Self {
        let comparison = clock.get("comparison");
        let compared = comparison.money("per_person");
        Self {
            fund: clock.word("fund"),
            per_person: clock.money("per_person"),
            goal_per_person: clock.money("goal_per_person"),
            amount: clock.money("amount"),
            years: clock.word("years").parse().unwrap_or_default(),
            people: clock.count("people"),
            comparison: compared.map(|money| (comparison.word("name"), comparison.word("lang"), money)),
        }
    }
}

/// Words the clock.
pub fn figure(clock: &ClockFacts, known: &Known, setting: &Setting, format: &impl Format) -> FigureProps {
    let words = setting.locale.words;
    let label = fill(words.per_person, &[&isolated(&clock.fund)]);
    let number = amount(clock.per_person.as_ref(), &setting.locale, format);
    let counted = |words: fn(u32) -> &'static str, count: u32| fill(words(count), &[&format.count(count)]);
    let formula = clock.amount.as_ref().map(|amount| {
        let (years, people) = (counted(words.years, clock.years), counted(words.people, clock.people));
        fill(words.formula, &[&amount.short(format), &years, &people]) + words.stop
    });
    FigureProps {
        sentence: formula.unwrap_or_default(),
        bars: bars(clock, setting, format),
        ..FigureProps::new(label, number, known, setting, format)
    }
}

/// On one scale, which ends at the largest: three amounts in one currency, or the bars would lie.
fn bars(clock: &ClockFacts, setting: &Setting, format: &impl Format) -> Option<Bars> {
    let words = setting.locale.words;
    let (name, lang, compared) = clock.comparison.as_ref()?;
    let lang =
        setting.locale.other(lang.clone()).map_or_else(String::new, |lang| " (".to_owned() + &lang + ")");
    let name = isolated(name) + &lang;
    let amounts = [
        (BarKind::Committed, words.committed, clock.per_person.as_ref()),
        (BarKind::Pledged, words.goal, clock.goal_per_person.as_ref()),
        (BarKind::Plain, &*name, Some(compared)),
    ];
    let shares = amounts.each_ref().map(|(.., money)| money.and_then(|money| money.thousandths_of(compared)));
    let end = u64::from(shares.iter().flatten().copied().max()?.max(1));
    let bar = |((kind, label, money), share): ((BarKind, &str, Option<&Money>), Option<u32>)| Bar {
        kind,
        label: label.to_owned(),
        caution: None,
        shown: money.map_or_else(|| words.not_reported.to_owned(), |money| money.exact(format)),
        length: share.and_then(|share| u32::try_from(u64::from(share) * 1000 / end).ok()),
    };
    Some(Bars {
        bars: amounts.into_iter().zip(shares).map(bar).collect(),
        mark: None,
        sentence: words.compared.to_owned(),
        rtl: words.rtl,
    })
}
