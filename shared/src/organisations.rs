//! Organisations: any body that gives, receives or is a member: government, institution, NGO, foundation.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    audience::Audience,
    embargo::VisibleFrom,
    fields::{Body, Fields},
    funds::web_address,
    languages::ByLanguage,
};

/// The type of an organisation. The names follow the IATI codelist `OrganisationType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrganisationType {
    /// IATI 10, 11, 15.
    Government,
    /// IATI 21 to 24.
    Ngo,
    /// IATI 30.
    PublicPrivatePartnership,
    /// IATI 40: United Nations agencies, development banks, groups of states, pooled funds.
    Multilateral,
    /// IATI 60.
    Foundation,
    /// IATI 70 to 73.
    PrivateSector,
    /// IATI 80.
    Academic,
    /// IATI 90, and if nothing is stated.
    Other,
}

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Organisation {
    pub id: Uuid,
    /// The office that made it. Only this office may change it. Absent on an import, which any office's admin
    /// may change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<Uuid>,
    /// The organisation that this one was merged into. Only offices still see a merged organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<Uuid>,
    #[serde(flatten)]
    pub head: NewOrganisation,
}

/// An organisation as clients send it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewOrganisation {
    /// The audience that may read this.
    pub audience: Audience,
    /// End of the embargo: until then nobody outside the offices can tell that this exists. An instant (RFC
    /// 3339), or a local time with its IANA zone (RFC 9557). If absent, there is no embargo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "2027-03-28T10:00:00+01:00[Europe/London]"))]
    pub visible_from: Option<VisibleFrom>,
    /// Whether this is invented for illustration rather than a fact. Default false.
    #[serde(default)]
    pub sample: bool,
    #[cfg_attr(feature = "openapi", schema(example = "Government of the United Kingdom", max_length = 300))]
    pub name: String,
    /// Its name in other languages, by BCP 47 tag.
    #[serde(default, skip_serializing_if = "ByLanguage::is_empty")]
    #[cfg_attr(feature = "openapi", schema(example = json!({"ar": "حكومة المملكة المتحدة"})))]
    pub names: ByLanguage<String>,
    pub r#type: OrganisationType,
    /// ISO 3166-1 alpha-2.
    #[cfg_attr(feature = "openapi", schema(example = "GB", pattern = "^[A-Z]{2}$"))]
    pub country: Option<String>,
    /// Identifiers as `{agency}-{number}` (org-id.guide). Each belongs to one organisation only.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = json!(["GB-GOV-1"])))]
    pub identifiers: Vec<String>,
    /// Its own website.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(format = "uri", max_length = 2000, example = "https://www.gov.uk")
    )]
    pub website: Option<String>,
}

impl Body for NewOrganisation {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let audience = fields.required("audience");
        let visible_from = fields.visible_from();
        let sample = fields.or_default("sample");
        let name = fields.text("name", 300);
        let names = fields.texts_by_language("names", 300);
        let r#type = fields.required("type");
        let country = fields.country("country");
        let identifiers = fields.texts("identifiers", 20);
        if identifiers
            .iter()
            .any(|text| !text.contains('-') || text.len() > 100 || text.contains(char::is_whitespace))
        {
            fields.complain("identifiers", "must be written {agency}-{number}, such as GB-GOV-1");
        }
        let website = web_address(fields, "website");
        Some(Self {
            audience: audience?,
            visible_from,
            sample,
            name: name?,
            names,
            r#type: r#type?,
            country,
            identifiers,
            website,
        })
    }
}

/// A request to merge an organisation into another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Merge {
    /// Id of the organisation that remains.
    pub into: Uuid,
}

impl Body for Merge {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        Some(Self { into: fields.required("into")? })
    }
}

/// An organisation as other resources refer to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganisationName {
    pub id: Uuid,
    #[cfg_attr(feature = "openapi", schema(example = "Government of the United Kingdom"))]
    pub name: String,
    /// Its name in other languages, by BCP 47 tag.
    #[serde(default, skip_serializing_if = "ByLanguage::is_empty")]
    pub names: ByLanguage<String>,
}

impl Organisation {
    /// As other resources refer to it.
    pub fn named(&self) -> OrganisationName {
        let NewOrganisation { name, names, .. } = &self.head;
        OrganisationName { id: self.id, name: name.clone(), names: names.clone() }
    }
}

/// The complaint about a new reference to a merged organisation.
pub const MERGED: &str = "must not be a merged organisation: name the one it was merged into";
