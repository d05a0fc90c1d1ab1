//! Accord's server. In reading order: what it is told, what handlers are handed, who asks, the routes,
//! HTTP, the database, the log and its feeds, then a folder per resource.

pub mod app;
pub mod auth;
mod calls;
mod changes;
pub mod config;
mod confirmations;
mod contacts;
pub mod db;
pub mod demo;
mod digest;
mod docs;
mod embargo;
mod entries;
mod figures;
mod funds;
pub mod heads;
mod health;
pub mod http;
pub mod imports;
pub mod keys;
mod lateness;
mod live;
pub mod log;
mod members;
pub mod offices;
mod organisations;
mod overlaps;
pub mod pages;
pub mod people;
mod pledges;
mod positions;
pub mod projection;
mod rates;
mod releases;
pub mod routes;
mod schedules;
mod start;
mod stats;
mod updates;
pub mod verify;

pub use start::{Running, openapi, start};
