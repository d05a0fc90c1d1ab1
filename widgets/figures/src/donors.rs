//! The donors figure: the amounts that each donor pledged, committed and paid, and late payments.

use crate::{
    figure::{FigureProps, Known, Row, Setting, counted, isolated},
    format::{Format, Money},
    json::Json,
    locale::fill,
};

/// The facts behind the donors figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DonorsFacts {
    /// Name of the fund, if the figure is of one fund.
    pub fund: Option<String>,
    /// Number of donors; the list may have fewer.
    pub total: u32,
    pub donors: Vec<Donor>,
}

/// One donor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Donor {
    pub name: String,
    /// BCP 47 tag of the name.
    pub lang: String,
    pub pledged: Option<Money>,
    pub committed: Option<Money>,
    pub disbursed: Option<Money>,
    pub overdue: Option<Money>,
}

impl DonorsFacts {
    /// Reads the donors' part of an answer.
    pub fn read<J: Json>(donors: &J) -> Self {
        let donor = |one: &J| Donor {
            name: one.word("name"),
            lang: one.word("lang"),
            pledged: one.money("pledged"),
            committed: one.money("committed"),
            disbursed: one.money("disbursed"),
            overdue: one.money("overdue"),
        };
        let list = donors.get("donors").list();
        Self {
            fund: donors.get("fund").text(),
            total: donors.count("total"),
            donors: list.iter().map(donor).collect(),
        }
    }
}

/// Words the donors figure.
pub fn figure(donors: &DonorsFacts, known: &Known, setting: &Setting, format: &impl Format) -> FigureProps {
    let words = setting.locale.words;
    let label = match &donors.fund {
        Some(fund) => fill(words.donors_to, &[&isolated(fund)]),
        None => words.donors.to_owned(),
    };
    let number = counted(donors.total, words.nothing_yet, format);
    let sentence = if donors.total > 0 {
        words.form(words.donors_counted, donors.total).to_owned()
    } else {
        String::new()
    };
    let more = donors.total.saturating_sub(u32::try_from(donors.donors.len()).unwrap_or(u32::MAX));
    FigureProps {
        sentence,
        rows: donors.donors.iter().map(|donor| row(donor, setting, format)).collect(),
        note: (more > 0).then(|| fill(words.form(words.more, more), &[&format.count(more)])),
        ..FigureProps::new(label, number, known, setting, format)
    }
}

fn row(donor: &Donor, setting: &Setting, format: &impl Format) -> Row {
    let words = setting.locale.words;
    let steps = [
        (&donor.pledged, words.amount_pledged, words.no_pledge),
        (&donor.committed, words.amount_committed, words.no_commitment),
        (&donor.disbursed, words.amount_paid, words.no_payment),
    ];
    let said = steps.map(|(sum, reported, missing)| match sum {
        Some(sum) => fill(reported, &[&sum.short(format)]),
        None => missing.to_owned(),
    });
    Row {
        label: donor.name.clone(),
        lang: setting.locale.other(donor.lang.clone()),
        facts: vec![said.join(words.clause)],
        late: donor.overdue.as_ref().map(|sum| fill(words.late, &[&sum.short(format)])),
    }
}
