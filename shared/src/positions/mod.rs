//! Positions: a country's dated, evidenced standing on a call. Append-only: the list of positions is the
//! history, and a wrong position is superseded.

mod matrix;
mod standing;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    audience::Audience,
    date::PartialDate,
    embargo::VisibleFrom,
    evidence::{self, Evidence},
    fields::{Body, Fields},
};

pub use matrix::{Matrix, MatrixCountry, matrix};
pub use standing::{standing, unfounded};

/// A country's standing on a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PositionStanding {
    /// The country was asked, and takes no stand.
    None,
    /// It says that it is considering the call.
    Considering,
    /// It speaks or acts in favour of the call, without endorsing it.
    Supportive,
    /// It says that it supports the call.
    Endorsed,
    /// It did what was asked.
    Enacted,
    /// It reversed its earlier position.
    Reversed,
}

/// A position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Position {
    pub id: Uuid,
    /// The call it is on.
    pub call: Uuid,
    /// The office that recorded it.
    pub office: Uuid,
    #[serde(flatten)]
    pub said: NewPosition,
    /// The position that supersedes it; this one then no longer counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<Uuid>,
}

/// A position as clients send it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPosition {
    /// The audience that may read this: no wider than the call's.
    pub audience: Audience,
    /// End of the embargo: until then nobody outside the offices can tell that this exists. An instant (RFC
    /// 3339), or a local time with its IANA zone (RFC 9557). If absent, there is no embargo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "2027-03-28T10:00:00+01:00[Europe/London]"))]
    pub visible_from: Option<VisibleFrom>,
    /// Whether this is invented for illustration rather than a fact. Default false.
    #[serde(default)]
    pub sample: bool,
    /// ISO 3166-1 alpha-2; the reserved code EU is the European Union.
    #[cfg_attr(feature = "openapi", schema(example = "GB", pattern = "^[A-Z]{2}$"))]
    pub country: String,
    /// `reversed` needs an earlier position to reverse: one of that country, visible to every reader of this
    /// one.
    pub standing: PositionStanding,
    /// Date since which it holds, as exactly as known; not in the future. The position with the latest date
    /// is the current one; a year or a month counts as its first day. Of equal dates, the position recorded
    /// last is current.
    pub date: PartialDate,
    /// Evidence of the statement or act. At least one piece must be dated and visible to everyone who may
    /// read this.
    pub evidence: Vec<Evidence>,
    /// The organisation that holds the position, such as a ministry. Shown only to readers who may see that
    /// organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Uuid>,
    /// Next steps. Only offices see this.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 5000))]
    pub note: Option<String>,
    /// The wrong position that this one supersedes: of the same call, country and audience. The wrong
    /// position stays readable but no longer counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<Uuid>,
}

impl Body for NewPosition {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let audience: Option<Audience> = fields.required("audience");
        let visible_from = fields.visible_from();
        let sample = fields.or_default("sample");
        fields.require("country");
        let country = fields.country("country");
        let standing = fields.required("standing");
        let date = fields.required("date");
        let evidence = fields.each("evidence");
        let organisation = fields.optional("organisation");
        let note = fields.optional_text("note", 5000);
        let supersedes: Option<Uuid> = fields.optional("supersedes");
        if supersedes.is_some() && visible_from.is_some() {
            fields.complain(
                "visible_from",
                "must be absent in a correction, which everyone who saw the mistake sees at once",
            );
        }
        evidence::obey(fields, audience?, &evidence);
        if audience != Some(Audience::Public) {
            evidence::require(fields, audience?, &evidence);
        }
        Some(Self {
            audience: audience?,
            visible_from,
            sample,
            country: country?,
            standing: standing?,
            date: date?,
            evidence,
            organisation,
            note,
            supersedes,
        })
    }
}
