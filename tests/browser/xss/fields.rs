//! The text fields of a request body, as `openapi.yaml` describes them, so that new fields are
//! included.

use serde_json::{Map, Value, json};

/// A body with every text field, and pointers to them (RFC 6901).
pub(crate) struct Texts {
    pub(crate) body: Value,
    pub(crate) pointers: Vec<String>,
}

/// Adds every text field of a schema to a body. Fields that need another thing stay as they are in
/// `body`.
pub(crate) fn fill(root: &Value, schema: &Value, body: Value) -> Texts {
    let mut pointers = Vec::new();
    let body = value(root, schema, Some(&body), "", &mut pointers);
    Texts { body: body.expect("a body was given"), pointers }
}

fn value(
    root: &Value,
    schema: &Value,
    given: Option<&Value>,
    at: &str,
    texts: &mut Vec<String>,
) -> Option<Value> {
    let parts = parts(root, schema);
    let get = |name: &str| parts.iter().find_map(|part| part.get(name));
    let example =
        || get("example").or_else(|| get("examples")?.get(0)).or_else(|| get("enum")?.get(0)).cloned();
    let is = |r#type: &str| parts.iter().any(|part| names(&part["type"], r#type));
    if is("string") {
        let is_free = ["enum", "pattern"].iter().all(|limit| get(limit).is_none());
        let is_text = is_free && get("format").is_none_or(|format| format == "uri");
        texts.extend(is_text.then(|| at.to_owned()));
        return given.cloned().or_else(example).or_else(|| is_text.then(|| json!("x")));
    }
    if is("array") {
        let first = given.and_then(|given| given.get(0));
        let item = value(root, get("items")?, first, &format!("{at}/0"), texts)?;
        let rest = given.and_then(Value::as_array).into_iter().flatten().skip(1).cloned();
        return Some([item].into_iter().chain(rest).collect());
    }
    if parts.iter().any(|part| part.get("properties").is_some()) {
        let mut object = given.and_then(Value::as_object).cloned().unwrap_or_default();
        parts.iter().for_each(|part| properties(root, part, &mut object, at, texts));
        return Some(Value::Object(object));
    }
    if let (Some(schema), Some(Value::Object(given))) = (get("additionalProperties"), given) {
        let filled = given.iter().filter_map(|(key, given)| {
            Some((key.clone(), value(root, schema, Some(given), &format!("{at}/{key}"), texts)?))
        });
        return Some(filled.collect());
    }
    given.cloned().or_else(example).or_else(|| is("boolean").then_some(Value::Bool(false)))
}

/// Adds the fields that contain texts, and the fields they need.
fn properties(
    root: &Value,
    part: &Value,
    object: &mut Map<String, Value>,
    at: &str,
    texts: &mut Vec<String>,
) {
    for (name, schema) in part["properties"].as_object().into_iter().flatten() {
        let mut found = Vec::new();
        let filled = value(root, schema, object.get(name), &format!("{at}/{name}"), &mut found);
        let is_required = names(&part["required"], name);
        if let Some(filled) = filled.filter(|_| is_required || !found.is_empty()) {
            object.insert(name.clone(), filled);
            texts.extend(found);
        }
    }
}

/// A schema's parts, with references followed and the first alternative that is not null.
fn parts<'s>(root: &'s Value, schema: &'s Value) -> Vec<&'s Value> {
    let mut all = vec![schema];
    if let Some(reference) = schema["$ref"].as_str() {
        all.extend(
            root.pointer(reference.trim_start_matches('#'))
                .map(|found| parts(root, found))
                .unwrap_or_default(),
        );
    }
    let either = schema["oneOf"].as_array().into_iter().flatten();
    let either = either.filter(|part| part["type"] != "null").take(1);
    let both = schema["allOf"].as_array().into_iter().flatten();
    all.extend(either.chain(both).flat_map(|part| parts(root, part)));
    all
}

/// Whether a name equals this value, or is in this list.
fn names(list: &Value, name: &str) -> bool {
    list == name || list.as_array().is_some_and(|list| list.iter().any(|one| one == name))
}
