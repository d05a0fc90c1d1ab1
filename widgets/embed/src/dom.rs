//! Puts a view into the page. Yew's own renderer would be a third of the download: it brings components, a scheduler
//! and listeners, and a figure has none. Unchanged nodes stay, so that a screen reader and the focus keep their place.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Node};
use yew::virtual_dom::{AttributeOrProperty, Attributes, VNode, VTag};

const HTML: &str = "http://www.w3.org/1999/xhtml";
const SVG: &str = "http://www.w3.org/2000/svg";
/// The SVG elements that figures use.
const DRAWN: [&str; 5] = ["svg", "line", "rect", "path", "text"];

/// Makes the children of `at` match the view, which consists of elements, texts and lists of both.
pub(crate) fn show(at: &Element, view: &VNode) {
    if let Some(document) = at.owner_document() {
        children(&document, at, view);
    }
}

fn children(document: &Document, at: &Element, view: &VNode) {
    let mut views = Vec::new();
    flatten(view, &mut views);
    let mut old = at.first_child();
    for view in views {
        let next = old.as_ref().and_then(Node::next_sibling);
        match view {
            VNode::VTag(tag) => element(document, at, old, tag),
            VNode::VText(text) => words(document, at, old, &text.text),
            _ => {}
        }
        old = next;
    }
    while let Some(extra) = old {
        old = extra.next_sibling();
        extra.unchecked_ref::<Element>().remove();
    }
}

fn flatten<'v>(view: &'v VNode, into: &mut Vec<&'v VNode>) {
    match view {
        VNode::VList(list) => list.iter().for_each(|view| flatten(view, into)),
        VNode::VTag(_) | VNode::VText(_) => into.push(view),
        _ => {}
    }
}

fn words(document: &Document, at: &Element, old: Option<Node>, words: &str) {
    match &old {
        Some(old) if old.node_type() == Node::TEXT_NODE => {
            if old.node_value().as_deref() != Some(words) {
                old.set_node_value(Some(words));
            }
        }
        _ => put(at, old, &document.create_text_node(words)),
    }
}

fn element(document: &Document, at: &Element, old: Option<Node>, tag: &VTag) {
    let name = tag.tag();
    let known = old.as_ref().and_then(Node::dyn_ref::<Element>).filter(|old| old.local_name() == name);
    if let Some(known) = known {
        fill(document, known, tag);
    } else if let Ok(new) =
        document.create_element_ns(Some(if DRAWN.contains(&name) { SVG } else { HTML }), name)
    {
        fill(document, &new, tag);
        put(at, old, &new);
    }
}

fn put(at: &Element, old: Option<Node>, new: &Node) {
    let put = match old {
        Some(old) => at.replace_child(new, &old),
        None => at.append_child(new),
    };
    // Both nodes belong to the same document, so this cannot fail.
    put.ok();
}

fn fill(document: &Document, element: &Element, tag: &VTag) {
    let attributes = attributes(&tag.attributes);
    for name in element.get_attribute_names().iter().filter_map(|name| name.as_string()) {
        if !attributes.iter().any(|(known, _)| *known == name) {
            element.remove_attribute(&name).ok();
        }
    }
    for (name, value) in attributes {
        if element.get_attribute(name).as_deref() != Some(value) {
            element.set_attribute(name, value).ok();
        }
    }
    if let Some(inner) = tag.children() {
        children(document, element, inner);
    }
}

fn attributes(attributes: &Attributes) -> Vec<(&str, &str)> {
    fn text(value: &AttributeOrProperty) -> Option<&str> {
        match value {
            AttributeOrProperty::Static(text) => Some(text),
            AttributeOrProperty::Attribute(text) => Some(text),
            AttributeOrProperty::Property(_) => None,
        }
    }
    match attributes {
        Attributes::Static(list) => {
            list.iter().filter_map(|(name, value)| Some((*name, text(value)?))).collect()
        }
        Attributes::Dynamic { keys, values } => {
            let pairs = keys.iter().zip(values);
            pairs.filter_map(|(name, value)| Some((*name, text(value.as_ref()?)?))).collect()
        }
        // Only for elements made without `html!`.
        Attributes::IndexMap(_) => Vec::new(),
    }
}
