//! An activity: the parts that its transactions' entries need.

use super::{
    schema::{ACTIVITY, check},
    xml::{Fault, Node},
};

/// An activity without its transactions.
#[derive(Debug)]
pub(crate) struct Activity {
    /// The index of the activity's file.
    pub(crate) file: usize,
    /// The element without its transactions.
    pub(crate) node: Node,
    pub(crate) transactions: Vec<Node>,
}

impl Activity {
    /// Reads an activity that follows the schema; adds its faults to `faults`.
    pub(super) fn of(file: usize, mut node: Node, faults: &mut Vec<Fault>) -> Self {
        check(&node, &ACTIVITY, faults);
        let children = std::mem::take(&mut node.children);
        let is_transaction = |child: &Node| child.namespace.is_none() && child.name == "transaction";
        let (transactions, rest) = children.into_iter().partition(is_transaction);
        node.children = rest;
        Self { file, node, transactions }
    }

    /// `iati-identifier`, unless it is empty.
    pub(crate) fn identifier(&self) -> Option<&str> {
        let text = self.node.first("iati-identifier").map(|node| node.text.trim());
        text.filter(|text| !text.is_empty())
    }

    /// The language of elements that state none.
    pub(crate) fn language(&self) -> Option<&str> {
        self.node.said("xml:lang")
    }

    /// `reporting-org`.
    pub(crate) fn reporter(&self) -> Option<&Node> {
        self.node.first("reporting-org")
    }

    /// Whether the reporter reports on another's behalf.
    pub(crate) fn is_reported_by_another(&self) -> bool {
        let said = self.reporter().and_then(|reporter| reporter.said("secondary-reporter"));
        matches!(said, Some("1" | "true"))
    }
}

/// An element's words in the language shown here: English if present, else the activity's own, else the first. The
/// stored record has all languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) text: String,
    pub(crate) language: Option<String>,
}

/// An element's words, if it has any.
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

/// Whether a language tag is of this language, in any region.
fn is_of(tag: &str, wanted: &str) -> bool {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    primary(tag) == primary(wanted)
}
