//! The operations that all resources share: lists, single things, writes that happen once, reads of the past.

pub(crate) mod as_of;
pub(crate) mod change;
pub(crate) mod list;
pub(crate) mod once;
pub(crate) mod thing;
