//! The reporter of a step and the channel of the report. Reporting can put a person at risk, so only offices
//! see it by default.

use serde::{Deserialize, Serialize};

use crate::{
    audience::Audience,
    fields::{Body, Fields},
};

/// The channel of a report.
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

/// The reporter and the channel of a report (OCHA FTS: report detail).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Report {
    /// The body or person that reported the step.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Ministry of Finance", max_length = 300))]
    pub reporter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// The audience that may read this: no wider than the entry's. Default `office`.
    #[serde(default = "offices")]
    pub audience: Audience,
}

impl Body for Report {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let reporter = fields.optional_text("reporter", 300);
        let channel = fields.optional("channel");
        let audience = fields.optional("audience").unwrap_or_else(offices);
        if reporter.is_none() && channel.is_none() {
            fields.complain("reporter", "is required if there is no `channel`");
        }
        Some(Self { reporter, channel, audience })
    }
}

fn offices() -> Audience {
    Audience::Office
}
