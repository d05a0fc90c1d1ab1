//! Calls: the alliance's requests to governments, each in several languages.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    audience::Audience,
    date::PartialDate,
    embargo::VisibleFrom,
    fields::{Body, Fields},
    languages::ByLanguage,
    offices::slug,
};

/// A call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Call {
    pub id: Uuid,
    /// The office that made it. Only this office may change it.
    pub office: Uuid,
    #[serde(flatten)]
    pub head: NewCall,
}

/// A call as clients send it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewCall {
    /// The audience that may read this. No position on the call may have a wider audience.
    pub audience: Audience,
    /// End of the embargo: until then nobody outside the offices can tell that this exists. An instant (RFC
    /// 3339), or a local time with its IANA zone (RFC 9557). If absent, there is no embargo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "2027-03-28T10:00:00+01:00[Europe/London]"))]
    pub visible_from: Option<VisibleFrom>,
    /// Whether this is invented for illustration rather than a fact. Default false.
    #[serde(default)]
    pub sample: bool,
    /// Short unique name for paths: lower-case letters, digits and hyphens.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "civil-society", pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", max_length = 60)
    )]
    pub slug: String,
    /// The request, by BCP 47 language tag; in at least one language.
    #[cfg_attr(
        feature = "openapi",
        schema(value_type = std::collections::HashMap<String, CallText>,
            example = json!({"en": {"title": "Ceasefire and release of hostages", "text": "A ceasefire, and the release of all hostages."}}))
    )]
    pub texts: ByLanguage<CallText>,
    /// Date since which the alliance asks this, as exactly as known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_since: Option<PartialDate>,
    /// Date on which the call was closed. A closed call stays readable, with its positions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<PartialDate>,
}

/// A call in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallText {
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub title: String,
    /// Plain text.
    #[cfg_attr(feature = "openapi", schema(max_length = 5000))]
    pub text: String,
}

impl Body for CallText {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (title, text) = (fields.text("title", 200), fields.text("text", 5000));
        Some(Self { title: title?, text: text? })
    }
}

impl Body for NewCall {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let audience = fields.required("audience");
        let visible_from = fields.visible_from();
        let sample = fields.or_default("sample");
        let slug = slug(fields);
        let texts = fields.by_language("texts");
        if texts.is_empty() {
            fields.complain("texts", "must have a title and a text in at least one language");
        }
        let asked_since: Option<PartialDate> = fields.optional("asked_since");
        let closed_on: Option<PartialDate> = fields.optional("closed_on");
        if let (Some(since), Some(closed)) = (asked_since, closed_on)
            && closed.latest() < since.earliest()
        {
            fields.complain("closed_on", "must not be before `asked_since`");
        }
        Some(Self { audience: audience?, visible_from, sample, slug: slug?, texts, asked_since, closed_on })
    }
}
