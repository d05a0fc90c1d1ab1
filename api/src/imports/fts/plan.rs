//! What should exist once the flows are imported: each organisation, fund and pledge once, and an entry
//! for each flow that is not refused. Whether a thing exists already is the caller's to find out.

use std::collections::HashMap;

use jiff::civil::Date;
use shared::{
    audience::Audience,
    entries::{NewEntry, Provenance},
    funds::NewFund,
    organisations::NewOrganisation,
    pledges::NewPledge,
};
use uuid::Uuid;

use super::{REGISTER, Recorded, Refused, destination, parties, step};

/// What the flows make, each thing after those it points to.
#[derive(Debug, Default)]
pub struct Plan {
    /// Donors, and the other organisations the flows name. One is known again by its identifier; where
    /// it has none, by its name.
    pub organisations: Vec<NewOrganisation>,
    /// A fund is known again by its slug.
    pub funds: Vec<NewFund>,
    /// A pledge is known again by its donor and its fund, without a title.
    pub pledges: Vec<PlannedPledge>,
    /// An entry is known again by its provenance's register and record.
    pub entries: Vec<PlannedEntry>,
    pub refused: Vec<Refused>,
}

/// The file of one donor's contributions to one fund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PlannedPledge {
    /// Place of the donor in the plan's organisations.
    pub donor: usize,
    /// Place of the fund in the plan's funds.
    pub fund: usize,
}

impl PlannedPledge {
    /// The pledge's head, once its donor and its fund have ids.
    pub fn head(self, donor: Uuid, fund: Uuid) -> NewPledge {
        NewPledge { audience: Audience::Public, sample: false, fund, donor, title: None }
    }
}

/// An entry and the flow it was read from.
#[derive(Clone, Debug)]
pub struct PlannedEntry {
    /// Place of the pledge in the plan's pledges.
    pub pledge: usize,
    pub entry: NewEntry,
    pub provenance: Provenance,
}

/// What the flows make. `today` bounds what can have been paid.
pub fn plan(flows: &[Recorded], today: Date) -> Plan {
    let mut plan = Plan::default();
    let mut places = Places::default();
    for recorded in flows {
        match Parts::of(recorded, today) {
            Ok(parts) => plan.add(parts, recorded, &mut places),
            Err(reason) => plan.refused.push(Refused { flow: recorded.flow.id.0.clone(), reason }),
        }
    }
    plan
}

/// Where in the plan each thing stands, by what it is known again by.
#[derive(Default)]
struct Places {
    organisations: HashMap<String, usize>,
    funds: HashMap<String, usize>,
    pledges: HashMap<PlannedPledge, usize>,
}

/// What one flow makes.
struct Parts {
    donor: NewOrganisation,
    named: Vec<NewOrganisation>,
    fund: NewFund,
    entry: NewEntry,
}

impl Parts {
    fn of(Recorded { flow, .. }: &Recorded, today: Date) -> Result<Self, String> {
        let objects = flow.sources("Organization").chain(flow.destinations("Organization"));
        Ok(Self {
            donor: parties::donor(flow)?,
            named: objects.map(parties::organisation).collect::<Result<_, _>>()?,
            fund: destination::fund(flow)?,
            entry: step::entry(flow, today)?,
        })
    }
}

impl Plan {
    fn add(&mut self, parts: Parts, recorded: &Recorded, places: &mut Places) {
        let mut organisation = |organisation: NewOrganisation| {
            let key = parties::key(&organisation).to_owned();
            place(&mut self.organisations, &mut places.organisations, key, organisation)
        };
        let donor = organisation(parts.donor);
        parts.named.into_iter().for_each(|named| {
            organisation(named);
        });
        let fund = place(&mut self.funds, &mut places.funds, parts.fund.slug.clone(), parts.fund);
        let pledge = PlannedPledge { donor, fund };
        let pledge = place(&mut self.pledges, &mut places.pledges, pledge, pledge);
        let provenance = Provenance {
            register: REGISTER.to_owned(),
            record: recorded.flow.id.0.clone(),
            data: recorded.data.clone(),
        };
        self.entries.push(PlannedEntry { pledge, entry: parts.entry, provenance });
    }
}

/// The place of a thing in a list, to which it is added when it is new.
fn place<K: std::hash::Hash + Eq, T>(
    list: &mut Vec<T>,
    places: &mut HashMap<K, usize>,
    key: K,
    thing: T,
) -> usize {
    *places.entry(key).or_insert_with(|| {
        list.push(thing);
        list.len() - 1
    })
}
