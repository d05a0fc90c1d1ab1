//! The house, held to its own rules by its own source text: no server, no database. `ACCORD_ROOT` names another
//! checkout to read.

mod arrows;
mod files;
mod formats;
mod graph;
mod imports;
mod modules;
mod names;
mod rust;
mod sentences;
mod words;
