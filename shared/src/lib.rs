//! The wire: the types that travel between server, widgets and clients, and the pure rules both
//! sides obey. Nothing here does I/O, reads a clock or knows HTTP; it all compiles to WebAssembly.

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
pub mod schedules;
pub mod stats;
pub mod updates;
