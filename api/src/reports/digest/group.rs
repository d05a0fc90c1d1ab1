//! The seven groups of a digest: the things in each, and the size of their changes. The fields in `shared` explain
//! their meaning.

use std::collections::HashMap;

use rust_decimal::Decimal;
use serde_json::Value;
use shared::{
    audience::Audience,
    confirmations::Party,
    digest::{Amount, Group, Groups, Item, MOST_ITEMS, Measure},
    money::Money,
    pledges::{PledgeTotals, Stage},
    resource::Resource,
    schedules::NewSchedule,
    stats::{Unconverted, UsedRate, UsedStated},
};
use uuid::Uuid;

use super::{
    compose::{Asked, Material},
    names,
};
use crate::{
    ledger::{Moving, Part, Total, moved},
    log::between::Touched,
};

/// Everything that conversions used, and the amounts that could not be converted.
type Used = (Vec<UsedRate>, Vec<UsedStated>, Vec<Unconverted>);

/// An item of a group, and its part of the group's sums.
struct Entered {
    item: Item,
    parts: Vec<(Measure, Money, Part)>,
}

pub(super) fn groups(material: &Material, asked: &Asked<'_>) -> (Groups, Used) {
    let mut moving = Moving::new(&material.after, asked.currency);
    let mut group = |mut entered: Vec<Entered>| {
        let is_asked = |office: Option<Uuid>| {
            asked.office.is_none_or(|only| office == Some(only))
                && (asked.except.is_none() || office != asked.except)
        };
        entered.retain(|entered| is_asked(entered.item.office));
        entered.sort_by_key(|entered| (std::cmp::Reverse(entered.item.position), entered.item.id));
        let sums = moving.sums(entered.iter().flat_map(|entered| entered.parts.iter().copied()));
        let total = entered.len();
        let items = entered.into_iter().take(MOST_ITEMS).map(|entered| entered.item).collect();
        Group { total, items, sums }
    };
    let words = words(material);
    let told = Told { material, asked, words: &words };
    let (raised, cut) = told.raised_and_cut();
    let groups = Groups {
        new: group(told.not_there_before()),
        raised: group(raised),
        cut: group(cut),
        slipped: group(told.slipped()),
        disputed: group(told.said("disputed_by")),
        confirmed: group(told.said("confirmed_by")),
        withdrawn: group(told.withdrawn()),
    };
    (groups, moving.used())
}

/// The office that recorded the last new statement about each entry.
fn words(material: &Material) -> HashMap<Uuid, Option<Uuid>> {
    let new =
        material.touched.iter().filter(|thing| thing.resource == Resource::Confirmations && !thing.was_there);
    let documents = new.filter_map(|thing| thing.now.as_ref());
    documents.filter_map(|document| Some((names::id(&document["entry"])?, names::office(document)))).collect()
}

struct Told<'m> {
    material: &'m Material,
    asked: &'m Asked<'m>,
    words: &'m HashMap<Uuid, Option<Uuid>>,
}

