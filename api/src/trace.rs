//! The operator's log. It may name ids, and never people or the content of things, whatever level is requested:
//! libraries log statements with their parameters, so only Accord's own lines can be raised.

use tracing::{Subscriber, level_filters::LevelFilter};
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::{FilterExt, Targets},
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
    registry,
};

/// The crates whose lines are written with that rule in mind.
const OURS: [&str; 4] = ["accord", "api", "cluster", "shared"];

/// Writes the lines that `wanted` requests, in the syntax of `tracing`: by default, Accord's own from `info` on.
pub fn subscriber<W>(
    wanted: Option<&str>,
    is_coloured: bool,
    writer: W,
) -> impl Subscriber + Send + Sync + use<W>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let wanted = wanted.and_then(|wanted| EnvFilter::try_new(wanted).ok());
    let wanted = wanted.unwrap_or_else(|| EnvFilter::new("warn,api=info,accord=info"));
    // usvg warns about each letter taken from a fallback font. A letter in no font is reported to the client.
    let most = Targets::new().with_default(LevelFilter::WARN).with_target("usvg", LevelFilter::ERROR);
    let most = most.with_targets(OURS.map(|name| (name, LevelFilter::TRACE)));
    let lines = fmt::layer().with_writer(writer).with_ansi(is_coloured).with_target(false);
    registry().with(lines.with_filter(wanted.and(most)))
}
