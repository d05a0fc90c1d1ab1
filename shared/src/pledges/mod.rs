//! Pledges: the file of one donor's intended contribution to one fund, and the stage it has reached.

mod stage;
mod sums;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    audience::Audience,
    embargo::VisibleFrom,
    fields::{Body, Fields},
    funds::FundName,
    money::Money,
    organisations::OrganisationName,
};

pub use stage::{stage, standing};
pub use sums::{Account, LeftOut, Step, account, totals};

/// How far a pledge has come. Derived from its entries, never typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Endorsed,
    Announced,
    Pledged,
    Authorised,
    Appropriated,
    Committed,
    PartDisbursed,
    /// Everything pledged and everything committed is disbursed.
    Fulfilled,
    Lapsed,
    Withdrawn,
}

/// Sums of a pledge's entries per kind, in their original currencies, net of reversals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PledgeTotals {
    pub announced: Vec<Money>,
    pub pledged: Vec<Money>,
    pub authorised: Vec<Money>,
    pub appropriated: Vec<Money>,
    pub committed: Vec<Money>,
    pub disbursed: Vec<Money>,
}

/// A pledge: its head, and the sums of the entries that this reader may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pledge {
    pub id: Uuid,
    /// The office that maintains it; absent on an import.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<Uuid>,
    pub fund: FundName,
    /// The donor organisation.
    pub donor: OrganisationName,
    pub audience: Audience,
    /// End of the embargo: until then nobody outside the offices can see this (RFC 3339 or RFC 9557).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "2027-03-28T10:00:00+01:00[Europe/London]"))]
    pub visible_from: Option<VisibleFrom>,
    pub sample: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Absent while this reader may see no entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Whether the donor or the recipient disputes an entry that is neither superseded nor fully reversed.
    #[serde(default)]
    pub disputed: bool,
    /// Endorsements, lapses and withdrawals have no sum. Receipts are the same money as disbursements and are
    /// not added.
    pub totals: PledgeTotals,
}

/// A pledge's head as clients send it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPledge {
    /// The audience that may read this: no wider than those of its fund and its donor.
    pub audience: Audience,
    /// End of the embargo: until then nobody outside the offices can tell that this exists. An instant (RFC
    /// 3339), or a local time with its IANA zone (RFC 9557). If absent, there is no embargo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "2027-03-28T10:00:00+01:00[Europe/London]"))]
    pub visible_from: Option<VisibleFrom>,
    /// Whether this is invented for illustration rather than a fact. Default false.
    #[serde(default)]
    pub sample: bool,
    /// Id of the fund it goes to.
    pub fund: Uuid,
    /// Id of the donor organisation.
    pub donor: Uuid,
    /// Title that distinguishes it from the donor's other pledges to the fund.
    #[cfg_attr(feature = "openapi", schema(max_length = 300))]
    pub title: Option<String>,
}

impl Body for NewPledge {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let audience = fields.required("audience");
        let visible_from = fields.visible_from();
        let sample = fields.or_default("sample");
        let fund = fields.required("fund");
        let donor = fields.required("donor");
        let title = fields.optional_text("title", 300);
        Some(Self { audience: audience?, visible_from, sample, fund: fund?, donor: donor?, title })
    }
}
