//! Closes schemas, so that an object may have only described properties. A schema that is part of
//! another stays open and is closed where the whole is used.

use serde_json::{Map, Value};

/// The schemas of `components`, each open at its top, since other schemas may extend it.
pub(super) fn components(components: &Value) -> Value {
    let schemas = &components["schemas"];
    let mut closed = schemas.as_object().cloned().unwrap_or_default();
    for schema in closed.values_mut() {
        close(schema, schemas, true);
    }
    Value::Object(closed)
}

/// A schema used on its own.
pub(super) fn whole(schema: &Value, schemas: &Value) -> Value {
    let mut closed = schema.clone();
    close(&mut closed, schemas, false);
    closed
}

fn close(schema: &mut Value, schemas: &Value, part: bool) {
    let is_object = describes_object(schema, schemas);
    let Some(object) = schema.as_object_mut() else { return };
    let composed = object.contains_key("properties") || object.contains_key("allOf");
    for name in ["properties", "patternProperties", "$defs"] {
        each(object.get_mut(name), |inner| close(inner, schemas, false));
    }
    for name in ["items", "additionalProperties", "contains"] {
        if let Some(inner) = object.get_mut(name) {
            close(inner, schemas, false);
        }
    }
    each(object.get_mut("allOf"), |inner| close(inner, schemas, true));
    for name in ["oneOf", "anyOf"] {
        each(object.get_mut(name), |inner| close(inner, schemas, composed));
    }
    if is_object && !part {
        object.insert("unevaluatedProperties".to_owned(), Value::Bool(false));
    }
}

fn each(holder: Option<&mut Value>, mut work: impl FnMut(&mut Value)) {
    match holder {
        Some(Value::Object(map)) => map.values_mut().for_each(&mut work),
        Some(Value::Array(list)) => list.iter_mut().for_each(&mut work),
        _ => {}
    }
}

fn describes_object(schema: &Value, schemas: &Value) -> bool {
    let named = schema["$ref"].as_str().and_then(|pointer| pointer.strip_prefix("#/components/schemas/"));
    let has_parts = |object: &Map<String, Value>| {
        let parts = object.get("allOf").and_then(Value::as_array);
        parts.is_some_and(|parts| parts.iter().any(|part| describes_object(part, schemas)))
    };
    named.is_some_and(|name| describes_object(&schemas[name], schemas))
        || schema.as_object().is_some_and(|object| object.contains_key("properties") || has_parts(object))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn closed_schemas_refuse_undescribed_fields_at_any_depth() {
        let part = json!({"type": "object", "properties": {"a": {"type": "integer"}}});
        let schemas = components(&json!({"schemas": {
            "Part": part,
            "Whole": {"allOf": [{"$ref": "#/components/schemas/Part"}, {"properties": {"parts": {
                "type": "array", "items": {"$ref": "#/components/schemas/Part"},
            }}}]},
        }}));
        let mut schema = whole(&json!({"$ref": "#/components/schemas/Whole"}), &schemas);
        schema["components"] = json!({"schemas": schemas});
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        assert!(validator.is_valid(&json!({"a": 1, "parts": [{"a": 2}]})));
        assert!(!validator.is_valid(&json!({"a": 1, "b": 1})));
        assert!(!validator.is_valid(&json!({"a": 1, "parts": [{"a": 2, "b": 1}]})));
    }
}
