//! What IATI's schema 2.03 (iati-activities-schema.xsd, iati-common.xsd) allows: a strict reader for the
//! parts of an activity that are read here, and for the order and number of all its parts. A file that breaks
//! a rule is refused whole, with the line and the reason.
//!
//! Why not a validator of the XSD itself: the ones in pure Rust are young (`xmlschema` 0.0.x decides 95 per
//! cent of W3C's tests and gives a path instead of a line, `xsd-schema` is at its first release), `libxml` is C
//! over a tree of the whole file, and what an import needs from the schema is these two tables. What no part
//! of the ledger reads (contacts, places, results, budgets) is passed over unchecked, and said so
//! in `Content::Passed`. The files that IATI's own tests say must fail are held against this reader.

mod activity;
mod check;
mod simple;
mod transaction;

pub(super) use activity::ACTIVITY;
pub(super) use check::{check, check_root, no_text};
pub(super) use simple::day;

use activity::ACTIVITIES;
use simple::Simple;

/// The children of one name that an element may have, at their place in the order.
pub(super) struct Part {
    name: &'static str,
    least: usize,
    most: usize,
    element: &'static Element,
}

/// What an element may have.
pub(super) struct Element {
    attributes: &'static [Attribute],
    content: Content,
}

enum Content {
    /// These children in this order, and no text; after them, elements of other namespaces.
    Parts(&'static [Part]),
    /// Text of this type, and no children.
    Text(Simple),
    /// Nothing here reads it: whatever it has is let through.
    Passed,
}

/// An attribute in no namespace. Those of other namespaces may stand everywhere.
struct Attribute {
    name: &'static str,
    r#type: Simple,
    is_required: bool,
}

const MANY: usize = usize::MAX;

const fn part(name: &'static str, least: usize, most: usize, element: &'static Element) -> Part {
    Part { name, least, most, element }
}

const fn may(name: &'static str, r#type: Simple) -> Attribute {
    Attribute { name, r#type, is_required: false }
}

const fn must(name: &'static str, r#type: Simple) -> Attribute {
    Attribute { name, r#type, is_required: true }
}

const fn of(attributes: &'static [Attribute], parts: &'static [Part]) -> Element {
    Element { attributes, content: Content::Parts(parts) }
}

const PASSED: Element = Element { attributes: &[], content: Content::Passed };
const NARRATIVE: Element = Element { attributes: &[], content: Content::Text(Simple::Text) };
/// `textRequiredType`.
const WORDS: Element = of(&[], &[part("narrative", 1, MANY, &NARRATIVE)]);
const CODE: Element = of(&[must("code", Simple::Text)], &[]);
const NAMED: &[Part] = &[part("narrative", 0, MANY, &NARRATIVE)];
/// `aidTypeBase`.
const AID_TYPE: Element = of(&[must("code", Simple::Text), may("vocabulary", Simple::Text)], &[]);
/// `xsd:date` in the attribute that is always called so.
const DAY: Element = of(&[must("iso-date", Simple::Date)], &[]);
