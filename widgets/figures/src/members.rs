//! The members figure: how many organisations belong to the alliance, how many of them are not named, and their
//! categories.

use crate::{
    figure::{Bar, BarKind, Bars, FigureProps, Known, Setting, counted},
    format::Format,
    json::Json,
    locale::{Words, fill},
};

/// The facts behind the members figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MemberFacts {
    /// Whether it is narrowed to a country or a category. It then counts only members listed in full.
    pub is_narrowed: bool,
    pub total: u32,
    pub not_named: u32,
    /// Slug and number of members.
    pub by_category: Vec<(String, u32)>,
}

impl MemberFacts {
    /// Reads the members' part of an answer.
    pub fn read(members: &impl Json, is_narrowed: bool) -> Self {
        let categories = members.get("by_category").list();
        Self {
            is_narrowed,
            total: members.count("total"),
            not_named: members.count("not_named"),
            by_category: categories.iter().map(|one| (one.word("category"), one.count("count"))).collect(),
        }
    }
}

/// Words the members figure.
pub fn figure(members: &MemberFacts, known: &Known, setting: &Setting, format: &impl Format) -> FigureProps {
    let words = setting.locale.words;
    let number = counted(members.total, words.no_members, format);
    FigureProps {
        sentence: sentence(members, words, format),
        bars: bars(members, words, format),
        ..FigureProps::new(words.members.to_owned(), number, known, setting, format)
    }
}

fn sentence(members: &MemberFacts, words: &Words, format: &impl Format) -> String {
    if members.total == 0 {
        return String::new();
    }
    let not_named = match members.not_named {
        0 => String::new(),
        count => fill(words.form(words.not_named, count), &[&format.count(count)]),
    };
    let listed = if members.is_narrowed { words.listed_in_full } else { "" };
    words.form(words.organisations, members.total).to_owned() + listed + &not_named + words.stop
}

/// Ordered by number, then by name.
fn bars(members: &MemberFacts, words: &Words, format: &impl Format) -> Option<Bars> {
    let mut categories: Vec<&(String, u32)> =
        members.by_category.iter().filter(|(_, count)| *count > 0).collect();
    categories.sort_by(|(name, count), (other_name, other)| other.cmp(count).then(name.cmp(other_name)));
    let most = u64::from(categories.first()?.1);
    let bars = categories.into_iter().map(|(slug, count)| Bar {
        kind: BarKind::Plain,
        label: words.category(slug).unwrap_or(slug).to_owned(),
        caution: None,
        shown: format.count(*count),
        length: u32::try_from(u64::from(*count) * 1000 / most).ok(),
    });
    Some(Bars { bars: bars.collect(), mark: None, sentence: words.by_category.to_owned(), rtl: words.rtl })
}
