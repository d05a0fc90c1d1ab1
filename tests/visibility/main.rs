//! Visibility, proved by comparison rather than example. Pairs of databases that differ only in
//! hidden data must answer a caller alike, byte for byte, and a checked-in table holds every
//! operation's answer to every role. `ACCORD_CASES` sets the number of pairs (default 1,000), and
//! `ACCORD_SEED` the random seed.

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
