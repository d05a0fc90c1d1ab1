//! Live figures: one event stream per page, for any number of figures, says when to fetch again. If it breaks, figures
//! keep their last number and say since when.

mod hub;
mod page;
mod stream;

pub(crate) use hub::{leave, listen};

use crate::json::Js;

/// The latest state of a figure.
#[derive(Clone)]
pub(crate) struct Heard {
    /// The server's answer, parsed; none if it says that the figure does not exist.
    pub(crate) answer: Option<Js>,
    /// The last instant, by the visitor's clock, when the answer was known to be current.
    pub(crate) stale_since: Option<String>,
}
