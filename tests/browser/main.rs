//! The pages and widgets in real browsers, including widgets on a page of another origin.

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
