//! The figures as they change: one event stream per page, whatever the number of figures, which
//! says when to fetch again. When it breaks, figures keep their last number and say since when.

mod hub;
mod page;
mod stream;

pub(crate) use hub::{leave, listen};

use crate::read::Stats;

/// What the page last heard.
#[derive(Clone)]
pub(crate) struct Heard {
    pub(crate) stats: Stats,
    /// The instant, by the visitor's clock, up to which the stats are known to have been current.
    pub(crate) stale_since: Option<String>,
}
