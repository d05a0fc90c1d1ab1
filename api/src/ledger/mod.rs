//! The ledger as one audience sees it, in memory: only the inputs of figures.

mod adding;
mod coming;
mod convert;
mod donors;
mod figures;
mod inputs;
mod lateness;
mod members;
mod moving;
pub(crate) mod past;

use std::collections::{BTreeMap, HashMap};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, de::DeserializeOwned};
use shared::{
    date::PartialDate,
    entries::{Counting, EntryKind, Standing, StatedConversion},
    funds::Fund,
    lateness::Lateness,
    members::{Listing, Member},
    money::{Currency, Money},
    organisations::OrganisationName,
    overlaps::Overlap,
    pledges::{Stage, Step},
    rates::RateDay,
    resource::{Resource, Thing},
    schedules::Schedule,
    stats::{MemberFigures, Stats},
};
use uuid::Uuid;

use self::convert::Rates;
use crate::log::feed::Line;

pub(crate) use donors::Donor;
pub(crate) use moving::{Moving, Part, Total, moved};

/// The settings of a request for figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    /// Convert to this currency.
    pub currency: Option<Currency>,
    /// Only this fund, by its slug.
    pub fund: Option<String>,
    /// Only this donor, in a question about lateness.
    pub donor: Option<Uuid>,
    /// Include the inputs of the figures.
    pub explain: bool,
    /// Whether the server has lost its connection to the ledger.
    pub is_stale: bool,
    /// Position of the feed to answer as of; `None` means now.
    pub as_of: Option<i64>,
}

/// Everything that figures are derived from.
#[derive(Default)]
pub(crate) struct Ledger {
    pub(super) funds: HashMap<Uuid, Fund>,
    pub(super) pledges: HashMap<Uuid, PledgeFacts>,
    pub(super) entries: BTreeMap<Uuid, EntryFacts>,
    pub(super) schedules: HashMap<Uuid, Schedule>,
    pub(super) overlaps: HashMap<Uuid, Overlap>,
    pub(super) members: HashMap<Uuid, Member>,
    pub(super) not_named: u32,
    pub(super) organisations: HashMap<Uuid, Located>,
    rates: Rates,
}

/// The fields of a pledge's document that figures need.
#[derive(Deserialize)]
pub(super) struct PledgeFacts {
    fund: Named,
    pub(super) donor: OrganisationName,
    pub(super) title: Option<String>,
    pub(super) stage: Option<Stage>,
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

/// The fields of an entry's document that figures need.
#[derive(Deserialize)]
pub(super) struct EntryFacts {
    pub(super) id: Uuid,
    pub(super) pledge: Uuid,
    kind: EntryKind,
    pub(super) date: PartialDate,
    amount: Option<Money>,
    pub(super) value_date: Option<PartialDate>,
    reverses: Option<Uuid>,
    pub(super) supersedes: Option<Uuid>,
    counting: Counting,
    pub(super) stated_conversion: Option<StatedConversion>,
    pub(super) sample: bool,
    #[serde(flatten)]
    pub(super) standing: Standing,
}

impl EntryFacts {
    pub(super) fn step(&self) -> Step {
        let Self { id, kind, amount, reverses, supersedes, counting, .. } = *self;
        Step { id, kind, amount, reverses, supersedes, counting }
    }
}

/// The country of an organisation.
#[derive(Deserialize)]
pub(super) struct Located {
    pub(super) country: Option<String>,
}

/// The published number of members that are counted but not named.
#[derive(Deserialize)]
struct MemberCounts {
    not_named: u32,
}

impl Ledger {
    /// Applies a line of the feed. Fails if this server cannot read a line that another server wrote.
    pub(crate) fn apply(&mut self, line: &Line) -> Result<(), serde_json::Error> {
        line.thing.map_or(Ok(()), |thing| self.set(thing, line.document.as_deref()))
    }

    /// Sets the document of a thing; `None` removes it.
    pub(crate) fn set(&mut self, thing: Thing, document: Option<&str>) -> Result<(), serde_json::Error> {
        let id = thing.id;
        match thing.resource {
            Resource::Funds => keep(&mut self.funds, id, document)?,
            Resource::Pledges => keep(&mut self.pledges, id, document)?,
            Resource::Schedules => keep(&mut self.schedules, id, document)?,
            Resource::Overlaps => keep(&mut self.overlaps, id, document)?,
            Resource::Members => keep(&mut self.members, id, document)?,
            Resource::Organisations => keep(&mut self.organisations, id, document)?,
            Resource::Entries => {
                match document {
                    Some(document) => self.entries.insert(id, serde_json::from_str(document)?),
                    None => self.entries.remove(&id),
                };
            }
            Resource::MemberCounts => {
                let counts: Option<MemberCounts> = document.map(serde_json::from_str).transpose()?;
                self.not_named = counts.map_or(0, |counts| counts.not_named);
            }
            Resource::Rates => {
                let day: Option<RateDay> = document.map(serde_json::from_str).transpose()?;
                day.into_iter().for_each(|day| self.rates.add(day));
            }
            _ => {}
        }
        Ok(())
    }

    /// The figures. `None` if the fund does not exist.
    pub(crate) fn figures(&self, question: &Question, position: i64, as_of: Timestamp) -> Option<Stats> {
        figures::figures(self, question, position, as_of)
    }

    /// The progress of the pledges, on a day.
    pub(crate) fn lateness(
        &self,
        question: &Question,
        position: i64,
        as_of: Timestamp,
        on: Date,
    ) -> Option<Lateness> {
        lateness::lateness(self, question, position, as_of, on)
    }

    /// The donors, by their ids, on a day; and whether their sums include invented records.
    pub(crate) fn donors(&self, question: &Question, on: Date) -> Option<(Vec<Donor>, bool)> {
        donors::donors(self, question, on)
    }

    /// The fully listed members on a day, of a country and a category.
    pub(crate) fn members_of(
        &self,
        on: Date,
        country: Option<&str>,
        category: Option<&str>,
    ) -> MemberFigures {
        members::narrowed(self, on, country, category)
    }

    /// The requested funds, sorted by name. `None` if the fund does not exist.
    pub(crate) fn funds(&self, question: &Question) -> Option<Vec<&Fund>> {
        let is_asked = |fund: &&Fund| question.fund.as_ref().is_none_or(|slug| fund.head.slug == *slug);
        let mut funds: Vec<&Fund> = self.funds.values().filter(is_asked).collect();
        funds.sort_by(|one, other| (&one.head.name, one.id).cmp(&(&other.head.name, other.id)));
        (question.fund.is_none() || !funds.is_empty()).then_some(funds)
    }

    /// The members on a day that are in the list, fully or by name.
    pub(super) fn listed(&self, on: Date) -> impl Iterator<Item = &Member> {
        let is_listed = |member: &&Member| matches!(member.listing, Listing::Full | Listing::NameOnly);
        self.members.values().filter(is_listed).filter(move |member| member.is_current(on))
    }
}

fn keep<T: DeserializeOwned>(
    things: &mut HashMap<Uuid, T>,
    id: Uuid,
    document: Option<&str>,
) -> Result<(), serde_json::Error> {
    match document {
        Some(document) => things.insert(id, serde_json::from_str(document)?),
        None => things.remove(&id),
    };
    Ok(())
}
