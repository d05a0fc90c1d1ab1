//! Schedules: what a donor planned to disburse, and when (IATI `planned-disbursement`).

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    audience::Audience,
    date::PartialDate,
    embargo::VisibleFrom,
    entries::{Evidence, evidence},
    fields::{Body, Fields},
    money::Money,
};

/// One planned disbursement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Instalment {
    /// First year, month or day of the period in which it is to come (IATI `period-start`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts: Option<PartialDate>,
    /// The year, month or day by the end of which it is to come (IATI `period-end`). It is expected from that
    /// last day on, and late after it.
    pub due: PartialDate,
    /// How much.
    pub amount: Money,
}

/// The schedule of a pledge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Schedule {
    /// Id of the pledge: it has one schedule, and every earlier one is in its past.
    pub pledge: Uuid,
    /// The office that posted it.
    pub office: Uuid,
    #[serde(flatten)]
    pub plan: NewSchedule,
}

/// A schedule as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewSchedule {
    /// Who may read this; as narrow as the pledge or narrower.
    pub audience: Audience,
    /// From when anybody outside the offices may see this, and can tell that it is there: an instant (RFC 3339), or
    /// a local time with its IANA zone (RFC 9557). Absent: at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "2027-03-28T10:00:00+01:00[Europe/London]"))]
    pub visible_from: Option<VisibleFrom>,
    /// Whether this is invented for illustration and no fact. Default false.
    #[serde(default)]
    pub sample: bool,
    /// The date that fixes the exchange rate of every instalment (IATI `value-date`): when the plan was made.
    pub value_date: PartialDate,
    /// In the order in which they are due; none where nothing is planned any more.
    pub instalments: Vec<Instalment>,
    /// Where the plan is written; a public one needs a piece that is public and dated.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

impl Body for Instalment {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let starts: Option<PartialDate> = fields.optional("starts");
        let due: Option<PartialDate> = fields.required("due");
        if starts.zip(due).is_some_and(|(starts, due)| due.latest() < starts.earliest()) {
            fields.complain("due", "is before `starts`");
        }
        let amount: Option<Money> = fields.required("amount");
        if amount.is_some_and(|amount| amount.amount() <= Decimal::ZERO) {
            fields.complain("amount", "is not more than zero");
        }
        Some(Self { starts, due: due?, amount: amount? })
    }
}

impl Body for NewSchedule {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let audience: Option<Audience> = fields.required("audience");
        let visible_from = fields.visible_from();
        let sample = fields.or_default("sample");
        let value_date = fields.required("value_date");
        fields.require("instalments");
        let mut instalments: Vec<Instalment> = fields.each("instalments");
        instalments.sort_by_key(|instalment| instalment.due.latest());
        let evidence = fields.each("evidence");
        evidence::obey(fields, audience?, &evidence);
        Some(Self {
            audience: audience?,
            visible_from,
            sample,
            value_date: value_date?,
            instalments,
            evidence,
        })
    }
}

impl NewSchedule {
    /// The instalments that are expected by a day.
    pub fn expected_by(&self, day: Date) -> impl Iterator<Item = &Instalment> {
        self.instalments.iter().filter(move |instalment| instalment.due.latest() <= day)
    }
}
