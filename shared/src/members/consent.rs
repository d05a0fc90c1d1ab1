//! Consent: a member's to its listing, or a contact's to being stored.

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

/// A consent to a listing, or to being stored as a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Consent {
    /// Date on which it was given.
    pub given_on: PartialDate,
    /// The function of the person who gave it, rather than a name. Offices read it as long as the membership is stored.
    #[cfg_attr(feature = "openapi", schema(example = "The board", max_length = 200))]
    pub by: String,
    pub how: ConsentGiven,
    /// The document that proves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// Date on which it was withdrawn. The listing must then be `hidden` until there is a new consent; a
    /// contact must be erased.
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
            fields.complain("withdrawn_on", "must not be before `given_on`");
        }
        Some(Self { given_on: given_on?, by: by?, how: how?, evidence, withdrawn_on })
    }
}
