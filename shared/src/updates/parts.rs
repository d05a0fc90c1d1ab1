//! The parts of an update: texts, links, attachments and ties to other things.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    fields::{Body, Fields},
    funds::web_address,
    resource::Resource,
};

/// A text in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Text {
    #[cfg_attr(feature = "openapi", schema(example = "Met the committee", max_length = 300))]
    pub title: String,
    /// Markdown (`CommonMark`). HTML in it is shown as plain characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "It went *well*.", max_length = 20000))]
    pub body: Option<String>,
}

impl Text {
    pub(super) fn length(&self) -> usize {
        [Some(&self.title), self.body.as_ref()].into_iter().flatten().map(|text| text.chars().count()).sum()
    }
}

impl Body for Text {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let title = fields.text("title", 300);
        let body = fields.optional_text("body", 20000);
        Some(Self { title: title?, body })
    }
}

/// A text in one language, with its HTML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShownText {
    #[serde(flatten)]
    pub text: Text,
    /// The body as HTML that is safe to put into a page: no scripts, no styles, nothing loaded from
    /// elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "<p>It went <em>well</em>.</p>\n"))]
    pub html: Option<String>,
}

/// A link to more information.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Link {
    #[cfg_attr(feature = "openapi", schema(format = "uri", max_length = 2000))]
    pub url: String,
    #[cfg_attr(feature = "openapi", schema(max_length = 300))]
    pub title: String,
    /// BCP 47 language tag of the linked page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "en", max_length = 35))]
    pub language: Option<String>,
}

impl Body for Link {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let url = required_address(fields);
        let title = fields.text("title", 300);
        let language = fields.language("language");
        Some(Self { url: url?, title: title?, language })
    }
}

/// A document stored elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attachment {
    #[cfg_attr(feature = "openapi", schema(format = "uri", max_length = 2000))]
    pub url: String,
    #[cfg_attr(feature = "openapi", schema(max_length = 300))]
    pub title: String,
    /// Media type (RFC 6838).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "application/pdf", max_length = 127))]
    pub media_type: Option<String>,
    /// SHA-256 of its bytes, as 64 lower-case hexadecimal digits, so that a download can be checked.
    #[cfg_attr(
        feature = "openapi",
        schema(
            example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            pattern = "^[0-9a-f]{64}$"
        )
    )]
    pub sha256: String,
}

impl Body for Attachment {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let url = required_address(fields);
        let title = fields.text("title", 300);
        let media_type = fields.optional_text("media_type", 127);
        if media_type.as_deref().is_some_and(|text| !is_media_type(text)) {
            fields.complain("media_type", "must be a media type, such as application/pdf");
        }
        let sha256: Option<String> = fields.required("sha256");
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if sha256.as_ref().is_some_and(|text| text.len() != 64 || !text.bytes().all(is_digit)) {
            fields.complain("sha256", "must be 64 lower-case hexadecimal digits");
        }
        Some(Self { url: url?, title: title?, media_type, sha256: sha256? })
    }
}

fn required_address(fields: &mut Fields<'_>) -> Option<String> {
    fields.require("url");
    web_address(fields, "url")
}

/// Whether a text is two restricted names of RFC 6838 with a slash between them.
fn is_media_type(text: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphanumeric())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    text.split_once('/').is_some_and(|(r#type, subtype)| is_name(r#type) && is_name(subtype))
}

/// The kinds of things that an update can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TieTo {
    Pledges,
    Funds,
    Organisations,
    Calls,
}

impl TieTo {
    /// The resource.
    pub fn resource(self) -> Resource {
        match self {
            Self::Pledges => Resource::Pledges,
            Self::Funds => Resource::Funds,
            Self::Organisations => Resource::Organisations,
            Self::Calls => Resource::Calls,
        }
    }
}

/// A thing that an update is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tie {
    pub resource: TieTo,
    pub id: Uuid,
}

impl Body for Tie {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (resource, id) = (fields.required("resource"), fields.required("id"));
        Some(Self { resource: resource?, id: id? })
    }
}
