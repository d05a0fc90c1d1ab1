//! The callers compared. Offices see everything, so nothing can be hidden from them.

/// A caller who does not see everything.
pub(crate) struct Caller {
    /// The name in failure messages.
    pub(crate) name: &'static str,
    /// The narrowest audience it may read, as an index into `AUDIENCES`.
    pub(crate) level: usize,
}

/// Every audience, widest first.
pub(crate) const AUDIENCES: [&str; 4] = ["public", "partner", "government", "office"];

/// Every caller outside the offices.
pub(crate) const CALLERS: [Caller; 3] = [
    Caller { name: "visitor", level: 0 },
    Caller { name: "partner", level: 1 },
    Caller { name: "government", level: 2 },
];
