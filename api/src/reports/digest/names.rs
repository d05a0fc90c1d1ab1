//! The name, the path and the office of a thing in a digest. They come from fields that documents share, so
//! that a new resource needs no line here.

use serde_json::Value;
use shared::resource::Resource;
use uuid::Uuid;

/// A document's own name: its title or name, in the given language if it has several. For a pledge, the donor
/// and the fund; for a member, the organisation; for a position, the country.
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

/// The pledge that a thing belongs to.
pub(super) fn pledge(document: &Value) -> Option<Uuid> {
    id(&document["pledge"])
}

/// The office that a thing belongs to.
pub(super) fn office(document: &Value) -> Option<Uuid> {
    id(&document["office"])
}

/// The path of a thing.
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
    fn a_thing_has_its_own_name_in_the_requested_language() {
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
