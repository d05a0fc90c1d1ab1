//! One bar per amount, all from zero and on one scale, with the target as a line through them.
//! Side by side, not stacked: no amount is part of another, and a stack would add them up.
//! Lengths are attributes of SVG, since a strict Content-Security-Policy forbids them as styles.

use yew::prelude::*;

use super::{line, span};

/// The kind of amount, which decides the bar's colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarKind {
    Pledged,
    Committed,
    Disbursed,
    /// A count.
    Plain,
}

impl BarKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Pledged => "pledged",
            Self::Committed => "committed",
            Self::Disbursed => "disbursed",
            Self::Plain => "plain",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    pub kind: BarKind,
    pub label: String,
    /// A word of caution beside the label.
    pub caution: Option<&'static str>,
    pub shown: String,
    /// Thousandths of the scale; none if unknown.
    pub length: Option<u32>,
}

/// The target on the scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub at: u32,
    pub label: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    pub bars: Vec<Bar>,
    pub mark: Option<Mark>,
    /// The bars in words.
    pub sentence: String,
    /// Whether the scale begins at the right.
    pub rtl: bool,
}

pub(super) fn bars(bars: &Bars) -> Html {
    let at = bars.mark.as_ref().map(|mark| percent(if bars.rtl { 1000 - mark.at } else { mark.at }));
    let mark = bars.mark.as_ref().zip(at.as_ref()).map(|(mark, at)| {
        html! {
            <svg part="mark" width="100%" height="24">
                <text x={at.clone()} y="14" text-anchor={anchor(mark.at)}>{ mark.label.as_str() }</text>
                { upright("target", at, "19", "24") }
            </svg>
        }
    });
    html! {
        <>
            { line("bars-sentence", bars.sentence.as_str().into()) }
            { mark }
            <ul>{ for bars.bars.iter().map(|bar| row(bar, at.as_deref(), bars.rtl)) }</ul>
        </>
    }
}

fn row(bar: &Bar, mark: Option<&str>, rtl: bool) -> Html {
    let length = bar.length.unwrap_or_default().min(1000);
    html! {
        <li data-kind={bar.kind.as_str()}>
            { span("bar-label", &bar.label) }
            { bar.caution.map(|caution| span("caution", caution)) }
            { span("bar-amount", &bar.shown) }
            <svg part="bar" width="100%" height="12" aria-hidden="true">
                { upright("zero", if rtl { "100%" } else { "0" }, "0", "12") }
                if length > 0 {
                    <rect x={percent(if rtl { 1000 - length } else { 0 })} y="1" width={percent(length)} height="10" />
                }
                { mark.map(|at| upright("target", at, "0", "12")) }
            </svg>
        </li>
    }
}

fn upright(part: &'static str, at: &str, from: &'static str, to: &'static str) -> Html {
    html! { <line part={part} x1={at.to_owned()} x2={at.to_owned()} y1={from} y2={to} /> }
}

/// A label near an end of the scale grows away from that end.
fn anchor(at: u32) -> &'static str {
    match at {
        0..350 => "start",
        350..=650 => "middle",
        _ => "end",
    }
}

/// Written digit by digit, since `format!` would add a kilobyte to the WebAssembly.
fn percent(thousandths: u32) -> String {
    let digit = |place| char::from_digit(thousandths / place % 10, 10).unwrap_or('0');
    let whole: String = [1000, 100, 10].map(digit).into_iter().collect();
    let mut percent = whole.trim_start_matches('0').to_owned();
    percent.extend(['.', digit(1), '%']);
    percent
}
