//! Finds a plan's organisations, funds and pledges, or creates them when the first entry needs them.

use anyhow::Result;
use shared::{funds::Fund, organisations::Organisation, pledges::NewPledge};
use uuid::Uuid;

use super::By;
use crate::{
    imports::{
        plan::{KnownBy, Plan, PlannedOrganisation},
        report::{Outcome, Tally},
    },
    log::Write,
    resources::{funds, organisations, pledges},
};

/// The search result for each planned thing, in the plan's order.
pub(super) struct Parties {
    organisations: Vec<Sought>,
    funds: Vec<Sought>,
    pledges: Vec<Option<Uuid>>,
}

/// A thing that was looked up.
enum Sought {
    Here(Uuid),
    /// To be created when an entry needs it.
    New,
    /// Missing or ambiguous, and impossible to create.
    Refused(String),
}

impl Sought {
    fn of(found: Option<Uuid>, tally: &mut Tally, none: Option<String>) -> Self {
        match (found, none) {
            (Some(id), _) => {
                tally.matched += 1;
                Self::Here(id)
            }
            (None, None) => Self::New,
            (None, Some(reason)) => Self::Refused(reason),
        }
    }

    fn id(&self) -> Option<Uuid> {
        match self {
            Self::Here(id) => Some(*id),
            _ => None,
        }
    }
}

impl Parties {
    pub(super) async fn find(write: &Write<'_>, plan: &Plan, by: &By, outcome: &mut Outcome) -> Result<Self> {
        let (mut organisations, mut envelopes, mut files) = (Vec::new(), Vec::new(), Vec::new());
        for planned in &plan.organisations {
            organisations.push(organisation(write, planned, &mut outcome.organisations).await?);
        }
        for planned in &plan.funds {
            let found = funds::store::by_slug(&write.tx, &planned.slug).await?.map(|fund| fund.id);
            let none =
                planned.head.is_none().then(|| format!("is `{}`, which is not a known fund", planned.slug));
            envelopes.push(Sought::of(found, &mut outcome.funds, none));
        }
        for planned in &plan.pledges {
            let ids = organisations[planned.donor].id().zip(envelopes[planned.fund].id());
            let found = match ids {
                None => None,
                Some((donor, fund)) => {
                    let title = planned.title.as_deref();
                    pledges::store::imported(&write.tx, donor, fund, by.office, title).await?
                }
            };
            outcome.pledges.matched += usize::from(found.is_some());
            files.push(found);
        }
        Ok(Self { organisations, funds: envelopes, pledges: files })
    }

    pub(super) fn donor(&self, place: usize) -> Option<Uuid> {
        self.organisations[place].id()
    }

    pub(super) fn fund(&self, place: usize) -> Option<Uuid> {
        self.funds[place].id()
    }

    /// The existing funds.
    pub(super) fn funds(&self) -> Vec<Uuid> {
        self.funds.iter().filter_map(Sought::id).collect()
    }

    /// Creates the organisations that records name but that are not a pledge's donor.
    pub(super) async fn write_named(
        &mut self,
        write: &mut Write<'_>,
        plan: &Plan,
        by: &By,
        outcome: &mut Outcome,
    ) -> Result<()> {
        for place in 0..plan.organisations.len() {
            if matches!(self.organisations[place], Sought::New)
                && plan.pledges.iter().all(|pledge| pledge.donor != place)
            {
                self.write_organisation(write, plan, by, place, outcome).await?.ok();
            }
        }
        Ok(())
    }

    /// The pledge at an index, created if it does not exist; or the field that forbids it, and why.
    pub(super) async fn pledge(
        &mut self,
        write: &mut Write<'_>,
        plan: &Plan,
        by: &By,
        place: usize,
        outcome: &mut Outcome,
    ) -> Result<Result<Uuid, (&'static str, String)>> {
        if let Some(id) = self.pledges[place] {
            return Ok(Ok(id));
        }
        let planned = &plan.pledges[place];
        let donor = match self.write_organisation(write, plan, by, planned.donor, outcome).await? {
            Ok(id) => id,
            Err(reason) => return Ok(Err(("donor", reason))),
        };
        let fund = match self.write_fund(write, plan, by, planned.fund, outcome).await? {
            Ok(id) => id,
            Err(reason) => return Ok(Err(("fund", reason))),
        };
        let head = NewPledge {
            visible_from: None,
            audience: planned.audience,
            sample: planned.sample,
            fund,
            donor,
            title: planned.title.clone(),
        };
        let pledge = pledges::Stored { id: Uuid::new_v4(), made_at: write.at, office: by.office, head };
        pledges::store::insert(&write.tx, &pledge).await?;
        pledges::record(write, &pledge).await?;
        outcome.pledges.new += 1;
        self.pledges[place] = Some(pledge.id);
        Ok(Ok(pledge.id))
    }

    async fn write_organisation(
        &mut self,
        write: &mut Write<'_>,
        plan: &Plan,
        by: &By,
        place: usize,
        outcome: &mut Outcome,
    ) -> Result<Result<Uuid, String>> {
        let head = match (&self.organisations[place], &plan.organisations[place].head) {
            (Sought::Here(id), _) => return Ok(Ok(*id)),
            (Sought::Refused(reason), _) => return Ok(Err(reason.clone())),
            (Sought::New, head) => head.clone().expect("what cannot be made is refused"),
        };
        let organisation = Organisation { id: Uuid::new_v4(), office: by.office, merged_into: None, head };
        organisations::store::insert(&write.tx, &organisation).await?;
        organisations::record(write, &organisation).await?;
        outcome.organisations.new += 1;
        self.organisations[place] = Sought::Here(organisation.id);
        Ok(Ok(organisation.id))
    }

    async fn write_fund(
        &mut self,
        write: &mut Write<'_>,
        plan: &Plan,
        by: &By,
        place: usize,
        outcome: &mut Outcome,
    ) -> Result<Result<Uuid, String>> {
        let head = match (&self.funds[place], &plan.funds[place].head) {
            (Sought::Here(id), _) => return Ok(Ok(*id)),
            (Sought::Refused(reason), _) => return Ok(Err(reason.clone())),
            (Sought::New, head) => head.clone().expect("what cannot be made is refused"),
        };
        let fund = Fund { id: Uuid::new_v4(), office: by.office, head };
        funds::store::insert(&write.tx, &fund).await?;
        funds::record(write, &fund).await?;
        outcome.funds.new += 1;
        self.funds[place] = Sought::Here(fund.id);
        Ok(Ok(fund.id))
    }
}

async fn organisation(write: &Write<'_>, planned: &PlannedOrganisation, tally: &mut Tally) -> Result<Sought> {
    let (found, none) = match &planned.known_by {
        KnownBy::Identifier(identifier) => {
            let found = organisations::store::by_identifier(&write.tx, identifier).await?;
            (found.map(|found| found.id), format!("is `{identifier}`, which is not a known organisation"))
        }
        KnownBy::Name(name) => {
            let named = organisations::store::by_name(&write.tx, name).await?;
            let nameless = named.iter().find(|organisation| organisation.head.identifiers.is_empty());
            let found = match (nameless, &named[..]) {
                (Some(one), _) => Some(one.id),
                (None, [one]) => Some(one.id),
                (None, []) => None,
                (None, _) => {
                    let reason =
                        format!("is `{name}`, the name of several organisations: give an identifier");
                    return Ok(Sought::Refused(reason));
                }
            };
            (found, format!("is `{name}`, which is not a known organisation"))
        }
    };
    Ok(Sought::of(found, tally, planned.head.is_none().then_some(none)))
}
