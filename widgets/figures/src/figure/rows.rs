//! A list beside the number: names, facts, and late amounts, in words.

use yew::prelude::*;

use super::span;

/// A line of the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    pub label: String,
    /// The language of the label, if it differs from the figure's.
    pub lang: Option<String>,
    /// The facts, one line each.
    pub facts: Vec<String>,
    /// The late amount.
    pub late: Option<String>,
}

pub(super) fn rows(rows: &[Row]) -> Html {
    if rows.is_empty() {
        return Html::default();
    }
    html! { <ol>{ for rows.iter().map(row) }</ol> }
}

fn row(row: &Row) -> Html {
    // A text in another language is marked with it. Each name keeps its own direction.
    let foreign = row.lang.as_ref().map(|lang| span("lang", lang));
    html! {
        <li>
            <strong lang={row.lang.clone()} dir="auto">{ row.label.as_str() }</strong>
            { foreign }
            { for row.facts.iter().map(|fact| span("fact", fact)) }
            { row.late.as_ref().map(|late| span("late", late)) }
        </li>
    }
}
