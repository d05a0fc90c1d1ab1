//! Overlaps: several entries that report one contribution, which net totals count once.

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
    /// The office that recorded it.
    pub office: Uuid,
    #[serde(flatten)]
    pub group: NewOverlap,
}

/// An overlap as clients send it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewOverlap {
    /// The audience that may read this: no wider than that of any of its entries. For other readers, each
    /// entry counts.
    pub audience: Audience,
    /// End of the embargo: until then nobody outside the offices can tell that this exists. An instant (RFC
    /// 3339), or a local time with its IANA zone (RFC 9557). If absent, there is no embargo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "2027-03-28T10:00:00+01:00[Europe/London]"))]
    pub visible_from: Option<VisibleFrom>,
    /// The entries that report the same contribution: at least two, all of one kind and one fund, none in
    /// another overlap. An entry that supersedes one of them takes its place.
    #[cfg_attr(feature = "openapi", schema(min_items = 2, max_items = 20))]
    pub entries: Vec<Uuid>,
    /// The entry that counts. If it is fully reversed, another one counts instead.
    pub counted: Uuid,
    /// Why the entries are known to be one contribution.
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub reason: String,
    /// Whether the entries turned out to be separate contributions, so that each counts again. Default false.
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
            fields.complain("entries", "must have from 2 to 20 entries");
        }
        if counted.is_some_and(|counted| !entries.contains(&counted)) {
            fields.complain("counted", "must be one of `entries`");
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
