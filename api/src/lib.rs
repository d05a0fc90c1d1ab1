//! Accord's server, in reading order: how it is started, what it serves, the nouns it keeps, and what
//! all of them stand on. A module imports only modules below it in this list.

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
mod reports;
pub mod resources;
pub mod site;

pub mod app;
pub mod auth;
pub mod db;
pub mod http;
mod ledger;
mod live;
pub mod log;
mod rest;

pub mod config;
mod format;
mod mailer;
mod progress;
pub mod secret;

pub use start::{Running, openapi, start};
