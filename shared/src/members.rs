//! Members: an organisation's dated belonging to the alliance, and how much of it is shown to whom.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    date::PartialDate,
    fields::{Body, Fields},
    organisations::OrganisationName,
};

/// How much of a membership is shown outside the offices, as the member consented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Listing {
    /// In the list, with everything, and in the counts.
    Full,
    /// In the list by name only, and in the counts.
    NameOnly,
    /// In the count and in no list.
    CountOnly,
    /// In neither.
    Hidden,
}

impl Listing {
    /// The word used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::NameOnly => "name_only",
            Self::CountOnly => "count_only",
            Self::Hidden => "hidden",
        }
    }
}

/// A member. Of one that is listed by name only, readers outside the offices get `id`,
/// `organisation`, `sample` and `listing` alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    pub id: Uuid,
    pub organisation: OrganisationName,
    pub listing: Listing,
    /// Whether this is invented for illustration and no fact.
    pub sample: bool,
    /// What the member works on, as data: `cross-border`, `shared-society` and others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(example = json!(["cross-border"])))]
    pub categories: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<PartialDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<PartialDate>,
}

/// A membership as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewMember {
    /// Id of the organisation that belongs.
    pub organisation: Uuid,
    pub listing: Listing,
    /// Whether this is invented for illustration and no fact. Default false.
    #[serde(default)]
    pub sample: bool,
    /// Lower-case words with hyphens.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = json!(["cross-border"])))]
    pub categories: Vec<String>,
    pub since: Option<PartialDate>,
    pub until: Option<PartialDate>,
}

impl Body for NewMember {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let organisation = fields.required("organisation");
        let listing = fields.required("listing");
        let sample = fields.or_default("sample");
        let categories = fields.texts("categories", 20);
        let plain = |name: &String| {
            !name.is_empty()
                && name.len() <= 60
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        if !categories.iter().all(plain) {
            fields.complain(
                "categories",
                "has one that is not a lower-case word with hyphens, such as cross-border",
            );
        }
        let since: Option<PartialDate> = fields.optional("since");
        let until: Option<PartialDate> = fields.optional("until");
        if let (Some(since), Some(until)) = (since, until)
            && until.earliest() < since.earliest()
        {
            fields.complain("until", "is before `since`");
        }
        Some(Self { organisation: organisation?, listing: listing?, sample, categories, since, until })
    }
}
