//! Accord's server, in reading order: its start, its routes, its resources, and the modules that they use. A
//! module imports only modules below it in this list.

pub mod demo;
mod start;

pub mod open;
pub mod routes;
pub mod verify;

mod docs;
mod feeds;
pub mod heads;
pub mod imports;
mod ops;
pub mod site;

mod reports;
pub mod resources;
mod rest;

pub mod auth;
pub mod app;
mod live;
mod ledger;
pub mod log;

pub mod http;
mod secrets;
pub mod db;

mod mailer;
pub mod config;
mod format;
mod progress;
mod proof;
pub mod secret;
mod timer;
pub mod trace;

pub use start::{Running, openapi, start};
