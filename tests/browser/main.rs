//! The widgets in a real browser, on a page of another origin.

mod chromium;
mod devtools;
mod net_log;
mod page;
mod partner;
