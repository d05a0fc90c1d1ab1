//! Plans the import: a donor, a fund and an entry for each transaction that is not refused.

mod allocation;
mod fund;
mod kind;
mod parties;
mod record;
mod reversals;
mod step;

use std::collections::{BTreeMap, HashMap, hash_map::Entry as Place};

use serde_json::{Value, json};
use shared::entries::{Counting, Provenance};

use super::{activity::Activity, read::Read, xml::Node};
use crate::imports::{
    plan::{Links, Plan, PlannedEntry},
    report::Refused,
};
use kind::Kind;
use record::Record;
use reversals::Made;

/// The register's name in an entry's provenance.
pub const REGISTER: &str = "iati";

/// The plan, and the parts of the files left out of it.
#[derive(Debug, Default)]
pub struct Planned {
    pub plan: Plan,
    /// Transactions of all types.
    pub transactions_read: usize,
    /// Transactions that the files repeat.
    pub duplicates: usize,
    /// Transactions of skipped types, by code.
    pub passed_over: BTreeMap<String, usize>,
    /// Parts of a transaction that do not fit into its entry. The record has them.
    pub left_out: Vec<Refused>,
}

/// Plans the import of all files, into one fund if a fund is given; else each activity becomes a fund.
pub fn plan(read: &Read, fund: Option<&str>) -> Planned {
    let mut planner =
        Planner { fund, planned: Planned::default(), seen: HashMap::new(), slugs: HashMap::new() };
    for activity in &read.activities {
        let brings_money_in = |node: &Node| Kind::of(node).is_ok_and(|kind| kind.comes_in);
        let context = Context {
            activity,
            file: &read.files[activity.file],
            header: header(activity),
            brings_money_in: activity.transactions.iter().any(brings_money_in),
        };
        planner.activity(&context);
    }
    planner.planned
}

struct Planner<'f> {
    fund: Option<&'f str>,
    planned: Planned,
    /// Each record and its content.
    seen: HashMap<String, Value>,
    /// The activity of each slug.
    slugs: HashMap<String, String>,
}

/// The parts of an activity that its transactions need.
struct Context<'a> {
    activity: &'a Activity,
    file: &'a str,
    header: Value,
    /// Whether the activity receives money, so that its outgoing money has already been counted.
    brings_money_in: bool,
}

/// Why a transaction becomes no entry: the faulty part, and the fault.
type Wrong = (Option<String>, String);

impl Planner<'_> {
    fn activity(&mut self, context: &Context<'_>) {
        let Context { activity, file, .. } = context;
        self.planned.transactions_read += activity.transactions.len();
        let mut made = Vec::new();
        for (node, record) in activity.transactions.iter().zip(record::of(activity)) {
            let kind = match Kind::of(node) {
                Ok(kind) => kind,
                Err(code) => {
                    *self.planned.passed_over.entry(code).or_default() += 1;
                    continue;
                }
            };
            match self.transaction(context, node, kind, &record) {
                Ok(None) => self.planned.duplicates += 1,
                Ok(Some((planned, takes_back))) => {
                    made.push(Made { place: self.planned.plan.entries.len(), kind, takes_back });
                    self.planned.plan.entries.push(planned);
                }
                Err((field, reason)) => {
                    self.planned.plan.refused.push(refused(&record, file, node, field, reason));
                }
            }
        }
        reversals::link(&mut self.planned.plan.entries, &made);
    }

    /// A transaction's entry, and whether it is a reversal; `None` for a repeated transaction.
    fn transaction(
        &mut self,
        context: &Context<'_>,
        node: &Node,
        kind: Kind,
        record: &Record,
    ) -> Result<Option<(PlannedEntry, bool)>, Wrong> {
        let Context { activity, file, header, brings_money_in } = context;
        let data = json!({"activity": header, "transaction": node.to_json()});
        match self.seen.entry(record.id.clone()) {
            Place::Occupied(before) if *before.get() == data => return Ok(None),
            Place::Occupied(_) => return Err(whole("is in the files twice, with differences")),
            Place::Vacant(place) => place.insert(data.clone()),
        };
        let identifier =
            activity.identifier().ok_or_else(|| whole("belongs to an activity without an identifier"))?;
        let donor = parties::donor(activity, node, kind).map_err(whole)?;
        let own = parties::reporter(activity);
        // Incoming money that is passed on was counted when it came in.
        let is_passed_on = *brings_money_in && !kind.comes_in && own.is_ok_and(|own| own.is_same(&donor));
        let counting = if is_passed_on { Counting::Onward } else { Counting::Full };
        let (allocation, left) = allocation::of(activity, node);
        let step = step::step(activity, node, kind, counting, allocation)?;
        let (slug, head) = match self.fund {
            Some(slug) => (slug.to_owned(), None),
            None => {
                let slug = fund::slug(identifier, &mut self.slugs).map_err(whole)?;
                (slug.clone(), Some(fund::head(activity, identifier, slug)))
            }
        };
        let left = left.into_iter().map(|(field, reason)| refused(record, file, node, Some(field), reason));
        self.planned.left_out.extend(left);
        let plan = &mut self.planned.plan;
        let (donor, fund) = (plan.organisation(donor.head), plan.fund(slug, head));
        let planned = PlannedEntry {
            pledge: plan.pledge(donor, fund, None, &step.entry),
            entry: step.entry,
            provenance: Provenance { register: REGISTER.to_owned(), record: record.id.clone(), data },
            place: Some(place(file, node)),
            is_derived: record.is_derived,
            links: Links::default(),
            barred: None,
        };
        Ok(Some((planned, step.takes_back)))
    }
}

/// A reason that concerns no single part.
fn whole(reason: impl Into<String>) -> Wrong {
    (None, reason.into())
}

/// The part of an activity stored with each of its transactions: everything that they need. The activity's own
/// update time is left out, or every transaction would change with every publication.
fn header(activity: &Activity) -> Value {
    let kept = [
        "iati-identifier",
        "reporting-org",
        "title",
        "participating-org",
        "recipient-country",
        "recipient-region",
        "sector",
        "default-flow-type",
        "default-finance-type",
        "default-aid-type",
        "default-tied-status",
    ];
    let node = &activity.node;
    let attributes = ["xml:lang", "default-currency", "humanitarian"];
    let header = Node {
        attributes: node
            .attributes
            .iter()
            .filter(|(name, _)| attributes.contains(&name.as_str()))
            .cloned()
            .collect(),
        children: node.children.iter().filter(|child| kept.contains(&child.name.as_str())).cloned().collect(),
        ..Node::default()
    };
    header.to_json()
}

fn place(file: &str, node: &Node) -> String {
    format!("{file}, line {}", node.line)
}

fn refused(record: &Record, file: &str, node: &Node, field: Option<String>, reason: String) -> Refused {
    Refused { record: record.id.clone(), place: Some(place(file, node)), field, reason }
}
