//! Checks an element against the schema's tables, and reports every fault.

use super::{ACTIVITIES, Content, Element, Part};
use crate::imports::iati::xml::{Fault, Node};

/// Collects the faults of an element and its descendants.
pub(in super::super) fn check(node: &Node, element: &Element, faults: &mut Vec<Fault>) {
    attributes(node, element, faults);
    match element.content {
        Content::Passed => {}
        Content::Text(r#type) => {
            for child in &node.children {
                complain(
                    faults,
                    child,
                    &format!("<{}> has no place in <{}>, which takes text", child.name, node.name),
                );
            }
            if let Some(wrong) = r#type.complaint(&node.text) {
                complain(faults, node, &format!("<{}> is `{}`, which {wrong}", node.name, short(&node.text)));
            }
        }
        Content::Parts(parts) => {
            no_text(node, faults);
            in_order(node, parts, faults);
        }
    }
}

/// Collects the faults of the root, whose children are read one by one.
pub(in super::super) fn check_root(root: &Node, faults: &mut Vec<Fault>) {
    if root.namespace.is_some() || root.name != "iati-activities" {
        let detail =
            format!("is <{}>, but the root element of IATI activities must be <iati-activities>", root.name);
        return complain(faults, root, &detail);
    }
    attributes(root, &ACTIVITIES, faults);
    let version = root.said("version").unwrap_or_default();
    if version.starts_with("1.") {
        complain(
            faults,
            root,
            &format!("has version {version} of the standard; only versions 2.01 to 2.03 are read"),
        );
    }
}

fn attributes(node: &Node, element: &Element, faults: &mut Vec<Fault>) {
    for (name, value) in &node.attributes {
        let known = element.attributes.iter().find(|attribute| attribute.name == name);
        match known {
            Some(attribute) => {
                if let Some(wrong) = attribute.r#type.complaint(value) {
                    let value = short(value);
                    complain(faults, node, &format!("<{}> has {name}=\"{value}\", which {wrong}", node.name));
                }
            }
            None if name == "xml:lang" && !is_language(value) => {
                let value = short(value);
                complain(
                    faults,
                    node,
                    &format!("<{}> has xml:lang=\"{value}\", which is not a language", node.name),
                );
            }
            None if name.starts_with(['{']) || name.starts_with("xml:") => {}
            None if matches!(element.content, Content::Passed) => {}
            None => {
                complain(faults, node, &format!("<{}> has no attribute `{name}` in IATI 2.03", node.name))
            }
        }
    }
    for attribute in element.attributes.iter().filter(|attribute| attribute.is_required) {
        if node.attribute(attribute.name).is_none() {
            complain(faults, node, &format!("<{}> lacks the attribute `{}`", node.name, attribute.name));
        }
    }
}

/// Reports text in an element that must not have any.
pub(in super::super) fn no_text(node: &Node, faults: &mut Vec<Fault>) {
    if !node.text.trim().is_empty() {
        let text = short(&node.text);
        complain(faults, node, &format!("<{}> has the text `{text}`, but must have none", node.name));
    }
}

fn in_order(node: &Node, parts: &'static [Part], faults: &mut Vec<Fault>) {
    let mut place = 0;
    let mut counts = vec![0_usize; parts.len()];
    let mut foreign = false;
    for child in &node.children {
        if child.namespace.is_some() {
            foreign = true;
            continue;
        }
        let Some(found) = parts.iter().position(|part| part.name == child.name) else {
            complain(
                faults,
                child,
                &format!("<{}> has no place in <{}> in IATI 2.03", child.name, node.name),
            );
            continue;
        };
        // Reported once, at the first such child.
        if std::mem::take(&mut foreign) {
            let detail = format!("<{}> must come before elements of other namespaces", child.name);
            complain(faults, child, &detail);
        } else if found < place {
            let detail = format!("<{}> must come before <{}>", child.name, parts[place].name);
            complain(faults, child, &detail);
        }
        place = place.max(found);
        counts[found] += 1;
        if counts[found] == parts[found].most.saturating_add(1) {
            let detail =
                format!("<{}> appears more than once in <{}>, line {}", child.name, node.name, node.line);
            complain(faults, child, &detail);
        }
        check(child, parts[found].element, faults);
    }
    for (part, count) in parts.iter().zip(counts) {
        if count < part.least {
            complain(faults, node, &format!("<{}> lacks <{}>", node.name, part.name));
        }
    }
}

/// `xsd:language`, or an empty value, which resets the language.
fn is_language(tag: &str) -> bool {
    let is_subtag =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    tag.is_empty() || tag.trim().split('-').all(is_subtag)
}

fn complain(faults: &mut Vec<Fault>, node: &Node, detail: &str) {
    faults.push(Fault { line: node.line, detail: detail.to_owned() });
}

fn short(text: &str) -> String {
    text.trim().chars().take(40).collect()
}
