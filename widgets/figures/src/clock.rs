//! The clock: the amount committed per person per year, with its formula, against the goal and against another peace
//! process.

use crate::{
    figure::{Bar, BarKind, Bars, FigureProps, Known, Setting, amount, isolated},
    format::{Format, Money},
    json::Json,
    locale::{Forms, fill},
};

/// The facts behind the clock.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClockFacts {
    /// Name of the fund.
    pub fund: String,
    pub per_person: Option<Money>,
    pub goal_per_person: Option<Money>,
    /// The amount committed.
    pub amount: Option<Money>,
    /// The number of years that it covers.
    pub years: u32,
    /// The number of people that it is for.
    pub people: u32,
    /// Name of the comparison, the BCP 47 tag of that name, and the money per person per year there.
    pub comparison: Option<(String, String, Money)>,
}

impl ClockFacts {
    /// Reads the clock's part of an answer.
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
    let written = |forms: Forms, count: u32| fill(words.form(forms, count), &[&format.count(count)]);
    let formula = clock.amount.as_ref().map(|amount| {
        let (years, people) = (written(words.years, clock.years), written(words.people, clock.people));
        fill(words.formula, &[&amount.short(format), &years, &people]) + words.stop
    });
    FigureProps {
        sentence: formula.unwrap_or_default(),
        bars: bars(clock, setting, format),
        ..FigureProps::new(label, number, known, setting, format)
    }
}

/// Three amounts in one currency on one scale, which ends at the largest.
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