impl Told<'_> {
    fn not_there_before(&self) -> Vec<Entered> {
        let counted = self.material.after.counted();
        let is_told = |thing: &&Touched| {
            !thing.was_there && thing.is_there && thing.resource != Resource::Confirmations
        };
        let entered = self.material.touched.iter().filter(is_told).map(|thing| {
            let counted = counted.get(&thing.id).filter(|counted| !counted.left.amount().is_zero());
            let part = counted.map(|counted| (counted.figure.into(), counted.left, Part::Entry(thing.id)));
            self.enter(thing, part.into_iter().collect())
        });
        entered.collect()
    }

    fn raised_and_cut(&self) -> (Vec<Entered>, Vec<Entered>) {
        let (mut raised, mut cut) = (Vec::new(), Vec::new());
        for (pledge, totals) in moved(&self.material.before, &self.material.after) {
            // The last new entry describes the change; without one, the pledge's own last change does.
            let came = |thing: &&Touched| {
                !thing.was_there && thing.now.as_ref().and_then(names::pledge) == Some(pledge)
            };
            let itself = |thing: &&Touched| thing.id == pledge;
            let came = self.touched(Resource::Entries).filter(came).last();
            let Some(last) = came.or_else(|| self.touched(Resource::Pledges).find(itself)) else { continue };
            for (group, sign) in [(&mut raised, Decimal::ONE), (&mut cut, Decimal::NEGATIVE_ONE)] {
                let mut item = self.item(Resource::Pledges, pledge, last);
                let mut parts = Vec::new();
                for ((measure, currency), total) in &totals {
                    let Total { before, after, by } = total;
                    let money =
                        |amount| Money::new(amount, *currency).expect("a difference is no more precise");
                    let amount = (*after - *before) * sign;
                    if amount > Decimal::ZERO {
                        let (before, after) = (Some(money(*before)), Some(money(*after)));
                        item.amounts.push(Amount { measure: *measure, amount: money(amount), before, after });
                        parts.extend(
                            by.iter().map(|(id, by)| (*measure, money(*by * sign), Part::Entry(*id))),
                        );
                    }
                }
                if !parts.is_empty() {
                    group.push(Entered { item, parts });
                }
            }
        }
        (raised, cut)
    }

    fn slipped(&self) -> Vec<Entered> {
        let before: HashMap<Uuid, NewSchedule> = self
            .touched(Resource::Schedules)
            .filter_map(|thing| Some((thing.id, serde_json::from_value(thing.before.clone()?).ok()?)))
            .collect();
        let entered = self.material.schedules.iter().filter_map(|(line, schedule)| {
            let pledge = self.material.pledges.get(&schedule.pledge)?;
            let totals: PledgeTotals = serde_json::from_value(pledge["totals"].clone()).ok()?;
            let on = self.asked.to.day?;
            let late = schedule.plan.newly_late(self.asked.from.day, on, &totals.disbursed);
            let postponed = before.get(&schedule.pledge).map(|before| schedule.plan.postponed_since(before));
            let part = Part::Planned(schedule.pledge, schedule.plan.value_date);
            let late = late.into_iter().map(|amount| (Measure::Late, amount, part));
            let postponed = postponed.unwrap_or_default().into_iter();
            let parts: Vec<_> =
                late.chain(postponed.map(|amount| (Measure::Postponed, amount, part))).collect();
            let thing = line.thing?;
            let item = Item {
                resource: thing.resource.to_string(),
                id: thing.id,
                path: Some(names::path(thing.resource, thing.id, &Value::Null)),
                title: names::title(pledge, self.asked.language),
                office: Some(schedule.office),
                at: line.at,
                position: line.position,
                parties: Vec::new(),
                amounts: amounts(&parts),
                sample: schedule.plan.sample,
            };
            (!parts.is_empty()).then_some(Entered { item, parts })
        });
        entered.collect()
    }

    /// Entries with a party that newly confirms or disputes them.
    fn said(&self, field: &str) -> Vec<Entered> {
        let counted = self.material.after.counted();
        let entered = self.touched(Resource::Entries).filter_map(|thing| {
            let parties = |document: Option<&Value>| -> Vec<Party> {
                let said = document.map(|document| document[field].clone());
                said.and_then(|said| serde_json::from_value(said).ok()).unwrap_or_default()
            };
            let (before, mut now) = (parties(thing.before.as_ref()), parties(thing.now.as_ref()));
            now.retain(|party| !before.contains(party));
            let counted = counted.get(&thing.id);
            let part = counted.map(|counted| (counted.figure.into(), counted.left, Part::Entry(thing.id)));
            let mut entered = self.enter(thing, part.into_iter().collect());
            entered.item.office = self.words.get(&thing.id).copied().unwrap_or(entered.item.office);
            entered.item.parties = now;
            (!entered.item.parties.is_empty()).then_some(entered)
        });
        entered.collect()
    }

    fn withdrawn(&self) -> Vec<Entered> {
        let audience =
            |document: Option<&Value>| -> Option<Audience> { document?["audience"].as_str()?.parse().ok() };
        let ended = |document: Option<&Value>| {
            let stage: Option<Stage> = serde_json::from_value(document?["stage"].clone()).ok()?;
            stage.filter(|stage| matches!(stage, Stage::Lapsed | Stage::Withdrawn))
        };
        let went = |thing: &Touched| thing.was_there && !thing.is_there;
        let retracted =
            |document: Option<&Value>| document.is_some_and(|document| document["state"] == "retracted");
        let retracted = |thing: &Touched| retracted(thing.now.as_ref()) && !retracted(thing.before.as_ref());
        let narrowed = |thing: &Touched| {
            audience(thing.before.as_ref()) < audience(thing.now.as_ref()) && thing.was_there
        };
        let ends = |thing: &Touched| {
            let now = ended(thing.now.as_ref());
            thing.resource == Resource::Pledges && now.is_some() && now != ended(thing.before.as_ref())
        };
        let entered = self.material.touched.iter().filter_map(|thing| {
            let (ends, told) =
                (ends(thing), went(thing) || narrowed(thing) || retracted(thing) || ends(thing));
            told.then(|| self.enter(thing, if ends { self.taken_back(thing.id) } else { Vec::new() }))
        });
        entered.collect()
    }

    /// The amounts that a pledge's new lapses and withdrawals state.
    fn taken_back(&self, pledge: Uuid) -> Vec<(Measure, Money, Part)> {
        let new = self.touched(Resource::Entries).filter(|thing| !thing.was_there);
        let of = new.filter(|thing| thing.now.as_ref().and_then(names::pledge) == Some(pledge));
        let part = |thing: &Touched| {
            Some((Measure::TakenBack, self.material.after.taken_back(thing.id)?, Part::Entry(thing.id)))
        };
        of.filter_map(part).collect()
    }

    fn touched(&self, resource: Resource) -> impl Iterator<Item = &Touched> {
        self.material.touched.iter().filter(move |thing| thing.resource == resource)
    }

    fn enter(&self, thing: &Touched, parts: Vec<(Measure, Money, Part)>) -> Entered {
        let item = Item { amounts: amounts(&parts), ..self.item(thing.resource, thing.id, thing) };
        Entered { item, parts }
    }

    /// A thing, described by its last change.
    fn item(&self, resource: Resource, id: Uuid, last: &Touched) -> Item {
        let document = |thing: &Touched| thing.now.clone().or_else(|| thing.before.clone());
        let by = document(last);
        let own = if last.id == id { by.clone() } else { self.material.pledges.get(&id).cloned() };
        let pledge = own.as_ref().and_then(names::pledge);
        let title = own.as_ref().and_then(|own| names::title(own, self.asked.language));
        let of_pledge = || names::title(self.material.pledges.get(&pledge?)?, self.asked.language);
        Item {
            resource: resource.to_string(),
            id,
            path: own.as_ref().filter(|_| last.is_there).map(|own| names::path(resource, id, own)),
            title: title.or_else(of_pledge),
            office: by.as_ref().and_then(names::office),
            at: last.at,
            position: last.position,
            parties: Vec::new(),
            amounts: Vec::new(),
            sample: own.is_some_and(|own| own["sample"] == true),
        }
    }
}

fn amounts(parts: &[(Measure, Money, Part)]) -> Vec<Amount> {
    let amount = |(measure, amount, _): &(Measure, Money, Part)| Amount {
        measure: *measure,
        amount: *amount,
        before: None,
        after: None,
    };
    parts.iter().map(amount).collect()
}
