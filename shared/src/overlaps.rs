//! Overlaps: one contribution that was reported through two offices, and is counted once in net totals.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    audience::Audience,
    embargo::VisibleFrom,
    fields::{Body, Fields},
};

/// An overlap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Overlap {
    pub id: Uuid,
    /// The office that found it.
    pub office: Uuid,
    #[serde(flatten)]
    pub group: NewOverlap,
}

/// An overlap as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewOverlap {
    /// Who may read this; as narrow as each of its entries or narrower. For whom it is not, each entry counts.
    pub audience: Audience,
    /// From when anybody outside the offices may see this, and can tell that it is there: an instant (RFC 3339), or
    /// a local time with its IANA zone (RFC 9557). Absent: at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "2027-03-28T10:00:00+01:00[Europe/London]"))]
    pub visible_from: Option<VisibleFrom>,
    /// The entries that report the one contribution: two at least, of one kind and one fund, and of no other
    /// overlap. An entry that supersedes one of them is in its place.
    #[cfg_attr(feature = "openapi", schema(min_items = 2, max_items = 20))]
    pub entries: Vec<Uuid>,
    /// The one of them that counts. Where nothing is left of it, another one does.
    pub counted: Uuid,
    /// How it is known that they are one.
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub reason: String,
    /// Whether they were found to be several contributions after all; each counts again. Default false.
    #[serde(default)]
    pub dissolved: bool,
}

impl Body for NewOverlap {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let audience = fields.required("audience");
        let visible_from = fields.visible_from();
        let entries: Option<Vec<Uuid>> = fields.required("entries");
        let counted: Option<Uuid> = fields.required("counted");
        let reason = fields.text("reason", 2000);
        let dissolved = fields.or_default("dissolved");
        let mut entries = entries?;
        entries.sort_unstable();
        entries.dedup();
        if !(2..=20).contains(&entries.len()) {
            fields.complain("entries", "has fewer than 2 entries, or more than 20");
        }
        if counted.is_some_and(|counted| !entries.contains(&counted)) {
            fields.complain("counted", "is none of `entries`");
        }
        Some(Self {
            audience: audience?,
            visible_from,
            entries,
            counted: counted?,
            reason: reason?,
            dissolved,
        })
    }
}
