//! Everything that partners put on their own pages: frames, badges, oEmbed, and the snippets to paste.

pub mod badge;
pub mod frame;
pub mod oembed;
pub mod partner;
pub mod snippets;
