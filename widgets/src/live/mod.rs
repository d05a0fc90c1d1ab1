//! The figures as they change: one event stream per page, whatever the number of figures, which
//! says when to fetch again. When it breaks, figures keep their last number and say since when.

mod hub;
mod page;
mod stream;

pub(crate) use hub::{leave, listen};

use wasm_bindgen::JsValue;

/// What the page last heard.
#[derive(Clone)]
pub(crate) struct Heard {
    /// The server's answer, parsed; none where it says that there is nothing, or nothing any more.
    pub(crate) answer: Option<JsValue>,
    /// The instant, by the visitor's clock, up to which the answer is known to have been current.
    pub(crate) stale_since: Option<String>,
}
