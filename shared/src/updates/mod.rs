//! Updates: what an office tells the others, and the world where it says so.

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

/// How many characters all texts of an update may have together. What is searched by is kept beside them, and
/// PostgreSQL keeps no more than a megabyte of that.
const MOST_CHARACTERS: usize = 100_000;

/// What an update is about.
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
    /// Whether it takes place at a time that can be said.
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
    /// Instant it was posted (RFC 3339, UTC): of a draft when it was written, of every other when it was published.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub posted_at: jiff::Timestamp,
    pub state: UpdateState,
    #[serde(flatten)]
    pub about: About,
    /// What is said, by BCP 47 language tag.
    #[cfg_attr(feature = "openapi", schema(example = json!({"en": {"title": "Met the committee", "body": "It went *well*.", "html": "<p>It went <em>well</em>.</p>\n"}})))]
    pub texts: ByLanguage<ShownText>,
    /// The things it is about, of those that its reader sees.
    pub ties: Vec<Tie>,
    /// The update whose place it takes, where its reader sees that one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<Uuid>,
    /// The update that takes its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<Uuid>,
    #[serde(flatten)]
    pub notes: Notes,
}

/// What is the same of an update as it is sent and as it is seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct About {
    pub kind: UpdateKind,
    /// Who may read this once it is published.
    pub audience: Audience,
    /// From when anybody outside the offices may see this, and can tell that it is there: an instant (RFC 3339), or
    /// a local time with its IANA zone (RFC 9557). Absent: at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "2027-03-28T10:00:00+01:00[Europe/London]"))]
    pub visible_from: Option<VisibleFrom>,
    /// Whether this is invented for illustration and no fact. Default false.
    #[serde(default)]
    pub sample: bool,
    /// Where more is said.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Documents that belong to it, each with the hash of its bytes. They stay where they are.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// The countries it is about (ISO 3166-1 alpha-2).
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = json!(["GB"]), max_items = 50))]
    pub countries: Vec<String>,
    /// When it happened, as exactly as it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occurred_on: Option<PartialDate>,
    /// When an event, a meeting or a visit is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<Event>,
}

/// What only offices read of an update, whomever the update is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notes {
    /// What is to be done next. For offices only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 5000))]
    pub follow_up: Option<String>,
    /// Why it was retracted. For offices only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub retracted_because: Option<String>,
}

/// An update as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewUpdate {
    /// `draft` or `published`; a published one may become `retracted`. Default `published`.
    #[serde(default)]
    pub state: UpdateState,
    #[serde(flatten)]
    pub about: About,
    /// What is said, by BCP 47 language tag: in one language at least, 100,000 characters in all of them.
    #[cfg_attr(feature = "openapi", schema(example = json!({"en": {"title": "Met the committee", "body": "It went *well*."}})))]
    pub texts: ByLanguage<Text>,
    /// The things it is about: each for as wide an audience as the update, or wider.
    #[serde(default)]
    pub ties: Vec<Tie>,
    /// The update whose place it takes once it is published: one of the same office, for the same audience.
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
            fields.complain("texts", "has no text: write one under the tag of its language, such as en");
        } else if texts.0.values().map(Text::length).sum::<usize>() > MOST_CHARACTERS {
            fields.complain("texts", &format!("have more than {MOST_CHARACTERS} characters together"));
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
            fields.complain("event", "is of an event, a meeting or a visit only");
        }
        let supersedes = fields.optional("supersedes");
        let follow_up = fields.optional_text("follow_up", 5000);
        let retracted_because = fields.optional_text("retracted_because", 2000);
        match (state, &retracted_because) {
            (UpdateState::Retracted, None) => {
                fields.complain("retracted_because", "is required of what is retracted");
            }
            (UpdateState::Retracted, Some(_)) | (_, None) => {}
            (_, Some(_)) => fields.complain("retracted_because", "is of what is retracted only"),
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
    fn every_wrong_field_of_an_update_is_named_at_once_wherever_it_is() {
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
    fn an_update_has_a_text_and_not_more_than_can_be_searched() {
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
    fn only_what_is_held_has_a_time_at_which_it_is_held() {
        for (kind, fits) in [("event", true), ("meeting", true), ("visit", true), ("statement", false)] {
            let body = json!({
                "kind": kind, "audience": "office", "texts": {"en": {"title": "x"}},
                "event": {"starts": "2026-10-24T10:00", "zone": "Europe/London"},
            });
            assert_eq!(fields::read::<NewUpdate>(&body).is_ok(), fits, "{kind}");
        }
    }
}
