//! A list beside the number: who, what of them, and what is late, in words.

use yew::prelude::*;

use super::span;

/// One of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    pub label: String,
    /// The language of the label, where it is not the figure's own.
    pub lang: Option<String>,
    /// What is said of it, a line each.
    pub facts: Vec<String>,
    /// What is overdue.
    pub late: Option<String>,
}

pub(super) fn rows(rows: &[Row]) -> Html {
    if rows.is_empty() {
        return Html::default();
    }
    html! { <ol>{ for rows.iter().map(row) }</ol> }
}

fn row(row: &Row) -> Html {
    // A text in another language says which. Whatever the language, a name has its own direction.
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
