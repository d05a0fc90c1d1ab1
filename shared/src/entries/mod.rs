//! Entries: the dated, evidenced steps of a pledge. Append-only: a mistake is superseded or reversed, never
//! edited.

mod allocation;
mod conversion;
mod links;
mod report;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    audience::Audience,
    confirmations::Party,
    date::PartialDate,
    embargo::VisibleFrom,
    evidence::{self, Evidence},
    fields::{Body, Fields},
    money::Money,
};

pub use allocation::{DAC, Earmarking, Purpose, Recipient};
pub use conversion::{StatedBy, StatedConversion};
pub use links::check_links;
pub use report::{Channel, Report};

/// The kind of a pledge's step (IATI `TransactionType`, if there is one).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Support was declared, without an amount.
    Endorsement,
    /// An amount has been mentioned in public, without a promise.
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
    /// Reverses part or all of the entry it names.
    Reversal,
    /// The time for the remaining amount ran out.
    Lapse,
    /// The donor withdrew the remaining amount.
    Withdrawal,
}

/// Whether an entry's amount counts in totals, and if not, why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// Counts in the totals of its kind.
    #[default]
    Full,
    /// Counts in no total: the amount also covers other places or years, and no share is stated.
    Shared,
    /// Counts in no total: money passed on inside the fund, already counted when it came in.
    Onward,
}

/// The source of an imported entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Provenance {
    /// The register it was read from.
    #[cfg_attr(feature = "openapi", schema(example = "ocha-fts"))]
    pub register: String,
    /// The record's id in the register.
    #[cfg_attr(feature = "openapi", schema(example = "138397"))]
    pub record: String,
    /// The complete record as it was read, so that nothing is lost.
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
    /// The source of an imported entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    #[serde(flatten)]
    pub standing: Standing,
}

impl Entry {
    /// An entry that nobody has confirmed, disputed or superseded yet.
    pub fn new(id: Uuid, pledge: Uuid, office: Option<Uuid>, step: NewEntry) -> Self {
        Self { id, pledge, office, step, provenance: None, standing: Standing::default() }
    }
}

/// Later statements about an entry, as far as the reader may see them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Standing {
    /// The entry that supersedes it; this one is then in no total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<Uuid>,
    /// Parties that confirm it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub confirmed_by: Vec<Party>,
    /// Parties that dispute it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputed_by: Vec<Party>,
}

/// An entry as clients send it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewEntry {
    pub kind: EntryKind,
    /// The audience that may read this: no wider than the pledge's.
    pub audience: Audience,
    /// End of the embargo: until then nobody outside the offices can tell that this exists. An instant (RFC
    /// 3339), or a local time with its IANA zone (RFC 9557). If absent, there is no embargo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "2027-03-28T10:00:00+01:00[Europe/London]"))]
    pub visible_from: Option<VisibleFrom>,
    /// Whether this is invented for illustration rather than a fact. Default false.
    #[serde(default)]
    pub sample: bool,
    /// Transaction date: when the step was taken, as exactly as known (IATI `transaction-date`).
    pub date: PartialDate,
    /// The amount as reported, which never changes. Required except for endorsements, lapses, withdrawals and
    /// their reversals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// The date that fixes the exchange rate (IATI value-date). Required with an amount; not in
    /// the future for a disbursement or receipt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_date: Option<PartialDate>,
    /// The entry that a reversal reverses: of the same pledge, currency and audience.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reverses: Option<Uuid>,
    /// The step of the same pledge that this one continues, such as the commitment that a disbursement pays.
    /// It must not be a later step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follows: Option<Uuid>,
    /// The wrong entry that this one supersedes: of the same pledge, kind and audience. The wrong entry stays
    /// readable but is in no total.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 5000))]
    pub description: Option<String>,
    /// The documents behind it. A public entry needs at least one that is public and dated.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// Date of the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_date: Option<PartialDate>,
    /// Date of the first report anywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_reported_date: Option<PartialDate>,
    /// The donor's budget year.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "2021", max_length = 40))]
    pub budget_year: Option<String>,
    /// The years planned for using the money, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(example = json!([2021, 2022])))]
    pub usage_years: Vec<i16>,
    /// Whether it is goods or services instead of money. Default false.
    #[serde(default)]
    pub in_kind: bool,
    /// Whether the money is new rather than moved from elsewhere, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_money: Option<bool>,
    /// Whether the amount counts in totals. Default `full`.
    #[serde(default)]
    pub counting: Counting,
    /// How tightly the donor earmarked the money.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earmarking: Option<Earmarking>,
    /// Purposes of the money; the parts of one vocabulary add up to 100 per cent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub purposes: Vec<Purpose>,
    /// Recipients of the money; the parts add up to 100 per cent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<Recipient>,
    /// A conversion stated with the amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated_conversion: Option<StatedConversion>,
    /// The reporter and the channel of the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
}

