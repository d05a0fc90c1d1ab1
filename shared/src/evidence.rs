//! Evidence: the documents that show where a figure comes from.

use serde::{Deserialize, Serialize};

use crate::{
    audience::Audience,
    date::PartialDate,
    fields::{Body, Fields},
    funds::web_address,
};

/// The document behind an entry.
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
    /// Date of the document; where only the day it was read is known, that day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// The words that say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub quote: Option<String>,
    /// Who may read this piece; as narrow as the entry or narrower. Default: as the entry.
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

/// Says so where a public thing has no piece of evidence that the public can see and date, or a piece is for
/// a wider audience than the thing (product.md, invariant 8).
pub(crate) fn obey(fields: &mut Fields<'_>, audience: Audience, evidence: &[Evidence]) {
    if audience == Audience::Public {
        require(fields, audience, evidence);
    }
    if evidence.iter().any(|piece| piece.audience.is_some_and(|wider| wider < audience)) {
        fields.complain("evidence", "has a piece for a wider audience than its own");
    }
}

/// Says so where nothing is shown and dated to everybody who sees what it is for.
pub(crate) fn require(fields: &mut Fields<'_>, audience: Audience, evidence: &[Evidence]) {
    let shown = |evidence: &Evidence| {
        audience.may_read(evidence.audience.unwrap_or(audience)) && evidence.date.is_some()
    };
    if !evidence.iter().any(shown) {
        let whom = audience.as_str();
        fields.complain("evidence", &format!("has no {whom} piece with a title and a date, and needs one"));
    }
}
