//! Random ledgers, written through the API and edited at random: whatever happened, totals re-add from their
//! explanations, the past stays as it was known, and a feed replays to what its reader sees. `ACCORD_CASES` says
//! how many ledgers (1,000 where nothing is said), `ACCORD_SEED` which.

mod claims;
mod ledger;
mod model;
mod world;
