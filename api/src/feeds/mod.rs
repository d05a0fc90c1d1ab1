//! A reader's own feed, as pages and as a stream.

pub(crate) mod changes;
pub(crate) mod stream;
