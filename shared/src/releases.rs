//! Releases: two people of an office together make a thing public. A release takes effect after a delay, so
//! that it can still be undone.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    fields::{Body, Fields},
    resource::Resource,
};

/// The resources that can be released: those with an audience or a listing that can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Released {
    Funds,
    Organisations,
    Pledges,
    Schedules,
    Overlaps,
    Members,
    Updates,
    Calls,
}

impl Released {
    /// The resource.
    pub fn resource(self) -> Resource {
        match self {
            Self::Funds => Resource::Funds,
            Self::Organisations => Resource::Organisations,
            Self::Pledges => Resource::Pledges,
            Self::Schedules => Resource::Schedules,
            Self::Overlaps => Resource::Overlaps,
            Self::Members => Resource::Members,
            Self::Updates => Resource::Updates,
            Self::Calls => Resource::Calls,
        }
    }
}

/// The state of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReleaseState {
    /// One person asked for it.
    Asked,
    /// A second person agreed; it takes effect at `leaves_at`.
    Agreed,
    /// It took effect.
    Left,
    /// It was undone before it took effect.
    Undone,
    /// It could not take effect, because of `failed_because`.
    Failed,
}

impl ReleaseState {
    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Agreed => "agreed",
            Self::Left => "left",
            Self::Undone => "undone",
            Self::Failed => "failed",
        }
    }

    /// Whether a person may change this state to the next.
    pub fn may_become(self, next: Self) -> bool {
        matches!((self, next), (Self::Asked, Self::Agreed) | (Self::Asked | Self::Agreed, Self::Undone))
    }
}

/// A release. Only offices see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Release {
    pub id: Uuid,
    /// The office that owns the thing; for an imported thing, the office that asked.
    pub office: Uuid,
    /// Instant of the request (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub asked_at: Timestamp,
    /// Id of the person who asked.
    pub asked_by: Uuid,
    pub state: ReleaseState,
    /// Id of the second person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed_by: Option<Uuid>,
    /// Instant at which it takes or took effect (RFC 3339, UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime, example = "2026-11-24T10:25:00Z"))]
    pub leaves_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_because: Option<String>,
    /// ETag of the thing at the time of the request: the version that the second person agrees to.
    pub version: String,
    /// Everything that becomes public with it, or tells the public more than before. If this changes before it takes
    /// effect, it fails.
    #[serde(default)]
    pub shows: Vec<ShownItem>,
    /// Hash of what the public will see of these items (SHA-256, hexadecimal).
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{64}$"))]
    pub shows_hash: String,
    #[serde(flatten)]
    pub asked: NewRelease,
}

/// An item that becomes public with a release, or tells the public more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShownItem {
    /// Name of the resource, as in paths.
    #[cfg_attr(feature = "openapi", schema(example = "members"))]
    pub resource: String,
    pub id: Uuid,
}

/// A request for a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewRelease {
    pub resource: Released,
    /// Id of the thing; for a schedule, the id of its pledge.
    pub thing: Uuid,
    /// The change that makes the thing public or widens its listing (JSON Merge Patch, RFC 7396).
    #[cfg_attr(feature = "openapi", schema(value_type = Object, example = json!({"audience": "public"})))]
    pub changes: Value,
}

impl Body for NewRelease {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let resource = fields.required("resource");
        let thing = fields.required("thing");
        let changes: Option<Value> = fields.required("changes");
        if changes.as_ref().is_some_and(|changes| !changes.is_object()) {
            fields.complain("changes", "must be a JSON object");
        }
        Some(Self { resource: resource?, thing: thing?, changes: changes? })
    }
}

/// A person's decision on a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReleaseWord {
    /// `agreed`, by a second person who is a publisher; or `undone`, by anyone of the office who may write.
    pub state: ReleaseState,
}

impl Body for ReleaseWord {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        Some(Self { state: fields.required("state")? })
    }
}

#[cfg(test)]
mod tests {
    use super::ReleaseState::{self, Agreed, Asked, Failed, Left, Undone};

    #[test]
    fn a_release_can_be_undone_until_it_takes_effect() {
        let all = [Asked, Agreed, Left, Undone, Failed];
        let may: Vec<(ReleaseState, ReleaseState)> = all
            .into_iter()
            .flat_map(|state| all.map(|next| (state, next)))
            .filter(|(state, next)| state.may_become(*next))
            .collect();
        assert_eq!(may, [(Asked, Agreed), (Asked, Undone), (Agreed, Undone)]);
    }
}
