//! The parts of the server that pages use.

use std::sync::Arc;

use shared::{audience::Audience, stats::Stats};

use super::assets::Assets;
use crate::{
    app::App,
    http::Problem,
    ledger::Question,
    reports::{figures, stats},
};

/// The parts given to every page.
#[derive(Clone)]
pub struct Site {
    pub app: App,
    pub assets: Arc<Assets>,
    /// The cached answers of the reports.
    pub(crate) figures: figures::Kept,
    pub(crate) stats: stats::Kept,
}

impl Site {
    /// The public's figures.
    pub(super) fn stats(&self) -> Result<Arc<Stats>, Problem> {
        let feed = self.app.live.feed(Audience::Public);
        let answered = stats::answer(feed, &self.stats, &Question::default());
        Ok(answered.ok_or_else(Problem::internal)?.stats)
    }
}
