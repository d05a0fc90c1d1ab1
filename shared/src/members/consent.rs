//! Consent: how it is known that a member wants to be shown or counted as it is, and a contact to be kept.

use serde::{Deserialize, Serialize};

use crate::{
    date::PartialDate,
    evidence::Evidence,
    fields::{Body, Fields},
};

/// How a consent was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConsentGiven {
    Letter,
    Email,
    Form,
    Meeting,
}

/// A consent: to a listing, or to being kept as a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Consent {
    /// When it was given.
    pub given_on: PartialDate,
    /// Who gave it, by office and not by name: what is written of a member is never forgotten.
    #[cfg_attr(feature = "openapi", schema(example = "The board", max_length = 200))]
    pub by: String,
    pub how: ConsentGiven,
    /// The document that shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// When it was taken back. The listing is `hidden` from then on, until there is another consent; a contact is
    /// erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_on: Option<PartialDate>,
}

impl Body for Consent {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let given_on: Option<PartialDate> = fields.required("given_on");
        let by = fields.text("by", 200);
        let how = fields.required("how");
        let evidence = fields.object("evidence");
        let withdrawn_on: Option<PartialDate> = fields.optional("withdrawn_on");
        if let (Some(given), Some(withdrawn)) = (given_on, withdrawn_on)
            && withdrawn.latest() < given.earliest()
        {
            fields.complain("withdrawn_on", "is before `given_on`");
        }
        Some(Self { given_on: given_on?, by: by?, how: how?, evidence, withdrawn_on })
    }
}
