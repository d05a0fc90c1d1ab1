//! The nouns of the ledger, one folder each: `mod.rs` speaks HTTP, `show.rs` decides what each audience sees,
//! `store.rs` speaks SQL.

pub(crate) mod calls;
pub(crate) mod confirmations;
pub(crate) mod contacts;
pub(crate) mod embargo;
pub(crate) mod entries;
pub mod erasures;
pub(crate) mod funds;
pub(crate) mod members;
mod naming;
pub mod offices;
pub(crate) mod organisations;
pub(crate) mod overlaps;
pub mod people;
pub(crate) mod pledges;
pub(crate) mod positions;
pub(crate) mod rates;
pub(crate) mod releases;
pub(crate) mod schedules;
pub(crate) mod updates;
pub mod views;
