//! The time of a figure: "as of", or "not updated since" beside a clock once the figure may be stale.

use yew::prelude::*;

use super::{Known, line};
use crate::{format::Format, locale::Locale};

#[derive(Clone, Debug, PartialEq)]
pub struct Stamp {
    pub before: &'static str,
    /// RFC 3339.
    pub instant: String,
    pub shown: String,
    pub after: &'static str,
    pub is_stale: bool,
    /// Whether a screen reader announces it.
    pub is_told: bool,
}

impl Stamp {
    pub fn new(known: &Known, locale: &Locale, format: &impl Format) -> Self {
        let stale_since = known.stale_since.as_ref();
        let words = if stale_since.is_some() { locale.words.not_updated_since } else { locale.words.as_of };
        let (before, after) = words.split_once("{0}").unwrap_or((words, ""));
        let instant = stale_since.unwrap_or(&known.as_of);
        let shown = format.instant(instant);
        let (is_stale, is_told) = (stale_since.is_some(), known.is_told);
        Self { before, instant: instant.clone(), shown, after, is_stale, is_told }
    }
}

pub(super) fn stamp(stamp: &Stamp) -> Html {
    let time = html! {
        <>
            { stamp.is_stale.then(clock) }
            { stamp.before }<time datetime={stamp.instant.clone()}>{ stamp.shown.as_str() }</time>{ stamp.after }
        </>
    };
    let (quiet, told) =
        if stamp.is_stale && stamp.is_told { (Html::default(), time) } else { (time, Html::default()) };
    // The status exists from the start, so that a screen reader announces it when it is filled. A current
    // figure is not announced.
    html! {
        <>
            { line("stamp", quiet) }
            <p part="stale" role="status">{ told }</p>
        </>
    }
}

fn clock() -> Html {
    html! {
        <svg part="clock" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d="M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M8 4.5V8l2.5 1.5" />
        </svg>
    }
}
