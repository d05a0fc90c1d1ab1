//! Reads a JSON body field by field and collects every complaint, so that a person corrects a form once
//! rather than once per field. The same reader serves the API and browser forms.

use rust_decimal::Decimal;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{
    embargo::VisibleFrom,
    languages::{ByLanguage, is_tag},
    problem::FieldError,
};

/// The most objects in a list of a body.
const MOST_OBJECTS: usize = 50;

/// The complaint about a text that is not a country code.
pub const NO_COUNTRY: &str = "must be an ISO 3166-1 country code, such as GB";

/// Whether a text has the form of an ISO 3166-1 alpha-2 code. The standard reserves EU for the European
/// Union.
pub fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// A body that can be read from a JSON object.
pub trait Body: Sized {
    /// Reads every field it knows. `None` only after a complaint.
    fn read(fields: &mut Fields<'_>) -> Option<Self>;
}

/// Reads a body, or lists everything that is wrong with it.
pub fn read<T: Body>(value: &Value) -> Result<T, Vec<FieldError>> {
    let mut errors = Vec::new();
    refuse_nul(value, "", &mut errors);
    let body = read_at(value, String::new(), &mut errors);
    match body {
        Some(body) if errors.is_empty() => Ok(body),
        _ => Err(errors),
    }
}

/// Reads the body that results when `patch` (JSON Merge Patch, RFC 7396) is applied to `current`.
pub fn patch<T: Body + Serialize>(current: &T, patch: &Value) -> Result<T, Vec<FieldError>> {
    let Value::Object(changes) = patch else {
        return Err(vec![FieldError::new("", "must be a JSON object")]);
    };
    let mut merged = serde_json::to_value(current).expect("a body is plain data");
    for (name, change) in changes {
        merge(merged.as_object_mut().expect("a body is an object"), name, change);
    }
    read(&merged)
}

/// Refuses the one character that PostgreSQL cannot store.
fn refuse_nul(value: &Value, at: &str, errors: &mut Vec<FieldError>) {
    match value {
        Value::String(text) if text.contains('\0') => {
            errors.push(FieldError::new(at, "must not contain the character U+0000"))
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| refuse_nul(item, &format!("{at}/{index}"), errors));
        }
        Value::Object(fields) => fields.iter().for_each(|(name, field)| {
            let at = format!("{at}/{}", escaped(name));
            refuse_nul(&Value::from(name.as_str()), &at, errors);
            refuse_nul(field, &at, errors);
        }),
        _ => {}
    }
}

fn merge(target: &mut Map<String, Value>, name: &str, change: &Value) {
    match (change, target.get_mut(name)) {
        (Value::Null, Some(_)) => {
            target.remove(name);
        }
        (Value::Object(changes), Some(Value::Object(inner))) => {
            changes.iter().for_each(|(name, change)| merge(inner, name, change));
        }
        _ => {
            target.insert(name.to_owned(), change.clone());
        }
    }
}

fn read_at<T: Body>(value: &Value, at: String, errors: &mut Vec<FieldError>) -> Option<T> {
    let Value::Object(object) = value else {
        errors.push(FieldError::new(&at, "must be a JSON object"));
        return None;
    };
    let mut fields = Fields { object, at, known: Vec::new(), errors };
    let body = T::read(&mut fields);
    fields.refuse_unknown();
    body
}

/// Reads the fields of one JSON object.
pub struct Fields<'a> {
    object: &'a Map<String, Value>,
    at: String,
    known: Vec<&'static str>,
    errors: &'a mut Vec<FieldError>,
}

