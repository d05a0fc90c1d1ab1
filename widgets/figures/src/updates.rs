//! The updates figure: the latest public news.

use crate::{
    figure::{FigureProps, Known, Row, Setting, counted, narrowed},
    format::Format,
    json::Json,
    locale::fill,
};

/// The facts behind the updates figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UpdatesFacts {
    /// Name of the fund, if the figure is of one fund.
    pub fund: Option<String>,
    /// Number of updates; the list may have fewer.
    pub total: u32,
    /// The latest first.
    pub updates: Vec<Update>,
}

/// One update.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Update {
    pub kind: String,
    pub title: String,
    /// BCP 47 tag of the title.
    pub lang: String,
    /// The day, month or year of the event; empty if unknown.
    pub date: String,
    /// The day it was posted.
    pub posted_on: String,
    /// Name of the posting office.
    pub office: String,
}

impl UpdatesFacts {
    /// Reads the updates' part of an answer.
    pub fn read<J: Json>(updates: &J) -> Self {
        let update = |one: &J| Update {
            kind: one.word("kind"),
            title: one.word("title"),
            lang: one.word("lang"),
            date: one.word("date"),
            posted_on: one.word("posted_on"),
            office: one.word("office"),
        };
        let list = updates.get("updates").list();
        let fund = updates.get("fund").text();
        Self { fund, total: updates.count("total"), updates: list.iter().map(update).collect() }
    }
}

/// Words the updates figure.
pub fn figure(updates: &UpdatesFacts, known: &Known, setting: &Setting, format: &impl Format) -> FigureProps {
    let words = setting.locale.words;
    let sentence = match updates.total {
        0 => String::new(),
        total => words.form(words.updates_counted, total).to_owned(),
    };
    let row = |update: &Update| {
        let date = match &*update.date {
            "" => fill(words.posted, &[&format.date(&update.posted_on)]),
            date => format.date(date),
        };
        let said = [&*date, words.update_kind(&update.kind), &update.office];
        Row {
            label: update.title.clone(),
            lang: setting.locale.other(update.lang.clone()),
            facts: vec![said.join(" · ")],
            late: None,
        }
    };
    FigureProps {
        sentence,
        rows: updates.updates.iter().map(row).collect(),
        ..FigureProps::new(
            narrowed(words.news.to_owned(), updates.fund.as_deref()),
            counted(updates.total, words.nothing_yet, format),
            known,
            setting,
            format,
        )
    }
}
