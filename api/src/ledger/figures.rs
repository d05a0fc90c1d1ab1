//! Adds up the ledger. A total is the sum of the entries that its reader can list, net of reversals.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, tz::TimeZone};
use shared::{
    funds::{Fund, FundName},
    stats::{self, Explanation, FundFigures, Stats, TakenBack},
};
use uuid::Uuid;

use super::{
    EntryFacts, Ledger, Question,
    adding::{Adding, figure},
    inputs::{Input, Inputs},
    members,
};

pub(super) fn figures(
    ledger: &Ledger,
    question: &Question,
    position: i64,
    as_of: Timestamp,
) -> Option<Stats> {
    let funds = ledger.funds(question)?;
    let entries = by_fund(ledger, &funds);
    let invented = invented(ledger, &funds, &entries);
    let mut inputs = Inputs::new(ledger, question.currency);
    let mut total = Adding::default();
    let mut explained = Vec::new();
    let funds: Vec<FundFigures> = funds
        .into_iter()
        .map(|fund| {
            let mut adding = Adding::default();
            for mut input in inputs.of(&entries[&fund.id]) {
                if input.is_gross() {
                    inputs.convert_input(&mut input);
                }
                adding.add(&input);
                total.add(&input);
                if question.explain {
                    explained.push(explain(input, fund.id));
                }
            }
            FundFigures {
                fund: name(fund),
                target: fund.head.target,
                yearly: fund.head.yearly,
                sample: invented.contains(&fund.id),
                figures: adding.figures(question.currency),
            }
        })
        .collect();
    let members = members::members(ledger, as_of.to_zoned(TimeZone::UTC).date());
    let explanation = || Explanation { rule: stats::RULE.to_owned(), inputs: explained };
    Some(Stats {
        as_of,
        position,
        stale: question.is_stale,
        currency: question.currency,
        total: total.figures(question.currency),
        sample: !invented.is_empty() || members.sample,
        funds,
        members,
        rates: inputs.rates.into_iter().collect(),
        stated: inputs.stated,
        unconverted: inputs.unconverted,
        explanation: question.explain.then(explanation),
    })
}

/// A fund as other resources refer to it.
pub(super) fn name(fund: &Fund) -> FundName {
    FundName { id: fund.id, slug: fund.head.slug.clone(), name: fund.head.name.clone() }
}

/// The entries of each fund, in order of their ids.
pub(super) fn by_fund<'l>(ledger: &'l Ledger, funds: &[&Fund]) -> BTreeMap<Uuid, Vec<&'l EntryFacts>> {
    let mut entries: BTreeMap<Uuid, Vec<_>> = funds.iter().map(|fund| (fund.id, Vec::new())).collect();
    for entry in ledger.entries.values() {
        let Some(pledge) = ledger.pledges.get(&entry.pledge) else { continue };
        if let Some(entries) = entries.get_mut(&pledge.fund()) {
            entries.push(entry);
        }
    }
    entries
}

/// The funds whose figures include records invented for illustration.
pub(super) fn invented(
    ledger: &Ledger,
    funds: &[&Fund],
    entries: &BTreeMap<Uuid, Vec<&EntryFacts>>,
) -> BTreeSet<Uuid> {
    let is_sample = |entry: &&EntryFacts| entry.sample || ledger.pledges[&entry.pledge].sample;
    let has_sample = |fund: &&&Fund| fund.head.sample || entries[&fund.id].iter().any(is_sample);
    funds.iter().filter(has_sample).map(|fund| fund.id).collect()
}

fn explain(input: Input<'_>, fund: Uuid) -> stats::Input {
    let Input { account, facts, left_out, overlap, confirmed, disputed, way } = input;
    let (way, unconverted) = match way {
        Some(Ok(way)) => (way, None),
        Some(Err(reason)) => (super::convert::Way::default(), Some(reason)),
        None => (super::convert::Way::default(), None),
    };
    let taken_back = account.taken_back.into_iter().map(|(reversal, amount)| TakenBack { reversal, amount });
    stats::Input {
        entry: account.entry,
        pledge: facts.pledge,
        fund,
        figure: figure(account.kind).expect("an input is of a figure"),
        amount: account.amount,
        taken_back: taken_back.collect(),
        left: account.left,
        left_out,
        overlap,
        confirmed,
        disputed,
        value_date: facts.value_date,
        stated: way.stated.and_then(|_| facts.stated_conversion.clone()),
        from: way.from,
        to: way.to,
        unconverted,
    }
}