impl Fields<'_> {
    /// A required field.
    pub fn required<T: DeserializeOwned>(&mut self, name: &'static str) -> Option<T> {
        if self.take(name).is_none() {
            self.complain(name, "is required");
            return None;
        }
        self.optional(name)
    }

    /// Complains if a field is absent.
    pub fn require(&mut self, name: &'static str) {
        if self.take(name).is_none() {
            self.complain(name, "is required");
        }
    }

    /// A field that may be absent or null.
    pub fn optional<T: DeserializeOwned>(&mut self, name: &'static str) -> Option<T> {
        let value = self.take(name)?.clone();
        serde_json::from_value(value).map_err(|error| self.complain(name, &worded(&error))).ok()
    }

    /// A field that has its default if absent; null is not accepted.
    pub fn or_default<T: DeserializeOwned + Default>(&mut self, name: &'static str) -> T {
        self.take(name);
        let Some(value) = self.object.get(name).cloned() else { return T::default() };
        let read = serde_json::from_value(value);
        read.unwrap_or_else(|error| {
            self.complain(name, &worded(&error));
            T::default()
        })
    }

    /// A required text, at most `most` characters long.
    pub fn text(&mut self, name: &'static str, most: usize) -> Option<String> {
        let text = self.required(name)?;
        self.checked_text(name, most, text)
    }

    /// An optional text; an empty one counts as absent.
    pub fn optional_text(&mut self, name: &'static str, most: usize) -> Option<String> {
        let text: String = self.optional(name)?;
        if text.trim().is_empty() {
            return None;
        }
        self.checked_text(name, most, text)
    }

    /// The field `visible_from`: when an embargo ends.
    pub fn visible_from(&mut self) -> Option<VisibleFrom> {
        let text = self.optional_text("visible_from", 100)?;
        VisibleFrom::set(&text).map_err(|detail| self.complain("visible_from", detail)).ok()
    }

    /// A decimal string. A JSON number is refused, because it would be read as a binary float.
    pub fn decimal(&mut self, name: &'static str) -> Option<Decimal> {
        let text: String = self.optional(name)?;
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, "0"));
        let decimal = text.parse().ok().filter(|_| plain(whole) && plain(fraction) && text.len() <= 25);
        if decimal.is_none() {
            self.complain(name, "must be a decimal string, such as \"12.5\"");
        }
        decimal
    }

    /// A country, by its ISO 3166-1 code.
    pub fn country(&mut self, name: &'static str) -> Option<String> {
        let code: String = self.optional(name)?;
        if is_country(&code) {
            return Some(code);
        }
        self.complain(name, NO_COUNTRY);
        None
    }

    /// Countries, by their ISO 3166-1 codes, without repeats; absent counts as empty.
    pub fn countries(&mut self, name: &'static str) -> Vec<String> {
        let codes = self.texts(name, MOST_OBJECTS);
        if !codes.iter().all(|code| is_country(code)) {
            self.complain(name, "must be ISO 3166-1 country codes, such as GB");
        }
        codes
    }

    /// A list of texts without repeats; absent counts as empty.
    pub fn texts(&mut self, name: &'static str, most: usize) -> Vec<String> {
        let mut texts: Vec<String> = self.or_default(name);
        let mut seen = std::collections::BTreeSet::new();
        texts.retain(|text| seen.insert(text.clone()));
        self.few(name, texts.len(), most);
        texts
    }

    /// A BCP 47 tag; only its form is checked.
    pub fn language(&mut self, name: &'static str) -> Option<String> {
        let tag = self.optional_text(name, 35)?;
        if is_tag(&tag) {
            return Some(tag);
        }
        self.complain(name, "must be a BCP 47 language tag, such as en or pt-BR");
        None
    }

    /// Texts by language, each at most `most` characters long; absent counts as empty.
    pub fn texts_by_language(&mut self, name: &'static str, most: usize) -> ByLanguage<String> {
        let texts: ByLanguage<String> = self.or_default(name);
        self.few(name, texts.0.len(), MOST_OBJECTS);
        let mut read = ByLanguage::default();
        for (tag, text) in texts.0 {
            let at = format!("{name}/{}", escaped(&tag));
            let text = text.trim();
            if !is_tag(&tag) {
                self.complain(&at, "must be under a BCP 47 language tag, such as en or pt-BR");
            } else if text.is_empty() {
                self.complain(&at, "must not be empty");
            } else if text.chars().count() > most {
                self.complain(&at, &format!("must be at most {most} characters long"));
            } else {
                read.0.insert(tag, text.to_owned());
            }
        }
        read
    }

    /// Objects by language, each read by the same rules; absent counts as empty.
    pub fn by_language<T: Body>(&mut self, name: &'static str) -> ByLanguage<T> {
        let objects: ByLanguage<Value> = self.or_default(name);
        self.few(name, objects.0.len(), MOST_OBJECTS);
        let mut read = ByLanguage::default();
        for (tag, value) in objects.0 {
            if !is_tag(&tag) {
                let at = format!("{name}/{}", escaped(&tag));
                self.complain(&at, "must be under a BCP 47 language tag, such as en or pt-BR");
                continue;
            }
            let at = format!("{}/{name}/{tag}", self.at);
            read.0.extend(read_at(&value, at, self.errors).map(|object| (tag, object)));
        }
        read
    }

    fn few(&mut self, name: &'static str, length: usize, most: usize) {
        if length > most {
            self.complain(name, &format!("must have at most {most} items"));
        }
    }

    /// A list of objects, each read by the same rules; absent counts as empty.
    pub fn each<T: Body>(&mut self, name: &'static str) -> Vec<T> {
        let values: Vec<Value> = self.or_default(name);
        self.few(name, values.len(), MOST_OBJECTS);
        let at = format!("{}/{name}", self.at);
        let read = |(index, value)| read_at(value, format!("{at}/{index}"), self.errors);
        values.iter().enumerate().filter_map(read).collect()
    }

    /// An object read by its own rules; absent counts as `None`.
    pub fn object<T: Body>(&mut self, name: &'static str) -> Option<T> {
        let value = self.take(name)?.clone();
        read_at(&value, format!("{}/{name}", self.at), self.errors)
    }

    /// Adds a complaint about a field.
    pub fn complain(&mut self, name: &str, detail: &str) {
        self.errors.push(FieldError::new(&format!("{}/{name}", self.at), detail));
    }

    fn take(&mut self, name: &'static str) -> Option<&Value> {
        if !self.known.contains(&name) {
            self.known.push(name);
        }
        self.object.get(name).filter(|value| !value.is_null())
    }

    fn checked_text(&mut self, name: &'static str, most: usize, text: String) -> Option<String> {
        let text = text.trim();
        if text.is_empty() {
            self.complain(name, "must not be empty");
        } else if text.chars().count() > most {
            self.complain(name, &format!("must be at most {most} characters long"));
        } else {
            return Some(text.to_owned());
        }
        None
    }

    fn refuse_unknown(&mut self) {
        let unknown: Vec<_> =
            self.object.keys().filter(|name| !self.known.contains(&name.as_str())).collect();
        for name in unknown {
            let near = nearest(name, self.known.iter().copied());
            let detail = near.map_or("is not a known field".to_owned(), |near| {
                format!("is not a known field; the nearest known name is `{near}`")
            });
            self.errors.push(FieldError::new(&format!("{}/{}", self.at, escaped(name)), &detail));
        }
    }
}

