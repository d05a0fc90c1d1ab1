//! An activity as it is read: what of it says of what a transaction is a step.

use super::{
    schema::{ACTIVITY, check},
    xml::{Fault, Node},
};

/// An activity with its transactions.
#[derive(Debug)]
pub(crate) struct Activity {
    /// The file it was read from.
    pub(crate) file: usize,
    /// The element without its transactions.
    pub(crate) node: Node,
    pub(crate) transactions: Vec<Node>,
}

impl Activity {
    /// An activity that breaks no rule of the schema; what it breaks is added to `faults`.
    pub(super) fn of(file: usize, mut node: Node, faults: &mut Vec<Fault>) -> Self {
        check(&node, &ACTIVITY, faults);
        let children = std::mem::take(&mut node.children);
        let is_transaction = |child: &Node| child.namespace.is_none() && child.name == "transaction";
        let (transactions, rest) = children.into_iter().partition(is_transaction);
        node.children = rest;
        Self { file, node, transactions }
    }

    /// `iati-identifier`, where it says something.
    pub(crate) fn identifier(&self) -> Option<&str> {
        let text = self.node.first("iati-identifier").map(|node| node.text.trim());
        text.filter(|text| !text.is_empty())
    }

    /// The language of what says none.
    pub(crate) fn language(&self) -> Option<&str> {
        self.node.said("xml:lang")
    }

    /// `reporting-org`.
    pub(crate) fn reporter(&self) -> Option<&Node> {
        self.node.first("reporting-org")
    }

    /// Whether the reporter reports on behalf of another.
    pub(crate) fn is_reported_by_another(&self) -> bool {
        let said = self.reporter().and_then(|reporter| reporter.said("secondary-reporter"));
        matches!(said, Some("1" | "true"))
    }
}

/// The words of an element in the language that they are shown in here: English where there is any, else
/// the activity's own, else the first. All the others stay in the record that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) text: String,
    pub(crate) language: Option<String>,
}

/// The words of an element, if it has any.
pub(crate) fn words(node: Option<&Node>, default: Option<&str>) -> Option<Words> {
    let spoken: Vec<Words> = node?
        .all("narrative")
        .map(|narrative| Words {
            text: narrative.text.split_whitespace().collect::<Vec<_>>().join(" "),
            language: narrative.said("xml:lang").or(default).map(str::to_owned),
        })
        .filter(|words| !words.text.is_empty())
        .collect();
    let of = |wanted: &str| {
        spoken.iter().find(|words| words.language.as_deref().is_some_and(|language| is_of(language, wanted)))
    };
    of("en").or_else(|| of(default?)).or(spoken.first()).cloned()
}

/// Whether a tag is of a language, whatever the region.
fn is_of(tag: &str, wanted: &str) -> bool {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    primary(tag) == primary(wanted)
}
