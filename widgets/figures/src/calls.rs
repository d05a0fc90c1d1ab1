//! The calls figure: where each country stands on each call of the alliance to governments.

use crate::{
    figure::{FigureProps, Known, Row, Setting, counted},
    format::Format,
    json::Json,
};

/// The facts behind the calls figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallsFacts {
    /// Title, and its BCP 47 tag.
    pub calls: Vec<(String, String)>,
    /// Code of each country, and its standing on each call; empty if none is recorded.
    pub countries: Vec<(String, Vec<String>)>,
}

impl CallsFacts {
    /// Reads the calls' part of an answer.
    pub fn read<J: Json>(calls: &J) -> Self {
        let country = |one: &J| {
            let standings = one.get("standings").list();
            (one.word("country"), standings.iter().map(|one| one.text().unwrap_or_default()).collect())
        };
        Self {
            calls: calls
                .get("calls")
                .list()
                .iter()
                .map(|one| (one.word("title"), one.word("lang")))
                .collect(),
            countries: calls.get("countries").list().iter().map(country).collect(),
        }
    }
}

/// Words the calls figure: a row for each call, with each country and its standing.
pub fn figure(calls: &CallsFacts, known: &Known, setting: &Setting, format: &impl Format) -> FigureProps {
    let words = setting.locale.words;
    let count = u32::try_from(calls.countries.len()).unwrap_or(u32::MAX);
    let row = |(place, (title, lang)): (usize, &(String, String))| {
        let on_it = calls.countries.iter().filter_map(|(country, standings)| {
            let standing = standings.get(place).filter(|standing| !standing.is_empty())?;
            Some(format.country(country) + words.colon + words.standing(standing))
        });
        let facts: Vec<String> = on_it.collect();
        let none = || vec![words.not_recorded.to_owned()];
        Row {
            label: title.clone(),
            lang: setting.locale.other(lang.clone()),
            facts: if facts.is_empty() { none() } else { facts },
            late: None,
        }
    };
    FigureProps {
        sentence: if count > 0 {
            words.form(words.countries_counted, count).to_owned()
        } else {
            String::new()
        },
        rows: calls.calls.iter().enumerate().map(row).collect(),
        ..FigureProps::new(
            words.positions.to_owned(),
            counted(count, words.nothing_yet, format),
            known,
            setting,
            format,
        )
    }
}