impl Body for NewEntry {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let kind = fields.required("kind");
        let audience = fields.required("audience");
        let visible_from = fields.visible_from();
        let sample = fields.or_default("sample");
        let date = fields.required("date");
        let amount: Option<Money> = fields.optional("amount");
        let value_date = fields.optional("value_date");
        let reverses = fields.optional("reverses");
        let follows = fields.optional("follows");
        let supersedes = fields.optional("supersedes");
        let description = fields.optional_text("description", 5000);
        let evidence = fields.each("evidence");
        let decision_date = fields.optional("decision_date");
        let first_reported_date = fields.optional("first_reported_date");
        let budget_year = fields.optional_text("budget_year", 40);
        let usage_years = usage_years(fields);
        let in_kind = fields.or_default("in_kind");
        let new_money = fields.optional("new_money");
        let counting = fields.or_default("counting");
        let earmarking = fields.optional("earmarking");
        let purposes = fields.each("purposes");
        let recipients = fields.each("recipients");
        let stated_conversion = fields.object("stated_conversion");
        let report = fields.object("report");
        let entry = Self {
            kind: kind?,
            audience: audience?,
            visible_from,
            sample,
            date: date?,
            amount,
            value_date,
            reverses,
            follows,
            supersedes,
            description,
            evidence,
            decision_date,
            first_reported_date,
            budget_year,
            usage_years,
            in_kind,
            new_money,
            counting,
            earmarking,
            purposes,
            recipients,
            stated_conversion,
            report,
        };
        entry.obey(fields);
        Some(entry)
    }
}

impl NewEntry {
    /// The rules between fields.
    fn obey(&self, fields: &mut Fields<'_>) {
        use EntryKind::{Endorsement, Lapse, Reversal, Withdrawal};
        // A reversal has an amount if the reversed entry has one (`check_links`).
        let without_amount = matches!(self.kind, Endorsement | Lapse | Withdrawal | Reversal);
        match self.amount {
            None if !without_amount => fields.complain("amount", "is required for this kind of entry"),
            Some(_) if self.kind == Endorsement => {
                fields.complain("amount", "must be absent in an endorsement; an announcement has one");
            }
            Some(amount) if amount.amount() <= Decimal::ZERO => {
                fields.complain("amount", "must be more than zero; post a reversal to reduce an amount");
            }
            Some(_) if self.value_date.is_none() => {
                fields.complain("value_date", "is required with an amount");
            }
            _ => {}
        }
        match (self.kind, self.reverses) {
            (Reversal, None) => fields.complain("reverses", "is required: it names the entry to reverse"),
            (Reversal, Some(_)) | (_, None) => {}
            (_, Some(_)) => fields.complain("reverses", "must be absent except in a reversal"),
        }
        evidence::obey(fields, self.audience, &self.evidence);
        allocation::obey(fields, &self.purposes, &self.recipients);
        if self.report.as_ref().is_some_and(|report| report.audience < self.audience) {
            fields.complain("report", "must not have a wider audience than the entry");
        }
        if let (Some(stated), Some(amount)) = (&self.stated_conversion, self.amount)
            && stated.amount.currency() == amount.currency()
        {
            fields.complain("stated_conversion", "must be in another currency than the amount");
        }
        if self.stated_conversion.is_some() && (self.amount.is_none() || self.kind == Reversal) {
            fields.complain("stated_conversion", "must be absent without an amount and in a reversal");
        }
    }
}

/// The years planned for using the money, in order.
fn usage_years(fields: &mut Fields<'_>) -> Vec<i16> {
    let mut years: Vec<i16> = fields.or_default("usage_years");
    years.sort_unstable();
    years.dedup();
    if years.len() > 50 || years.iter().any(|year| !(1900..2200).contains(year)) {
        fields.complain("usage_years", "must have at most 50 years, each from 1900 to 2199");
    }
    years
}
