//! The progress of each pledge, donor and fund on a day.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use jiff::{Timestamp, civil::Date};
use shared::{
    entries::EntryKind,
    funds::Fund,
    lateness::{self, DonorProgress, FundProgress, Lateness, PledgeProgress},
    pledges::{LeftOut, Stage},
};
use uuid::Uuid;

use super::{
    Ledger, PledgeFacts, Question,
    coming::{Asked, Coming, Groups},
    figures::{by_fund, name},
    inputs::Inputs,
};

pub(super) fn lateness(
    ledger: &Ledger,
    question: &Question,
    position: i64,
    as_of: Timestamp,
    on: Date,
) -> Option<Lateness> {
    let funds = ledger.funds(question)?;
    let asked = Asked { currency: question.currency, on };
    let mut inputs = Inputs::new(ledger, question.currency);
    let (pledges, sample) = pledges(ledger, question, &funds, &mut inputs, on);
    let mut groups = Groups::default();
    let mut each: Vec<PledgeProgress> = Vec::new();
    for (id, coming) in pledges {
        let facts = &ledger.pledges[&id];
        groups.add(&coming, facts.fund(), &facts.donor);
        let mut progress = coming.progress(asked);
        // A withdrawn or lapsed amount will no longer arrive.
        let has_ended = matches!(facts.stage, Some(Stage::Lapsed | Stage::Withdrawn));
        progress.projected_finish.take_if(|_| has_ended);
        let (donor, title, stage) = (facts.donor.clone(), facts.title.clone(), facts.stage);
        let fund = name(&ledger.funds[&facts.fund()]);
        each.push(PledgeProgress { pledge: id, fund, donor, title, stage, progress });
    }
    let overdue = |pledge: &PledgeProgress| pledge.progress.overdue.map(|overdue| overdue.amount());
    each.sort_by_key(|pledge| (Reverse(overdue(pledge)), pledge.pledge));
    let of_fund = |fund: &&Fund| {
        let progress = groups.funds.get(&fund.id)?.progress(asked);
        Some(FundProgress { fund: name(fund), progress })
    };
    let mut donors: Vec<DonorProgress> = groups
        .donors
        .values()
        .map(|(donor, coming)| DonorProgress { donor: donor.clone(), progress: coming.progress(asked) })
        .collect();
    donors.sort_by(|one, other| (&one.donor.name, one.donor.id).cmp(&(&other.donor.name, other.donor.id)));
    Some(Lateness {
        as_of,
        position,
        stale: question.is_stale,
        date: on,
        currency: question.currency,
        pace_rule: lateness::PACE_RULE.to_owned(),
        total: groups.total.progress(asked),
        funds: funds.iter().filter_map(of_fund).collect(),
        donors,
        pledges: each,
        rates: inputs.rates.into_iter().collect(),
        stated: inputs.stated,
        unconverted: inputs.unconverted,
        sample,
    })
}

/// The sums of each requested pledge, and whether they include invented records.
fn pledges<'l>(
    ledger: &'l Ledger,
    question: &Question,
    funds: &[&Fund],
    inputs: &mut Inputs<'l>,
    on: Date,
) -> (BTreeMap<Uuid, Coming>, bool) {
    let is_asked = |pledge: &PledgeFacts| question.donor.is_none_or(|donor| pledge.donor.id == donor);
    let mut pledges: BTreeMap<Uuid, Coming> = BTreeMap::new();
    let mut sample = false;
    // Pledges with an entry that counts elsewhere, by an overlap.
    let mut beside: BTreeSet<Uuid> = BTreeSet::new();
    for entries in by_fund(ledger, funds).values() {
        for mut input in inputs.of(entries) {
            let (id, facts) = (input.facts.pledge, &ledger.pledges[&input.facts.pledge]);
            if !matches!(input.account.kind, EntryKind::Pledge | EntryKind::Disbursement) || !is_asked(facts)
            {
                continue;
            }
            if input.left_out.is_some() {
                beside.extend((input.left_out == Some(LeftOut::Overlap)).then_some(id));
                continue;
            }
            inputs.convert_input(&mut input);
            let coming = pledges.entry(id).or_default();
            let (left, way) = (input.account.left, input.way.as_ref().and_then(|way| way.as_ref().ok()));
            if input.account.kind == EntryKind::Disbursement {
                coming.disbursed.add(left, way);
            } else {
                coming.pledged.add(left, way);
                if !left.amount().is_zero() {
                    coming.pledged_on(input.facts.date.earliest());
                }
            }
            sample |= input.facts.sample || facts.sample;
        }
    }
    for (id, schedule) in &ledger.schedules {
        let pledge = ledger.pledges.get(id).filter(|pledge| is_asked(pledge));
        let Some(pledge) = pledge.filter(|pledge| funds.iter().any(|fund| fund.id == pledge.fund())) else {
            continue;
        };
        // A contribution that counts elsewhere is planned there too.
        if beside.contains(id) && !pledges.contains_key(id) {
            continue;
        }
        for instalment in schedule.plan.expected_by(on) {
            let value_date = Some(schedule.plan.value_date);
            let way = question.currency.map(|to| inputs.convert(*id, instalment.amount, value_date, to));
            let coming = pledges.entry(*id).or_default();
            coming.expected.add(instalment.amount, way.and_then(Result::ok).as_ref());
            sample |= schedule.plan.sample || pledge.sample;
        }
    }
    // A pledge without any known amount has no progress.
    pledges.retain(|_, coming| !coming.is_empty());
    (pledges, sample)
}
