//! A reader's own feed, in each of its forms.

pub(crate) mod changes;
pub(crate) mod stream;
