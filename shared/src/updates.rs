//! Updates: what an office tells the others, and the world where it says so.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    audience::Audience,
    date::PartialDate,
    fields::{Body, Fields},
    funds::web_address,
};

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

/// A coordination update.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Update {
    pub id: Uuid,
    /// The office that posted it.
    pub office: Uuid,
    /// Instant it was posted (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub posted_at: jiff::Timestamp,
    #[serde(flatten)]
    pub text: NewUpdate,
}

/// An update as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewUpdate {
    pub kind: UpdateKind,
    /// Who may read this.
    pub audience: Audience,
    /// Whether this is invented for illustration and no fact. Default false.
    #[serde(default)]
    pub sample: bool,
    #[cfg_attr(feature = "openapi", schema(max_length = 300))]
    pub title: String,
    /// Plain text.
    #[cfg_attr(feature = "openapi", schema(max_length = 20000))]
    pub body: Option<String>,
    /// BCP 47 language tag of title and body.
    #[cfg_attr(feature = "openapi", schema(example = "en", max_length = 35))]
    pub language: String,
    /// When it happened, as exactly as it is known.
    pub occurred_on: Option<PartialDate>,
    /// Where more is said.
    #[cfg_attr(feature = "openapi", schema(format = "uri", max_length = 2000))]
    pub url: Option<String>,
}

impl Body for NewUpdate {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let kind = fields.required("kind");
        let audience = fields.required("audience");
        let sample = fields.or_default("sample");
        let title = fields.text("title", 300);
        let body = fields.optional_text("body", 20000);
        let language = fields.language("language");
        if language.is_none() {
            fields.require("language");
        }
        let occurred_on = fields.optional("occurred_on");
        let url = web_address(fields, "url");
        Some(Self {
            kind: kind?,
            audience: audience?,
            sample,
            title: title?,
            body,
            language: language?,
            occurred_on,
            url,
        })
    }
}