/// The known name most similar to the written one.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known.into_iter().min_by_key(|name| strsim::damerau_levenshtein(written, name))
}

/// A reference token of a JSON pointer (RFC 6901).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// serde's message; for an unknown word, the known words and the nearest one.
pub fn worded(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let Some(written) = message.strip_prefix("unknown variant ") else { return message };
    let mut words = written.split('`').skip(1).step_by(2);
    let unknown = words.next().unwrap_or_default();
    let known: Vec<&str> = words.collect();
    let near = nearest(unknown, known.iter().copied()).unwrap_or_default();
    format!("must be one of {}, not `{unknown}`; the nearest is `{near}`", known.join(", "))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::{audience::Audience, date::PartialDate};

    #[derive(Debug, Serialize, Deserialize)]
    struct Note {
        title: String,
        audience: Audience,
        date: Option<PartialDate>,
    }

    impl Body for Note {
        fn read(fields: &mut Fields<'_>) -> Option<Self> {
            let title = fields.text("title", 10);
            let audience = fields.required("audience");
            let date = fields.optional("date");
            Some(Self { title: title?, audience: audience?, date })
        }
    }

    fn complaints(body: Value) -> Vec<(String, String)> {
        let errors = read::<Note>(&body).expect_err("the body is wrong");
        errors.into_iter().map(|error| (error.pointer, error.detail)).collect()
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let complaints = complaints(json!({"audience": "publik", "date": "2020-13", "titel": "x"}));
        let pointers: Vec<&str> = complaints.iter().map(|(pointer, _)| pointer.as_str()).collect();
        assert_eq!(pointers, ["#/title", "#/audience", "#/date", "#/titel"]);
        assert!(complaints[1].1.ends_with("the nearest is `public`"), "{}", complaints[1].1);
        assert!(complaints[3].1.ends_with("the nearest known name is `title`"), "{}", complaints[3].1);
    }

    #[test]
    fn a_patch_changes_only_the_fields_it_names() {
        let note = Note {
            title: "old".into(),
            audience: Audience::Office,
            date: Some("2020".parse().expect("a year")),
        };
        let patched = patch(&note, &json!({"title": "new", "date": null})).expect("the patch is good");
        assert_eq!((patched.title.as_str(), patched.audience, patched.date), ("new", Audience::Office, None));
    }

    #[test]
    fn a_patch_cannot_remove_required_or_add_unknown_fields() {
        let note = Note { title: "old".into(), audience: Audience::Office, date: None };
        let errors = patch(&note, &json!({"title": null, "office": "x"})).expect_err("the patch is wrong");
        assert_eq!(errors.len(), 2);
    }
}
