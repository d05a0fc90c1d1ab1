//! An element with all that is in it, and what can be wrong with one.

use std::fmt;

use serde_json::{Map, Value};

/// What is wrong, and in which line of its file.
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
    /// The namespace, where it has one.
    pub(crate) namespace: Option<String>,
    pub(crate) name: String,
    /// The line on which it begins.
    pub(crate) line: usize,
    /// Names as they are written in JSON (`Node::key`), without the declarations of namespaces.
    pub(crate) attributes: Vec<(String, String)>,
    /// The text directly in it, all pieces together.
    pub(crate) text: String,
    pub(crate) children: Vec<Node>,
}

impl Node {
    /// The name of an element or an attribute: as it is, or `{namespace}name`; `xml:lang` has its own.
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

    /// An attribute that says something: an empty one is as good as none.
    pub(crate) fn said(&self, key: &str) -> Option<&str> {
        self.attribute(key).map(str::trim).filter(|value| !value.is_empty())
    }

    /// The children of one name, in no namespace.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |child| child.namespace.is_none() && child.name == name)
    }

    pub(crate) fn first(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.namespace.is_none() && child.name == name)
    }

    /// All of it as JSON: attributes as `@name`, text as `#text`, children as lists under their names.
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
