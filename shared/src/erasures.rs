//! Erasures: two admins of an office together erase a person, a contact or a member for good.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    fields::{Body, Fields},
    resource::Resource,
};

/// The kinds of things that can be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Erasable {
    /// A person of an office: name, e-mail address, mails and reading mark. Their keys stop working.
    People,
    Contacts,
    /// A membership with its consent; also its organisation, if nothing else names that.
    Members,
}

impl Erasable {
    /// The word on the wire and the name of the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Contacts => "contacts",
            Self::Members => Resource::Members.into(),
        }
    }
}

/// The reason in law, by Article 17(1) of the General Data Protection Regulation. There is no free text: it could
/// name the erased person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErasureReason {
    /// The data is no longer necessary (a).
    NotNeeded,
    /// The consent was withdrawn (b).
    ConsentWithdrawn,
    /// The person objected (c).
    Objection,
    /// The data was processed unlawfully (d).
    Unlawful,
    /// A law requires the erasure (e).
    LegalObligation,
}

impl ErasureReason {
    /// Every reason, in the order of the Article.
    pub const ALL: [Self; 5] =
        [Self::NotNeeded, Self::ConsentWithdrawn, Self::Objection, Self::Unlawful, Self::LegalObligation];

    /// The word on the wire and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotNeeded => "not_needed",
            Self::ConsentWithdrawn => "consent_withdrawn",
            Self::Objection => "objection",
            Self::Unlawful => "unlawful",
            Self::LegalObligation => "legal_obligation",
        }
    }
}

/// The state of an erasure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErasureState {
    /// One admin asked for it.
    Asked,
    /// A second admin agreed, and everything in `erased` is gone.
    Done,
    /// It was called off.
    Undone,
}

impl ErasureState {
    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Done => "done",
            Self::Undone => "undone",
        }
    }
}

/// An erasure. Only offices see it. It holds ids and counts, and nothing of the erased content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Erasure {
    pub id: Uuid,
    /// The office whose admins erase; absent for the operator's erasures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub office: Option<Uuid>,
    /// Instant of the request (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub asked_at: Timestamp,
    /// Id of the admin who asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub asked_by: Option<Uuid>,
    pub state: ErasureState,
    /// Id of the second admin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub agreed_by: Option<Uuid>,
    /// Instant of the erasure (RFC 3339, UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime, nullable = false, example = "2026-11-24T10:25:00Z"))]
    pub done_at: Option<Timestamp>,
    /// The erased parts.
    #[serde(default)]
    pub erased: Vec<ErasedPart>,
    /// The parts that remain, each with the reason.
    #[serde(default)]
    pub remains: Vec<RemainingPart>,
    /// Numbers of the log's lines whose states were emptied.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = json!([17, 42])))]
    pub lines: Vec<i64>,
    #[serde(flatten)]
    pub asked: NewErasure,
}

/// One erased part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErasedPart {
    /// In English.
    #[cfg_attr(feature = "openapi", schema(example = "records of digest mails"))]
    pub part: String,
    /// Number of rows or lines.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub count: u64,
}

/// One remaining part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RemainingPart {
    /// In English.
    #[cfg_attr(feature = "openapi", schema(example = "ids of the person's keys in the log"))]
    pub part: String,
    /// The reason, in English.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "the log says which key wrote each line; the id leads to no name")
    )]
    pub why: String,
}

/// A request for an erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewErasure {
    pub resource: Erasable,
    /// Id of the person, contact or member.
    pub thing: Uuid,
    pub reason: ErasureReason,
}

impl Body for NewErasure {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let resource = fields.required("resource");
        let thing = fields.required("thing");
        let reason = fields.required("reason");
        Some(Self { resource: resource?, thing: thing?, reason: reason? })
    }
}

/// An admin's decision on an erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErasureWord {
    /// `done`, by a second admin: erases at once and for good. Or `undone`, by any admin of the office.
    pub state: ErasureState,
}

impl Body for ErasureWord {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        Some(Self { state: fields.required("state")? })
    }
}

/// The report, for the command line.
impl fmt::Display for Erasure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "Erasure {} is {}.", self.id, self.state.as_str())?;
        for ErasedPart { part, count } in &self.erased {
            writeln!(out, "  erased: {part} ({count})")?;
        }
        for RemainingPart { part, why } in &self.remains {
            writeln!(out, "  remains: {part}, because {why}")?;
        }
        Ok(())
    }
}
