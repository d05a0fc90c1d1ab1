//! What a thing is called in a digest, where it is read, and whose it is: by the fields that documents have in
//! common, so that a resource needs no line here to be told of.

use serde_json::Value;
use shared::resource::Resource;
use uuid::Uuid;

/// What a document is called by itself: its title or its name, in this language where it has several; of a pledge who
/// gives to what; of a member which organisation it is; of a position whose it is.
pub(super) fn title(document: &Value, language: &str) -> Option<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let texts = || {
        let texts = document["texts"].as_object()?;
        let found =
            [language, "en"].into_iter().find_map(|tag| texts.get(tag)).or_else(|| texts.values().next());
        text(&found?["title"])
    };
    let given = || {
        let (donor, fund) = (document["donor"]["name"].as_str()?, document["fund"]["name"].as_str()?);
        Some(match document["title"].as_str() {
            Some(title) => format!("{donor} → {fund}: {title}"),
            None => format!("{donor} → {fund}"),
        })
    };
    given()
        .or_else(|| text(&document["title"]))
        .or_else(texts)
        .or_else(|| text(&document["name"]))
        .or_else(|| text(&document["organisation"]["name"]))
        .or_else(|| text(&document["country"]))
}

/// The pledge that a thing is of.
pub(super) fn pledge(document: &Value) -> Option<Uuid> {
    id(&document["pledge"])
}

/// The office whose it is.
pub(super) fn office(document: &Value) -> Option<Uuid> {
    id(&document["office"])
}

/// Where a thing is read.
pub(super) fn path(resource: Resource, id: Uuid, document: &Value) -> String {
    if resource == Resource::Schedules {
        return format!("/v1/pledges/{id}/schedule");
    }
    let of =
        |parent: Resource, field| Some(format!("/v1/{parent}/{}/{resource}/{id}", document[field].as_str()?));
    of(Resource::Pledges, "pledge")
        .or_else(|| of(Resource::Calls, "call"))
        .unwrap_or_else(|| format!("/v1/{resource}/{id}"))
}

/// An id in a document.
pub(super) fn id(value: &Value) -> Option<Uuid> {
    value.as_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::title;

    #[test]
    fn a_thing_is_called_what_it_calls_itself_in_the_language_asked_for() {
        for (document, called) in [
            (json!({"title": "A visit"}), Some("A visit")),
            (json!({"name": "Fund", "slug": "fund"}), Some("Fund")),
            (json!({"texts": {"en": {"title": "Call"}, "fr": {"title": "Appel"}}}), Some("Appel")),
            (json!({"texts": {"en": {"title": "Call"}, "ar": {"title": "نداء"}}}), Some("Call")),
            (json!({"texts": {"ar": {"title": "نداء"}}}), Some("نداء")),
            (json!({"organisation": {"name": "Member"}}), Some("Member")),
            (json!({"donor": {"name": "D"}, "fund": {"name": "F"}}), Some("D → F")),
            (json!({"donor": {"name": "D"}, "fund": {"name": "F"}, "title": "2026"}), Some("D → F: 2026")),
            (json!({"country": "GB", "standing": "endorsed"}), Some("GB")),
            (json!({"reason": "R"}), None),
        ] {
            assert_eq!(title(&document, "fr").as_deref(), called, "{document}");
        }
    }
}
