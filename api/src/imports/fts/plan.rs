//! Plans the import: each organisation, fund and pledge once, and an entry for each flow that is not refused.

use jiff::civil::Date;
use shared::{
    entries::{NewEntry, Provenance},
    funds::NewFund,
    organisations::NewOrganisation,
};

use super::{REGISTER, Recorded, destination, parties, step};
use crate::imports::{
    plan::{Links, Plan, PlannedEntry},
    report::Refused,
};

/// Plans the import of all flows. A payment dated after `today` is refused.
pub fn plan(flows: &[Recorded], today: Date) -> Plan {
    let mut plan = Plan::default();
    for recorded in flows {
        match Parts::of(recorded, today) {
            Ok(parts) => add(&mut plan, parts, recorded),
            Err(reason) => plan.refused.push(Refused::new(&recorded.flow.id.0, reason)),
        }
    }
    plan
}

/// The things that one flow needs.
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

fn add(plan: &mut Plan, parts: Parts, recorded: &Recorded) {
    let donor = plan.organisation(parts.donor);
    parts.named.into_iter().for_each(|named| {
        plan.organisation(named);
    });
    let fund = plan.fund(parts.fund.slug.clone(), Some(parts.fund));
    let pledge = plan.pledge(donor, fund, None, &parts.entry);
    let provenance = Provenance {
        register: REGISTER.to_owned(),
        record: recorded.flow.id.0.clone(),
        data: recorded.data.clone(),
    };
    plan.entries.push(PlannedEntry {
        pledge,
        entry: parts.entry,
        provenance,
        place: None,
        is_derived: false,
        links: Links::default(),
        barred: None,
    });
}
