//! Who may see what, decided by comparison and not by example: pairs of databases that differ only in what a
//! caller may not see answer alike, byte by byte, and every operation answers every role about every kind of
//! thing as a checked-in table says. `ACCORD_CASES` says how many pairs (1,000 where nothing is said),
//! `ACCORD_SEED` which.

mod answer;
mod callers;
mod claims;
mod idor;
mod names;
mod past;
mod reads;
mod streams;
mod twins;
mod world;
mod writes;
