//! The kinds of things that Accord keeps: one name each, in paths, in the log, in feeds and in the database.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};
use uuid::Uuid;

/// A kind of thing that is in the log and in feeds. Its name in snake case is its word on the wire, in paths and in
/// the database.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Resource {
    Offices,
    Organisations,
    /// Organisations that were merged into another one, under their own ids.
    Merges,
    Funds,
    Pledges,
    Entries,
    Confirmations,
    /// Under the ids of their pledges.
    Schedules,
    Overlaps,
    Members,
    /// The daily counts of members: one thing.
    MemberCounts,
    Updates,
    Releases,
    /// Records that a person, a contact or a member was erased.
    Erasures,
    Calls,
    Positions,
    /// A day's rates of a series.
    Rates,
}

impl Resource {
    /// Whether things of this kind can tell who is at risk: their past never says more than their present, to anybody
    /// outside the offices.
    pub fn tells_of_people(self) -> bool {
        matches!(self, Self::Members | Self::Organisations | Self::Merges | Self::Positions | Self::Updates)
    }

    /// The thing of this kind with an id.
    pub fn with(self, id: Uuid) -> Thing {
        Thing { resource: self, id }
    }
}

/// One thing: its kind and its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Thing {
    pub resource: Resource,
    pub id: Uuid,
}

impl std::fmt::Display for Thing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.resource, self.id)
    }
}

/// The database keeps the word as text: a further resource needs no migration of an enum.
#[cfg(feature = "postgres")]
mod postgres {
    use std::error::Error;

    use postgres_types::{FromSql, IsNull, ToSql, Type, private::BytesMut};

    use super::Resource;

    impl ToSql for Resource {
        fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
            <&str>::from(self).to_sql(ty, out)
        }

        fn accepts(ty: &Type) -> bool {
            <&str as ToSql>::accepts(ty)
        }

        postgres_types::to_sql_checked!();
    }

    impl<'a> FromSql<'a> for Resource {
        fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
            let word = <&str as FromSql<'_>>::from_sql(ty, raw)?;
            word.parse().map_err(|_| format!("`{word}` must be the name of a resource").into())
        }

        fn accepts(ty: &Type) -> bool {
            <&str as FromSql<'_>>::accepts(ty)
        }
    }
}
