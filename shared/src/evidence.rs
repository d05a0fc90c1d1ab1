//! Evidence: the documents that show where a figure comes from.

use serde::{Deserialize, Serialize};

use crate::{
    audience::Audience,
    date::PartialDate,
    fields::{Body, Fields},
    funds::web_address,
};

/// The kind of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    Communique,
    Hansard,
    Act,
    BudgetLine,
    PressRelease,
    Letter,
    SignedAgreement,
    BankAdvice,
    /// A page of a website.
    WebPage,
    /// A record in another public register, such as OCHA FTS or an IATI file.
    Register,
}

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Evidence {
    pub kind: EvidenceKind,
    #[cfg_attr(feature = "openapi", schema(max_length = 500))]
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = "uri", max_length = 2000))]
    pub url: Option<String>,
    /// BCP 47 language tag of the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "en"))]
    pub language: Option<String>,
    /// Date of the document. If that is unknown, the day on which it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// Quotation of the relevant words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub quote: Option<String>,
    /// The audience that may read this piece: no wider than the entry's. Default: the entry's audience.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<Audience>,
}

impl Body for Evidence {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let kind = fields.required("kind");
        let title = fields.text("title", 500);
        let url = web_address(fields, "url");
        let language = fields.language("language");
        let date = fields.optional("date");
        let quote = fields.optional_text("quote", 2000);
        let audience = fields.optional("audience");
        Some(Self { kind: kind?, title: title?, url, language, date, quote, audience })
    }
}

/// Complains if a public thing has no public, dated piece of evidence, or if a piece has a wider audience
/// than the thing.
pub(crate) fn obey(fields: &mut Fields<'_>, audience: Audience, evidence: &[Evidence]) {
    if audience == Audience::Public {
        require(fields, audience, evidence);
    }
    if evidence.iter().any(|piece| piece.audience.is_some_and(|wider| wider < audience)) {
        fields.complain("evidence", "must not have a piece with a wider audience than its own");
    }
}

/// Complains if no dated piece is visible to the whole audience.
pub(crate) fn require(fields: &mut Fields<'_>, audience: Audience, evidence: &[Evidence]) {
    let shown = |evidence: &Evidence| {
        audience.may_read(evidence.audience.unwrap_or(audience)) && evidence.date.is_some()
    };
    if !evidence.iter().any(shown) {
        let audience = audience.as_str();
        fields.complain("evidence", &format!("must have a {audience} piece with a title and a date"));
    }
}
