//! Confirmations: the donor's or the recipient's own statement about an entry. Append-only; the last
//! statement of each party counts.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    audience::Audience,
    date::PartialDate,
    embargo::VisibleFrom,
    evidence::{self, Evidence},
    fields::{Body, Fields},
};

/// The party that makes a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The party that gives.
    Donor,
    /// The party that receives.
    Recipient,
}

/// The statement of a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The entry is right.
    Confirm,
    /// The entry is wrong.
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

/// A confirmation as clients send it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewConfirmation {
    /// The audience that may read this: no wider than the entry's.
    pub audience: Audience,
    /// End of the embargo: until then nobody outside the offices can tell that this exists. An instant (RFC
    /// 3339), or a local time with its IANA zone (RFC 9557). If absent, there is no embargo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "2027-03-28T10:00:00+01:00[Europe/London]"))]
    pub visible_from: Option<VisibleFrom>,
    /// Whether this is invented for illustration rather than a fact. Default false.
    #[serde(default)]
    pub sample: bool,
    /// The entry of the pledge that it is about.
    pub entry: Uuid,
    pub party: Party,
    pub verdict: Verdict,
    /// Date of the statement, as exactly as known.
    pub date: PartialDate,
    /// The disputed point, and the correct facts. Required for a dispute.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 5000))]
    pub reason: Option<String>,
    /// Evidence of the statement. A public confirmation needs a piece that is public and dated.
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
            fields.complain("reason", "is required for a dispute: it says what is wrong");
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

/// The parties that confirm an entry and those that dispute it, by the last word of each. `words` are in
/// recording order.
pub fn standing(words: impl IntoIterator<Item = (Party, Verdict)>) -> (Vec<Party>, Vec<Party>) {
    let last: std::collections::BTreeMap<Party, Verdict> = words.into_iter().collect();
    let of = |verdict| last.iter().filter(|(_, its)| **its == verdict).map(|(party, _)| *party).collect();
    (of(Verdict::Confirm), of(Verdict::Dispute))
}
