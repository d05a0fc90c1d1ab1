//! Turns a row into the body of an entry, checked by the same rules as a posted body.

use serde_json::{Map, Value, json};
use shared::{entries::NewEntry, fields, problem::FieldError};
use uuid::Uuid;

use super::{mapping::Mapping, read::Row, values};
use crate::imports::plan::Links;

/// A wrong field, and the complaint about it.
pub(super) type Wrong = (String, String);

/// A row's values, by field.
pub(super) type Values = std::collections::BTreeMap<&'static str, String>;

/// A row's values, each read through its mapping.
pub(super) fn values(row: &Row, mapping: &Mapping) -> Result<Values, Vec<Wrong>> {
    let (mut values, mut wrong) = (Values::new(), Vec::new());
    for (&field, source) in &mapping.fields {
        match source.value(&row.cells) {
            Ok(Some(value)) => {
                values.insert(field, value);
            }
            Ok(None) => {}
            Err(reason) => wrong.push((field.to_owned(), reason)),
        }
    }
    if wrong.is_empty() { Ok(values) } else { Err(wrong) }
}

/// The entry of a row and the records it links to; the ids of those entries are not known yet.
pub(super) fn entry(values: &Values, mapping: &Mapping) -> Result<(NewEntry, Links), Vec<Wrong>> {
    let link = |field: &str| values.get(field).cloned();
    let links =
        Links { reverses: link("reverses"), follows: link("follows"), supersedes: link("supersedes") };
    let mut body = body(values, mapping)?;
    // The linked entry's id is known only when the entry is written; the rules ask for an id.
    if links.reverses.is_some() {
        body.insert("reverses".to_owned(), json!(Uuid::nil()));
    }
    match fields::read::<NewEntry>(&Value::Object(body)) {
        Ok(entry) => Ok((NewEntry { reverses: None, ..entry }, links)),
        Err(errors) => Err(errors.iter().map(wrong).collect()),
    }
}

fn body(values: &Values, mapping: &Mapping) -> Result<Map<String, Value>, Vec<Wrong>> {
    let mut wrong = Vec::new();
    let mut body = Map::new();
    for field in ["kind", "audience", "description", "budget_year", "counting", "earmarking"] {
        body.insert(field.to_owned(), json!(values.get(field)));
    }
    // A field with a default does not accept null.
    body.retain(|_, value| !value.is_null());
    let mut read = |field: &'static str, read: &dyn Fn(&str) -> Result<Value, String>| {
        let value = values.get(field)?;
        read(value).map_err(|reason| wrong.push((field.to_owned(), reason))).ok()
    };
    let date = |text: &str| mapping.dates.date(text).map(Value::from);
    for field in ["date", "value_date", "decision_date", "first_reported_date"] {
        body.extend(read(field, &date).map(|value| (field.to_owned(), value)));
    }
    for field in ["sample", "in_kind", "new_money"] {
        let value = read(field, &|text| values::boolean(text).map(Value::from));
        body.extend(value.map(|value| (field.to_owned(), value)));
    }
    let years = read("usage_years", &|text| values::years(text).map(|years| json!(years)));
    body.extend(years.map(|value| ("usage_years".to_owned(), value)));
    if let Some(amount) = read("amount", &|text| mapping.numbers.read(text).map(Value::from)) {
        match values.get("currency") {
            Some(currency) => {
                body.insert("amount".to_owned(), json!({"amount": amount, "currency": currency}));
            }
            None => wrong.push(("currency".to_owned(), "is required beside an amount".to_owned())),
        }
    }
    let mut evidence = Map::new();
    for (field, name) in [
        ("evidence.kind", "kind"),
        ("evidence.title", "title"),
        ("evidence.url", "url"),
        ("evidence.language", "language"),
    ] {
        evidence.extend(values.get(field).map(|value| (name.to_owned(), json!(value))));
    }
    if let Some(value) = values.get("evidence.date") {
        match mapping.dates.date(value) {
            Ok(date) => {
                evidence.insert("date".to_owned(), json!(date));
            }
            Err(reason) => wrong.push(("evidence.date".to_owned(), reason)),
        }
    }
    if evidence.contains_key("title") {
        body.insert("evidence".to_owned(), json!([evidence]));
    }
    for (list, names) in [
        ("purposes", [("purpose.code", "code"), ("purpose.vocabulary", "vocabulary")]),
        ("recipients", [("recipient.country", "country"), ("recipient.region", "region")]),
    ] {
        let part =
            names.iter().filter_map(|(field, name)| Some(((*name).to_owned(), json!(values.get(field)?))));
        let part: Map<String, Value> = part.collect();
        if part.keys().any(|name| name != "vocabulary") {
            body.insert(list.to_owned(), json!([part]));
        }
    }
    if wrong.is_empty() { Ok(body) } else { Err(wrong) }
}

/// Turns a complaint about a body into a complaint about a field of the mapping.
fn wrong(error: &FieldError) -> Wrong {
    let pointer = error.pointer.trim_start_matches("#/");
    let field = match pointer.split('/').collect::<Vec<_>>()[..] {
        [list, _, name] => {
            let part = match list {
                "purposes" => "purpose",
                "recipients" => "recipient",
                other => other,
            };
            format!("{part}.{name}")
        }
        ["evidence"] => "evidence.title".to_owned(),
        [first, ..] => first.to_owned(),
        [] => String::new(),
    };
    (field, error.detail.clone())
}
