//! The wire types that server, widgets and clients exchange, and the pure rules that both sides follow.
//! Nothing here does I/O, reads a clock or knows HTTP. Everything compiles to WebAssembly.

pub mod audience;
pub mod calls;
pub mod changes;
pub mod confirmations;
pub mod contacts;
pub mod date;
pub mod digest;
pub mod embargo;
pub mod embed;
pub mod entries;
pub mod erasures;
pub mod evidence;
pub mod fields;
pub mod figures;
pub mod funds;
pub mod heads;
pub mod languages;
pub mod lateness;
pub mod members;
pub mod money;
pub mod offices;
pub mod organisations;
pub mod overlaps;
pub mod page;
pub mod people;
pub mod pledges;
pub mod positions;
pub mod problem;
pub mod rates;
pub mod releases;
pub mod resource;
pub mod schedules;
pub mod stats;
pub mod updates;
