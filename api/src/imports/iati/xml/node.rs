//! An element with its content, and the faults of a file.

use std::fmt;

use serde_json::{Map, Value};

/// A fault, and its line in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub line: usize,
    pub detail: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}: {}", self.line, self.detail)
    }
}

/// An element.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    /// The namespace, if any.
    pub(crate) namespace: Option<String>,
    pub(crate) name: String,
    /// The line where the element begins.
    pub(crate) line: usize,
    /// Attributes by their JSON names (`Node::key`), without namespace declarations.
    pub(crate) attributes: Vec<(String, String)>,
    /// The element's own text, joined.
    pub(crate) text: String,
    pub(crate) children: Vec<Node>,
}

impl Node {
    /// The JSON name of an element or attribute: the plain name, or `{namespace}name`; `xml:lang` keeps its
    /// prefix.
    pub(super) fn key(namespace: Option<&str>, name: &str) -> String {
        match namespace {
            None => name.to_owned(),
            Some(super::XML) => format!("xml:{name}"),
            Some(namespace) => format!("{{{namespace}}}{name}"),
        }
    }

    pub(crate) fn attribute(&self, key: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// An attribute's value, unless it is empty.
    pub(crate) fn said(&self, key: &str) -> Option<&str> {
        self.attribute(key).map(str::trim).filter(|value| !value.is_empty())
    }

    /// The children with this name and no namespace.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |child| child.namespace.is_none() && child.name == name)
    }

    pub(crate) fn first(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.namespace.is_none() && child.name == name)
    }

    /// The element as JSON: attributes as `@name`, text as `#text`, children as lists under their names.
    pub(crate) fn to_json(&self) -> Value {
        let mut object = Map::new();
        for (name, value) in &self.attributes {
            object.insert(format!("@{name}"), Value::from(value.as_str()));
        }
        let text = self.text.trim();
        if !text.is_empty() {
            object.insert("#text".to_owned(), Value::from(text));
        }
        for child in &self.children {
            let list = object.entry(Self::key(child.namespace.as_deref(), &child.name));
            let list = list.or_insert_with(|| Value::Array(Vec::new()));
            list.as_array_mut().expect("no attribute has the name of an element").push(child.to_json());
        }
        Value::Object(object)
    }
}
