//! Entries: the dated, evidenced steps of a pledge. Append-only; a mistake is reversed, never edited.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    audience::Audience,
    date::PartialDate,
    fields::{Body, Fields},
    funds::web_address,
    money::Money,
};

/// What a step of a pledge is (IATI `TransactionType` where it has one).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Support was declared, without an amount.
    Endorsement,
    /// An amount was spoken of, without a promise.
    Announcement,
    /// A non-binding promise of an amount (IATI 12, 13).
    Pledge,
    /// A law allows an amount.
    Authorisation,
    /// A budget sets an amount aside.
    Appropriation,
    /// A firm written obligation (IATI 2, 11).
    Commitment,
    /// Money placed at the recipient's disposal (IATI 3).
    Disbursement,
    /// The same money as a disbursement, seen by the receiver (IATI 1); never added to it.
    Receipt,
    /// Takes back part or all of the entry it names.
    Reversal,
    /// The time for what was left ran out.
    Lapse,
    /// The donor took back what was left.
    Withdrawal,
}

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

/// Whether an entry's amount belongs in totals, and why not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// In the totals of its kind.
    #[default]
    Full,
    /// In no total: the amount also covers other places or years, and no share is stated.
    Shared,
    /// In no total: money passed on inside the fund, counted already when it came in.
    Onward,
}

/// A conversion that the reporter itself stated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatedConversion {
    /// The amount in the reporter's other currency.
    pub amount: Money,
    /// The rate the reporter used: units of the original currency for one of this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "0.915"))]
    pub rate: Option<Decimal>,
}

/// Where an imported entry came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Provenance {
    /// The register it was read from.
    #[cfg_attr(feature = "openapi", schema(example = "ocha-fts"))]
    pub register: String,
    /// The record's id there.
    #[cfg_attr(feature = "openapi", schema(example = "138397"))]
    pub record: String,
    /// The record as it was read, whole, so that nothing of it is lost.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub data: Value,
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    pub id: Uuid,
    /// The pledge it is a step of.
    pub pledge: Uuid,
    /// The office that posted it; absent on an import.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<Uuid>,
    #[serde(flatten)]
    pub step: NewEntry,
    /// Where an imported entry came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
}

/// An entry as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewEntry {
    pub kind: EntryKind,
    /// Who may read this; as narrow as the pledge or narrower.
    pub audience: Audience,
    /// Whether this is invented for illustration and no fact. Default false.
    #[serde(default)]
    pub sample: bool,
    /// When the step was taken, as exactly as it is known (IATI transaction-date).
    pub date: PartialDate,
    /// As reported, and kept for ever. Required but for endorsement, lapse and withdrawal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// The date that fixes the exchange rate (IATI value-date). Required with an amount; not in
    /// the future for a disbursement or receipt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_date: Option<PartialDate>,
    /// The entry that a reversal takes back: of the same pledge and currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reverses: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 5000))]
    pub description: Option<String>,
    /// The documents behind it; a public entry has at least one that is public and dated.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// When it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_date: Option<PartialDate>,
    /// When it was first reported anywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_reported_date: Option<PartialDate>,
    /// The donor's budget year it is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "2021", max_length = 40))]
    pub budget_year: Option<String>,
    /// Goods or services instead of money. Default false.
    #[serde(default)]
    pub in_kind: bool,
    /// Whether the money is new, and not moved from elsewhere, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_money: Option<bool>,
    /// Whether the amount belongs in totals. Default `full`.
    #[serde(default)]
    pub counting: Counting,
    /// A conversion that the reporter itself stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated_conversion: Option<StatedConversion>,
}

impl Body for StatedConversion {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let amount: Option<Money> = fields.required("amount");
        if amount.is_some_and(|amount| amount.amount() <= Decimal::ZERO) {
            fields.complain("amount", "is not more than zero");
        }
        let rate: Option<Decimal> = fields.optional("rate");
        if rate.is_some_and(|rate| rate <= Decimal::ZERO) {
            fields.complain("rate", "is not more than zero");
        }
        Some(Self { amount: amount?, rate })
    }
}

impl Body for NewEntry {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let kind = fields.required("kind");
        let audience = fields.required("audience");
        let sample = fields.or_default("sample");
        let date = fields.required("date");
        let amount: Option<Money> = fields.optional("amount");
        let value_date = fields.optional("value_date");
        let reverses = fields.optional("reverses");
        let description = fields.optional_text("description", 5000);
        let evidence = fields.each("evidence");
        let decision_date = fields.optional("decision_date");
        let first_reported_date = fields.optional("first_reported_date");
        let budget_year = fields.optional_text("budget_year", 40);
        let in_kind = fields.or_default("in_kind");
        let new_money = fields.optional("new_money");
        let counting = fields.or_default("counting");
        let stated_conversion = fields.object("stated_conversion");
        let entry = Self {
            kind: kind?,
            audience: audience?,
            sample,
            date: date?,
            amount,
            value_date,
            reverses,
            description,
            evidence,
            decision_date,
            first_reported_date,
            budget_year,
            in_kind,
            new_money,
            counting,
            stated_conversion,
        };
        entry.obey(fields);
        Some(entry)
    }
}

impl NewEntry {
    /// The rules between fields (product.md's invariants 4, 8 and the words of `value date`).
    fn obey(&self, fields: &mut Fields<'_>) {
        use EntryKind::{Endorsement, Lapse, Reversal, Withdrawal};
        let without_amount = matches!(self.kind, Endorsement | Lapse | Withdrawal);
        match self.amount {
            None if !without_amount => fields.complain("amount", "is required for this kind of entry"),
            Some(_) if self.kind == Endorsement => {
                fields.complain("amount", "has no place in an endorsement; an announcement carries one");
            }
            Some(amount) if amount.amount() <= Decimal::ZERO => {
                fields.complain("amount", "is not more than zero; what is taken back is a reversal");
            }
            Some(_) if self.value_date.is_none() => {
                fields.complain("value_date", "is required as soon as there is an amount");
            }
            _ => {}
        }
        match (self.kind, self.reverses) {
            (Reversal, None) => fields.complain("reverses", "is required: which entry is taken back?"),
            (Reversal, Some(_)) | (_, None) => {}
            (_, Some(_)) => fields.complain("reverses", "has a place in a reversal only"),
        }
        let shown = |evidence: &&Evidence| {
            self.audience.may_read(evidence.audience.unwrap_or(self.audience)) && evidence.date.is_some()
        };
        if self.audience == Audience::Public && self.evidence.iter().find(shown).is_none() {
            fields.complain(
                "evidence",
                "has no public piece with a title and a date, and a public entry needs one",
            );
        }
        if self.evidence.iter().any(|piece| piece.audience.is_some_and(|audience| audience < self.audience)) {
            fields.complain("evidence", "has a piece for a wider audience than the entry's own");
        }
    }
}
