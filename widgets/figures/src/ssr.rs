//! Writes a figure into a page on the server, with the same words, views and answer as in the browser.

use futures_util::FutureExt;
use serde_json::Value;
use yew::LocalServerRenderer;

use crate::{
    figure::{Figure, FigureProps, Known},
    format::Format,
    settings::Settings,
    show,
};

/// The figure's HTML. `answer` is the server's answer to `Settings::address`.
pub fn write(answer: &Value, settings: &Settings, format: &impl Format) -> String {
    html(figure(answer, settings, format))
}

/// The figure's texts and numbers.
pub fn figure(answer: &Value, settings: &Settings, format: &impl Format) -> FigureProps {
    show::figure(answer, &Known::read(answer), settings, format)
}

pub(crate) fn html(props: FigureProps) -> String {
    let page = LocalServerRenderer::<Figure>::with_props(props).hydratable(false).render();
    page.now_or_never().expect("the views are pure: there is nothing to wait for")
}
