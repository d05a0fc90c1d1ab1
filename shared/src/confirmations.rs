//! Confirmations: the donor's or the recipient's own word on an entry. Append-only; the last word of each
//! stands.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    audience::Audience,
    date::PartialDate,
    embargo::VisibleFrom,
    evidence::{self, Evidence},
    fields::{Body, Fields},
};

/// Whose word it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// Whoever gives.
    Donor,
    /// Whoever receives.
    Recipient,
}

/// What it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is so.
    Confirm,
    /// It is not so.
    Dispute,
}

/// A confirmation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Confirmation {
    pub id: Uuid,
    /// The pledge of the entry.
    pub pledge: Uuid,
    /// The office that recorded it.
    pub office: Uuid,
    #[serde(flatten)]
    pub word: NewConfirmation,
}

/// A confirmation as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewConfirmation {
    /// Who may read this; as narrow as the entry or narrower.
    pub audience: Audience,
    /// From when anybody outside the offices may see this, and can tell that it is there: an instant (RFC 3339), or
    /// a local time with its IANA zone (RFC 9557). Absent: at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "2027-03-28T10:00:00+01:00[Europe/London]"))]
    pub visible_from: Option<VisibleFrom>,
    /// Whether this is invented for illustration and no fact. Default false.
    #[serde(default)]
    pub sample: bool,
    /// The entry of the pledge that it is about.
    pub entry: Uuid,
    pub party: Party,
    pub verdict: Verdict,
    /// When it was said, as exactly as it is known.
    pub date: PartialDate,
    /// What is disputed, and what is so instead. Required for a dispute.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 5000))]
    pub reason: Option<String>,
    /// Where it was said; what is public needs one piece that is public and dated.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

impl Body for NewConfirmation {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let audience: Option<Audience> = fields.required("audience");
        let visible_from = fields.visible_from();
        let sample = fields.or_default("sample");
        let entry = fields.required("entry");
        let party = fields.required("party");
        let verdict = fields.required("verdict");
        let date = fields.required("date");
        let reason = fields.optional_text("reason", 5000);
        if verdict == Some(Verdict::Dispute) && reason.is_none() {
            fields.complain("reason", "is required for a dispute: what is not so?");
        }
        let evidence = fields.each("evidence");
        evidence::obey(fields, audience?, &evidence);
        Some(Self {
            audience: audience?,
            visible_from,
            sample,
            entry: entry?,
            party: party?,
            verdict: verdict?,
            date: date?,
            reason,
            evidence,
        })
    }
}

/// Who confirms and who disputes an entry: the last word of each party stands. `words` are in the order in
/// which they were recorded.
pub fn standing(words: impl IntoIterator<Item = (Party, Verdict)>) -> (Vec<Party>, Vec<Party>) {
    let last: std::collections::BTreeMap<Party, Verdict> = words.into_iter().collect();
    let of = |verdict| last.iter().filter(|(_, its)| **its == verdict).map(|(party, _)| *party).collect();
    (of(Verdict::Confirm), of(Verdict::Dispute))
}
