//! Audiences. The order is the rule: a reader sees things for its own audience and for every wider one.

use serde::{Deserialize, Serialize};

/// The readers that a thing is for: `public` < `partner` < `government` < `office`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "postgres",
    derive(postgres_types::ToSql, postgres_types::FromSql),
    postgres(name = "audience", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Anyone, without a key.
    Public,
    /// Partner organisations.
    Partner,
    /// Donor governments.
    Government,
    /// The alliance's offices.
    Office,
}

impl Audience {
    /// Every audience, widest first.
    pub const ALL: [Self; 4] = [Self::Public, Self::Partner, Self::Government, Self::Office];

    /// The word used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Partner => "partner",
            Self::Government => "government",
            Self::Office => "office",
        }
    }

    /// Whether a reader of this audience may read a thing for the audience `thing`.
    pub fn may_read(self, thing: Self) -> bool {
        thing <= self
    }
}

/// The audience of a thing, once its embargo is over and now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visibility {
    /// The audience once its embargo is over.
    pub audience: Audience,
    /// The audience as things stand: the offices until its embargo is over.
    pub now: Audience,
}

impl Visibility {
    /// Of a thing without an embargo.
    pub fn open(audience: Audience) -> Self {
        Self { audience, now: audience }
    }

    /// Of a thing that is shown only to readers who may also read another one.
    #[must_use]
    pub fn narrowed_by(self, other: Self) -> Self {
        Self { audience: self.audience.max(other.audience), now: self.now.max(other.now) }
    }

    /// Whether a reader sees the thing now.
    pub fn is_shown_to(self, reader: Audience) -> bool {
        reader.may_read(self.now)
    }
}

impl std::str::FromStr for Audience {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|audience| audience.as_str() == word).ok_or(())
    }
}
