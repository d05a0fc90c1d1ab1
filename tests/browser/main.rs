//! The pages and the widgets in a real browser, the widgets on a page of another origin too.

mod accessible;
mod badges;
mod builder;
mod chromium;
mod devtools;
mod firefox;
mod guest;
mod host;
mod mount;
mod net_log;
mod page;
mod partner;
mod pinned;
mod quiet;
mod refused;
mod sheet;
mod wordpress;
mod xss;
