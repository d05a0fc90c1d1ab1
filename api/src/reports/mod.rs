//! Answers derived from the resources: sums, lateness, figures, digests.

pub(crate) mod digest;
pub(crate) mod figures;
pub(crate) mod lateness;
pub(crate) mod stats;
