//! The ledger as one audience sees it, in memory: only what figures are made of.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde::{Deserialize, de::DeserializeOwned};
use shared::{
    date::PartialDate,
    entries::{Counting, EntryKind},
    funds::Fund,
    members::{Listing, Member},
    money::{Currency, Money},
    pledges::Step,
    rates::RateDay,
    stats::Stats,
};
use uuid::Uuid;

use super::{convert::Rates, figures};
use crate::log::feed::Line;

/// What is asked of the figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Question {
    /// Convert to this currency.
    pub currency: Option<Currency>,
    /// Only this fund, by its slug.
    pub fund: Option<String>,
    /// Whether the server has lost sight of the ledger.
    pub is_stale: bool,
    /// Position of the feed to answer as of; none is now.
    pub as_of: Option<i64>,
}

/// Everything that figures are made of.
#[derive(Default)]
pub(crate) struct Ledger {
    pub(super) funds: HashMap<Uuid, Fund>,
    pub(super) pledges: HashMap<Uuid, PledgeFacts>,
    pub(super) entries: BTreeMap<Uuid, EntryFacts>,
    pub(super) members: HashMap<Uuid, Member>,
    pub(super) not_named: u32,
    pub(super) rates: Rates,
}

/// What of a pledge's document figures need.
#[derive(Deserialize)]
pub(super) struct PledgeFacts {
    fund: Named,
    pub(super) sample: bool,
}

#[derive(Deserialize)]
struct Named {
    id: Uuid,
}

impl PledgeFacts {
    pub(super) fn fund(&self) -> Uuid {
        self.fund.id
    }
}

/// What of an entry's document figures need.
#[derive(Deserialize)]
pub(super) struct EntryFacts {
    pub(super) id: Uuid,
    pub(super) pledge: Uuid,
    kind: EntryKind,
    amount: Option<Money>,
    pub(super) value_date: Option<PartialDate>,
    reverses: Option<Uuid>,
    counting: Counting,
    pub(super) sample: bool,
}

impl EntryFacts {
    pub(super) fn step(&self) -> Step {
        let Self { id, kind, amount, reverses, counting, .. } = *self;
        Step { id, kind, amount, reverses, counting }
    }
}

/// How many members are counted and not named, as it was published.
#[derive(Deserialize)]
struct MemberCounts {
    not_named: u32,
}

impl Ledger {
    /// Takes a line of the feed. An error where this server cannot read what another one wrote.
    pub(crate) fn apply(&mut self, line: &Line) -> Result<(), serde_json::Error> {
        let document = line.document.as_deref();
        match line.resource.as_str() {
            "funds" => keep(&mut self.funds, line)?,
            "pledges" => keep(&mut self.pledges, line)?,
            "members" => keep(&mut self.members, line)?,
            "entries" => {
                match document {
                    Some(document) => self.entries.insert(line.id, serde_json::from_str(document)?),
                    None => self.entries.remove(&line.id),
                };
            }
            "member_counts" => {
                let counts: Option<MemberCounts> = document.map(serde_json::from_str).transpose()?;
                self.not_named = counts.map_or(0, |counts| counts.not_named);
            }
            "rates" => {
                let day: Option<RateDay> = document.map(serde_json::from_str).transpose()?;
                day.into_iter().for_each(|day| self.rates.add(day));
            }
            _ => {}
        }
        Ok(())
    }

    /// The figures. `None` where there is no such fund.
    pub(crate) fn figures(&self, question: &Question, position: i64, as_of: Timestamp) -> Option<Stats> {
        figures::figures(self, question, position, as_of)
    }

    /// Members that are in the list, fully or by name.
    pub(super) fn listed(&self) -> impl Iterator<Item = &Member> {
        self.members.values().filter(|member| matches!(member.listing, Listing::Full | Listing::NameOnly))
    }
}

fn keep<T: DeserializeOwned>(things: &mut HashMap<Uuid, T>, line: &Line) -> Result<(), serde_json::Error> {
    match &line.document {
        Some(document) => things.insert(line.id, serde_json::from_str(document)?),
        None => things.remove(&line.id),
    };
    Ok(())
}
