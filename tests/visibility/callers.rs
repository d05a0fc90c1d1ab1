//! Whose view is compared. Offices see everything: there is nothing to hide from them.

/// Somebody from whom something is hidden.
pub(crate) struct Caller {
    /// As the test names it where it fails.
    pub(crate) name: &'static str,
    /// The narrowest audience whose things it sees, as an index of `AUDIENCES`.
    pub(crate) level: usize,
}

/// Every audience, widest first.
pub(crate) const AUDIENCES: [&str; 4] = ["public", "partner", "government", "office"];

/// Everybody who is not an office.
pub(crate) const CALLERS: [Caller; 3] = [
    Caller { name: "visitor", level: 0 },
    Caller { name: "partner", level: 1 },
    Caller { name: "government", level: 2 },
];
