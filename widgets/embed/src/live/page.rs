//! The page around the figures: its timers, and whether it is visible.

use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Document, VisibilityState};

fn document() -> Option<Document> {
    web_sys::window().and_then(|window| window.document())
}

pub(super) fn is_visible() -> bool {
    document().is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}

/// Calls `shown` and `hidden` for as long as the page lives.
pub(super) fn watch_visibility(shown: fn(), hidden: fn()) {
    let Some(document) = document() else { return };
    let watch = Closure::<dyn FnMut()>::new(move || if is_visible() { shown() } else { hidden() });
    let listening =
        document.add_event_listener_with_callback("visibilitychange", watch.as_ref().unchecked_ref());
    listening.unwrap_or_default();
    watch.forget();
}

/// Calls `work` once, later.
pub(super) fn after(wait_ms: f64, work: fn()) {
    let Some(window) = web_sys::window() else { return };
    let work = Closure::once_into_js(work);
    #[expect(clippy::cast_possible_truncation, reason = "at most a quarter of an hour")]
    let timer =
        window.set_timeout_with_callback_and_timeout_and_arguments_0(work.unchecked_ref(), wait_ms as i32);
    timer.unwrap_or_default();
}
