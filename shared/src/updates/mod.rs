//! Updates: news that an office shares with the other offices and, if it wishes, with outsiders.

mod event;
mod parts;
mod state;

use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::{
    audience::Audience,
    date::PartialDate,
    embargo::VisibleFrom,
    fields::{Body, Fields},
    languages::ByLanguage,
};

pub use event::{Event, LocalTime};
pub use parts::{Attachment, Link, ShownText, Text, Tie, TieTo};
pub use state::UpdateState;

/// The most characters that all texts of an update may have together. PostgreSQL limits the search index
/// stored beside them to one megabyte.
const MOST_CHARACTERS: usize = 100_000;

/// The kind of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UpdateKind {
    Meeting,
    Statement,
    Visit,
    Legislation,
    Funding,
    Briefing,
    Publication,
    Event,
    Alert,
    Request,
}

impl UpdateKind {
    /// Whether it takes place at a stated time.
    fn is_held(self) -> bool {
        matches!(self, Self::Event | Self::Meeting | Self::Visit)
    }
}

/// A coordination update, as its reader sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Update {
    pub id: Uuid,
    /// The office that posted it.
    pub office: Uuid,
    /// Instant of posting (RFC 3339, UTC): of writing for a draft, of publication for any other.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub posted_at: jiff::Timestamp,
    pub state: UpdateState,
    #[serde(flatten)]
    pub about: About,
    /// The texts, by BCP 47 language tag.
    #[cfg_attr(feature = "openapi", schema(example = json!({"en": {"title": "Met the committee", "body": "It went *well*.", "html": "<p>It went <em>well</em>.</p>\n"}})))]
    pub texts: ByLanguage<ShownText>,
    /// The things it is about that the reader may see.
    pub ties: Vec<Tie>,
    /// The update that it supersedes, if the reader may see that one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<Uuid>,
    /// The update that supersedes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<Uuid>,
    #[serde(flatten)]
    pub notes: Notes,
}

/// The fields that are the same in requests and responses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct About {
    pub kind: UpdateKind,
    /// The audience that may read this once it is published.
    pub audience: Audience,
    /// End of the embargo: until then nobody outside the offices can tell that this exists. An instant (RFC
    /// 3339), or a local time with its IANA zone (RFC 9557). If absent, there is no embargo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "2027-03-28T10:00:00+01:00[Europe/London]"))]
    pub visible_from: Option<VisibleFrom>,
    /// Whether this is invented for illustration rather than a fact. Default false.
    #[serde(default)]
    pub sample: bool,
    /// Links to more information.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Documents that belong to it, each with the hash of its bytes. They stay at their own addresses.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// The countries it is about (ISO 3166-1 alpha-2).
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = json!(["GB"]), max_items = 50))]
    pub countries: Vec<String>,
    /// When it happened, as exactly as known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occurred_on: Option<PartialDate>,
    /// When an event, a meeting or a visit takes place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<Event>,
}

/// The fields that only offices read, whatever the update's audience.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notes {
    /// Next steps. For offices only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 5000))]
    pub follow_up: Option<String>,
    /// Why it was retracted. For offices only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub retracted_because: Option<String>,
}

/// An update as clients send it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewUpdate {
    /// `draft` or `published`; a published update may become `retracted`. Default `published`.
    #[serde(default)]
    pub state: UpdateState,
    #[serde(flatten)]
    pub about: About,
    /// The texts, by BCP 47 language tag: in at least one language, at most 100,000 characters in total.
    #[cfg_attr(feature = "openapi", schema(example = json!({"en": {"title": "Met the committee", "body": "It went *well*."}})))]
    pub texts: ByLanguage<Text>,
    /// The things it is about. The audience of each must be at least as wide as the update's.
    #[serde(default)]
    pub ties: Vec<Tie>,
    /// The update that it supersedes once it is published: of the same office, for the same audience.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<Uuid>,
    #[serde(flatten)]
    pub notes: Notes,
}

