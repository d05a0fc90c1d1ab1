//! Who told us of a step, and by which channel. A person can be at risk for it: offices only, unless said.

use serde::{Deserialize, Serialize};

use crate::{
    audience::Audience,
    fields::{Body, Fields},
};

/// By which channel we were told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Email,
    Letter,
    Meeting,
    Phone,
    Website,
    Press,
    /// Another public register, such as OCHA FTS or an IATI file.
    Register,
    Other,
}

/// Who told us, and how (OCHA FTS: report detail).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Report {
    /// The body, or the person, that told us.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Ministry of Finance", max_length = 300))]
    pub reporter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// Who may read this; as narrow as the entry or narrower. Default `office`.
    #[serde(default = "offices")]
    pub audience: Audience,
}

impl Body for Report {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let reporter = fields.optional_text("reporter", 300);
        let channel = fields.optional("channel");
        let audience = fields.optional("audience").unwrap_or_else(offices);
        if reporter.is_none() && channel.is_none() {
            fields.complain("reporter", "is required, or else a channel");
        }
        Some(Self { reporter, channel, audience })
    }
}

fn offices() -> Audience {
    Audience::Office
}
