//! The API over HTTP, one file per resource and one per promise that all of them keep.

mod access;
mod as_of;
mod conditional;
mod contract;
mod demo;
mod entries;
mod errors;
mod funds;
mod headers;
mod health;
mod idempotency;
mod imports;
mod live;
mod log;
mod members;
mod offices;
mod organisations;
mod pages;
mod pledges;
mod rates;
mod readme;
mod reversals;
mod samples;
mod stats;
mod updates;