impl Body for NewUpdate {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let state = fields.or_default("state");
        let kind: Option<UpdateKind> = fields.required("kind");
        let audience = fields.required("audience");
        let visible_from = fields.visible_from();
        let sample = fields.or_default("sample");
        fields.require("texts");
        let texts = fields.by_language("texts");
        if fields.optional("texts") == Some(json!({})) {
            fields.complain("texts", "must have a text in at least one language, under its tag, such as en");
        } else if texts.0.values().map(Text::length).sum::<usize>() > MOST_CHARACTERS {
            fields.complain("texts", &format!("must have at most {MOST_CHARACTERS} characters in total"));
        }
        let links = fields.each("links");
        let attachments = fields.each("attachments");
        let mut ties: Vec<Tie> = fields.each("ties");
        ties.sort_unstable();
        ties.dedup();
        let countries = fields.countries("countries");
        let occurred_on = fields.optional("occurred_on");
        let event = fields.object("event");
        if event.is_some() && kind.is_some_and(|kind| !kind.is_held()) {
            fields.complain("event", "must be absent unless `kind` is event, meeting or visit");
        }
        let supersedes = fields.optional("supersedes");
        let follow_up = fields.optional_text("follow_up", 5000);
        let retracted_because = fields.optional_text("retracted_because", 2000);
        match (state, &retracted_because) {
            (UpdateState::Retracted, None) => {
                fields.complain("retracted_because", "is required for a retracted update");
            }
            (UpdateState::Retracted, Some(_)) | (_, None) => {}
            (_, Some(_)) => {
                fields.complain("retracted_because", "must be absent unless the update is retracted")
            }
        }
        let (kind, audience) = (kind?, audience?);
        Some(Self {
            state,
            about: About {
                kind,
                audience,
                visible_from,
                sample,
                links,
                attachments,
                countries,
                occurred_on,
                event,
            },
            texts,
            ties,
            supersedes,
            notes: Notes { follow_up, retracted_because },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields;

    #[test]
    fn every_wrong_field_of_an_update_is_named_at_once() {
        let body = json!({
            "kind": "statement", "audience": "public", "state": "retracted",
            "texts": {"en": {"titel": "x"}, "not a tag": {"title": "x"}},
            "links": [{"url": "javascript:alert(1)", "title": "x"}],
            "attachments": [{"url": "https://example.org/a.pdf", "title": "x", "sha256": "ABC", "media_type": "pdf"}],
            "ties": [{"resource": "fund", "id": "x"}],
            "countries": ["gb"],
            "event": {"starts": "2026-10-25", "zone": "Europe/London"},
        });
        let errors = fields::read::<NewUpdate>(&body).expect_err("everything is wrong");
        let mut pointers: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
        pointers.sort_unstable();
        assert_eq!(
            pointers,
            [
                "#/attachments/0/media_type",
                "#/attachments/0/sha256",
                "#/countries",
                "#/event/starts",
                "#/links/0/url",
                "#/retracted_because",
                "#/texts/en/titel",
                "#/texts/en/title",
                "#/texts/not a tag",
                "#/ties/0/id",
                "#/ties/0/resource",
            ]
        );
    }

    #[test]
    fn an_update_needs_a_text_of_searchable_length() {
        let with = |texts| json!({"kind": "alert", "audience": "office", "texts": texts});
        let long = |tags: &[&str]| {
            let text = json!({"title": "x", "body": "x".repeat(20_000)});
            with(tags.iter().map(|tag| (*tag, text.clone())).collect())
        };
        assert!(fields::read::<NewUpdate>(&with(json!({}))).is_err());
        assert!(fields::read::<NewUpdate>(&long(&["ar", "de", "en", "fr"])).is_ok());
        assert!(fields::read::<NewUpdate>(&long(&["ar", "de", "en", "fr", "he"])).is_err());
    }

    #[test]
    fn only_events_meetings_and_visits_have_a_time() {
        for (kind, fits) in [("event", true), ("meeting", true), ("visit", true), ("statement", false)] {
            let body = json!({
                "kind": kind, "audience": "office", "texts": {"en": {"title": "x"}},
                "event": {"starts": "2026-10-24T10:00", "zone": "Europe/London"},
            });
            assert_eq!(fields::read::<NewUpdate>(&body).is_ok(), fits, "{kind}");
        }
    }
}
