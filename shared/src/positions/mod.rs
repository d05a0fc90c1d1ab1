//! Positions: where a country stands on a call, since when and on what evidence. Append-only: the history is the
//! list of them, and one that was wrong is superseded.

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

/// Where a country stands on a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PositionStanding {
    /// It was asked, and takes no stand.
    None,
    /// It says that it looks into it.
    Considering,
    /// It speaks or acts in its favour, without endorsing it.
    Supportive,
    /// It says that it is for it.
    Endorsed,
    /// It did what was asked.
    Enacted,
    /// It took back where it stood before.
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
    /// The position that took its place; this one is then no standing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<Uuid>,
}

/// A position as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPosition {
    /// Who may read this; as narrow as the call or narrower.
    pub audience: Audience,
    /// From when anybody outside the offices may see this, and can tell that it is there: an instant (RFC 3339), or
    /// a local time with its IANA zone (RFC 9557). Absent: at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "2027-03-28T10:00:00+01:00[Europe/London]"))]
    pub visible_from: Option<VisibleFrom>,
    /// Whether this is invented for illustration and no fact. Default false.
    #[serde(default)]
    pub sample: bool,
    /// ISO 3166-1 alpha-2; EU, which it reserves, is the European Union.
    #[cfg_attr(feature = "openapi", schema(example = "GB", pattern = "^[A-Z]{2}$"))]
    pub country: String,
    /// `reversed` only where there is something to take back: an earlier position of that country that everybody
    /// sees who sees this.
    pub standing: PositionStanding,
    /// Since when, as exactly as it is known; not in the future. Of several positions the one with the latest date
    /// is the standing now, a year or a month counting as its first day; of the same date, the one recorded last.
    pub date: PartialDate,
    /// Where it was said or done. At least one piece is dated and for everybody who may read this.
    pub evidence: Vec<Evidence>,
    /// The organisation whose position it is, such as a ministry, shown to whoever may read that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Uuid>,
    /// What is to be done about it. Only offices are ever shown this.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 5000))]
    pub note: Option<String>,
    /// The position of the same call, country and audience whose place this one takes, since that was wrong. The
    /// other stays readable and is no standing.
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
                "is not of a correction, which whoever was shown the mistake is shown at once",
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
