//! The rules of IATI's schema 2.03 (iati-activities-schema.xsd, iati-common.xsd): strict for the parts of an
//! activity that are read here, and for the order and number of all parts. A file that breaks a rule is refused
//! whole, with the line and the reason.
//!
//! Why not an XSD validator: the ones in pure Rust are young. `xmlschema` 0.0.x passes 95 per cent of W3C's tests
//! and reports a path instead of a line, and `xsd-schema` is at its first release. `libxml` is C and holds the
//! whole file as a tree. An import needs only these two tables. Parts that the ledger does not read (contacts,
//! places, results, budgets) are skipped unchecked, and marked `Content::Passed`. The tests run this reader
//! against the files that IATI's own tests expect to fail.

mod activity;
mod check;
mod simple;
mod transaction;

pub(super) use activity::ACTIVITY;
pub(super) use check::{check, check_root, no_text};
pub(super) use simple::day;

use activity::ACTIVITIES;
use simple::Simple;

/// The children of one name that an element may have, at their position in the order.
pub(super) struct Part {
    name: &'static str,
    least: usize,
    most: usize,
    element: &'static Element,
}

/// The allowed attributes and content of an element.
pub(super) struct Element {
    attributes: &'static [Attribute],
    content: Content,
}

enum Content {
    /// These children in this order, without text; elements of other namespaces may follow them.
    Parts(&'static [Part]),
    /// Text of this type, without children.
    Text(Simple),
    /// Any content: nothing here reads this element.
    Passed,
}

/// An attribute without a namespace. Attributes of other namespaces are allowed everywhere.
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
/// `xsd:date`, in an attribute that always has this name.
const DAY: Element = of(&[must("iso-date", Simple::Date)], &[]);
