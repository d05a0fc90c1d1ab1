//! Random ledgers, written and edited through the API: totals re-add from their explanations, the
//! past never changes, and a feed replays to its reader's view. `ACCORD_CASES` sets the number of
//! ledgers (default 1,000), and `ACCORD_SEED` the random seed.

mod claims;
mod ledger;
mod model;
mod world;
