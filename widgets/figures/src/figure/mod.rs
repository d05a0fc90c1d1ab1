//! The anatomy of every figure: label, number, one sentence, bars, as-of, source. Pure: all text comes in ready
//! to be shown.

mod bars;
mod rows;
mod stamp;

use yew::prelude::*;

pub use bars::{Bar, BarKind, Bars, Mark};
pub use rows::Row;
pub use stamp::Stamp;

use crate::{
    format::{Format, Money},
    json::Json,
    locale::{Locale, fill},
    settings::{Settings, Theme},
};

/// The settings that all figures share.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    pub locale: Locale,
    pub theme: Theme,
    /// Address of the page that explains how figures are counted.
    pub source: String,
}

impl From<&Settings> for Setting {
    fn from(settings: &Settings) -> Self {
        Self { locale: settings.locale.clone(), theme: settings.theme, source: settings.counting() }
    }
}

/// A name that may run in another direction than the words around it.
pub(crate) fn isolated(name: &str) -> String {
    "\u{2068}".to_owned() + name + "\u{2069}"
}

/// A label, with the narrowing of the figure if it has one.
pub fn narrowed(label: String, to: Option<&str>) -> String {
    match to {
        Some(to) => label + " · " + &isolated(to),
        None => label,
    }
}

/// The headline.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// The number, or words if it is absent.
    pub shown: String,
    pub is_missing: bool,
    /// The exact amount, if the number is rounded.
    pub exact: Option<String>,
}

/// A count as headline, or other words if there is nothing to count.
pub fn counted(count: u32, missing: &str, format: &impl Format) -> Number {
    number((count > 0).then(|| format.count(count)), None, missing)
}

fn number(shown: Option<String>, exact: Option<String>, missing: &str) -> Number {
    Number { is_missing: shown.is_none(), shown: shown.unwrap_or_else(|| missing.to_owned()), exact }
}

/// An amount as headline: rounded, with the exact amount beside it.
pub fn amount(sum: Option<&Money>, locale: &Locale, format: &impl Format) -> Number {
    let exact = sum.filter(|sum| sum.is_long()).map(|sum| sum.exact(format));
    number(sum.map(|sum| sum.short(format)), exact, locale.words.not_reported)
}

#[derive(Clone, Debug, PartialEq, Properties)]
pub struct FigureProps {
    pub setting: Setting,
    pub label: String,
    pub is_sample: bool,
    pub number: Number,
    /// The meaning of the number.
    pub sentence: String,
    pub bars: Option<Bars>,
    pub rows: Vec<Row>,
    /// Amounts or items left out, and why.
    pub note: Option<String>,
    pub stamp: Stamp,
    /// Whether the figure is paused; none if it does not change.
    pub is_paused: Option<bool>,
}

impl FigureProps {
    /// A figure with nothing but its number.
    pub fn new(
        label: String,
        number: Number,
        known: &Known,
        setting: &Setting,
        format: &impl Format,
    ) -> Self {
        Self {
            setting: setting.clone(),
            label,
            is_sample: known.is_sample,
            number,
            sentence: String::new(),
            bars: None,
            rows: Vec::new(),
            note: None,
            stamp: Stamp::new(known, &setting.locale, format),
            is_paused: None,
        }
    }
}

/// The time and reliability of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// RFC 3339.
    pub as_of: String,
    /// Since when the answer may be stale.
    pub stale_since: Option<String>,
    /// Whether a screen reader announces that it may be stale.
    pub is_told: bool,
    /// Whether it contains sample data.
    pub is_sample: bool,
}

impl Known {
    /// Reads an answer's own statement.
    pub fn read(answer: &impl Json) -> Self {
        let as_of = answer.word("as_of");
        let stale_since = answer.get("stale").is_true().then(|| as_of.clone());
        Self { as_of, stale_since, is_told: true, is_sample: answer.get("sample").is_true() }
    }
}

/// A figure as a component.
#[component]
pub fn Figure(props: &FigureProps) -> Html {
    figure(props)
}

/// A figure. Its parts are functions, not components: each component would add four kilobytes to the WebAssembly,
/// and each element written out three hundred bytes. Text goes in as `&str`: any other type would go through
/// `Display`, and bring the formatting code along.
pub fn figure(props: &FigureProps) -> Html {
    let words = props.setting.locale.words;
    let sample = props.is_sample.then(|| span("sample", words.sample));
    let exact = props.number.exact.as_ref().map(|exact| span("exact", &fill(words.exactly, &[exact])));
    html! {
        <section class="accord" lang={props.setting.locale.tag.clone()} dir={words.dir()}
            data-theme={props.setting.theme.as_str()} aria-label={props.label.clone()}>
            { line("label", html! { <>{ props.label.as_str() }{ sample }</> }) }
            <p part="number" data-missing={props.number.is_missing.then_some("")}>
                <strong>{ props.number.shown.as_str() }</strong>
                { exact }
            </p>
            { line("sentence", props.sentence.as_str().into()) }
            { props.bars.as_ref().map(bars::bars) }
            { rows::rows(&props.rows) }
            { props.note.as_ref().map(|note| line("note", note.as_str().into())) }
            { props.setting.locale.fallen_back().map(|note| line("note", note.as_str().into())) }
            { stamp::stamp(&props.stamp) }
            <p part="source">
                <a href={props.setting.source.clone()} target="_blank" rel="noopener">{ words.how_counted }</a>
            </p>
            if let Some(is_paused) = props.is_paused {
                <button type="button" part="pause" aria-pressed={if is_paused { "true" } else { "false" }}>
                    { words.pause }
                </button>
            }
        </section>
    }
}

/// A line of its own. Stylesheets, ours and a partner's, know it by its part.
fn line(part: &'static str, content: Html) -> Html {
    html! { <p part={part}>{ content }</p> }
}

fn span(part: &'static str, text: &str) -> Html {
    html! { <span part={part}>{ text }</span> }
}
