//! The published document, `openapi.yaml`: its operations, and its schemas made strict, so that an
//! undescribed field is an error.

mod strict;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock},
};

use jsonschema::Validator;
use serde_json::{Value, json};

/// The document, and the validators compiled so far.
pub struct Document {
    /// The whole document.
    pub root: Value,
    /// Every operation.
    pub operations: Vec<Operation>,
    strict: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// One operation of the document.
#[derive(Clone, Debug)]
pub struct Operation {
    /// In capitals.
    pub method: String,
    /// The path as the document writes it, `/v1/pledges/{id}`.
    pub template: String,
    /// Its description in the document.
    pub value: Value,
}

/// The document's entry for a method and a path.
pub(crate) enum Found<'d> {
    Operation(&'d Operation),
    /// The path is known, with these methods.
    OtherMethods(Vec<&'d str>),
    Nothing,
}

const METHODS: [&str; 6] = ["get", "put", "post", "delete", "patch", "options"];

impl Document {
    /// The document at the root of the repository.
    pub fn published() -> &'static Self {
        static PUBLISHED: OnceLock<Document> = OnceLock::new();
        PUBLISHED.get_or_init(|| {
            let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi.yaml");
            let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{file}: {error}"));
            Self::read(yaml_serde::from_str(&text).expect("openapi.yaml is YAML"))
        })
    }

    fn read(root: Value) -> Self {
        let paths = root["paths"].as_object().expect("the document has paths");
        let operations = paths.iter().flat_map(|(template, item)| {
            let item = item.as_object().expect("a path has operations");
            let known = item.iter().filter(|(method, _)| METHODS.contains(&method.as_str()));
            known.map(|(method, value)| {
                let (method, template) = (method.to_uppercase(), template.clone());
                Operation { method, template, value: value.clone() }
            })
        });
        let operations = operations.collect();
        let strict = strict::components(&root["components"]);
        Self { operations, strict, root, validators: Mutex::default() }
    }

    /// The operation that serves a path, ignoring its query. HEAD is served like GET.
    pub(crate) fn find(&self, method: &str, path: &str) -> Found<'_> {
        let path = path.split('?').next().unwrap_or_default();
        let method = if method == "HEAD" { "GET" } else { method };
        let fitting = self.operations.iter().filter(|operation| operation.fits(path));
        // `/v1/pledges/totals` with a template of its own is not a pledge with the id `totals`.
        let Some(literal) = fitting.clone().map(Operation::literals).max() else { return Found::Nothing };
        let mut best = fitting.filter(|operation| operation.literals() == literal);
        if let Some(found) = best.clone().find(|operation| operation.method == method) {
            return Found::Operation(found);
        }
        let methods: Vec<&str> = best.by_ref().map(|operation| operation.method.as_str()).collect();
        Found::OtherMethods(methods)
    }

    /// The mismatches between a value and a schema of the document. `name` identifies the schema in
    /// the cache.
    pub(crate) fn complaints(&self, name: &str, schema: &Value, value: &Value) -> Vec<String> {
        let validator = self.validator(name, schema);
        let errors = validator.iter_errors(value);
        errors.map(|error| format!("{} {error}", error.instance_path())).collect()
    }

    fn validator(&self, name: &str, schema: &Value) -> Arc<Validator> {
        let mut validators = self.validators.lock().expect("no test panics while it holds this");
        let validator = validators.entry(name.to_owned()).or_insert_with(|| {
            let mut schema = strict::whole(schema, &self.strict);
            // References start at the root of the document.
            schema["components"] = json!({"schemas": self.strict});
            let options =
                jsonschema::options().should_validate_formats(true).should_ignore_unknown_formats(true);
            Arc::new(options.build(&schema).unwrap_or_else(|error| panic!("the schema of {name}: {error}")))
        });
        validator.clone()
    }
}

impl Operation {
    /// The description of a reply with this status, with its reference resolved.
    pub fn response<'d>(&'d self, document: &'d Document, status: u16) -> Option<&'d Value> {
        let response = self.value["responses"].get(status.to_string())?;
        match response["$ref"].as_str() {
            Some(pointer) => document.root.pointer(pointer.trim_start_matches('#')),
            None => Some(response),
        }
    }

    /// The operation id.
    pub fn named(&self) -> &str {
        self.value["operationId"].as_str().unwrap_or_default()
    }

    /// Whether the operation takes a parameter of this name.
    pub fn takes(&self, name: &str) -> bool {
        let parameters = self.value["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
        parameters.iter().any(|parameter| parameter["name"] == name)
    }

    /// Whether the document requires a key.
    pub fn needs_key(&self) -> bool {
        let ways = self.value["security"].as_array().map(Vec::as_slice).unwrap_or_default();
        // An empty alternative means that no key is needed.
        !ways.is_empty() && ways.iter().all(|way| way.as_object().is_some_and(|way| !way.is_empty()))
    }

    /// Whether it takes a body.
    pub fn has_body(&self) -> bool {
        !self.value["requestBody"].is_null()
    }

    /// The statuses that the document lists.
    pub fn statuses(&self) -> impl Iterator<Item = u16> {
        let responses = self.value["responses"].as_object();
        responses.into_iter().flat_map(|responses| responses.keys()).filter_map(|status| status.parse().ok())
    }

    /// Whether it is a GET that ends, rather than a stream.
    pub fn is_plain_get(&self) -> bool {
        self.method == "GET" && self.value["responses"]["200"]["content"].get("text/event-stream").is_none()
    }

    fn fits(&self, path: &str) -> bool {
        let (mut parts, mut wanted) = (path.split('/'), self.template.split('/'));
        let fit = |(part, wanted): (&str, &str)| {
            if wanted.starts_with('{') { !part.is_empty() } else { part == wanted }
        };
        parts.by_ref().zip(wanted.by_ref()).all(fit)
            && path.matches('/').count() == self.template.matches('/').count()
    }

    fn literals(&self) -> usize {
        self.template.split('/').filter(|part| !part.starts_with('{')).count()
    }
}
