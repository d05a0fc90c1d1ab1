//! Whose view is compared. Offices see everything: there is nothing to hide from them.

use harness::Server;

/// Somebody from whom something is hidden.
pub(crate) struct Caller {
    /// As the test names it where it fails.
    pub(crate) name: &'static str,
    /// The narrowest audience whose things it sees, as an index of `AUDIENCES`.
    pub(crate) level: usize,
    /// What it says who it is with.
    pub(crate) key: fn(&Server) -> Option<String>,
}

/// Every audience, widest first.
pub(crate) const AUDIENCES: [&str; 4] = ["public", "partner", "government", "office"];

/// Everybody who is not an office.
pub(crate) const CALLERS: [Caller; 1] = [Caller { name: "visitor", level: 0, key: |_| None }];
