//! What should exist once a file is imported: each organisation, fund and pledge once, and an entry for
//! each record that is not refused. Whether a thing exists already is for `write` to find out.

use std::{collections::HashMap, hash::Hash};

use shared::{
    audience::Audience,
    entries::{NewEntry, Provenance},
    funds::NewFund,
    organisations::NewOrganisation,
};

use super::report::Refused;

/// What the records make, each thing after those it points to.
#[derive(Debug, Default)]
pub struct Plan {
    /// Donors, and the other organisations that the records name.
    pub organisations: Vec<PlannedOrganisation>,
    pub funds: Vec<PlannedFund>,
    pub pledges: Vec<PlannedPledge>,
    pub entries: Vec<PlannedEntry>,
    pub refused: Vec<Refused>,
    places: Places,
}

/// What an organisation is known again by: its identifier or, where it has none, its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum KnownBy {
    Identifier(String),
    Name(String),
}

#[derive(Clone, Debug)]
pub struct PlannedOrganisation {
    pub known_by: KnownBy,
    /// What to make where there is none yet; without it, there must be one.
    pub head: Option<NewOrganisation>,
}

/// A fund, which is known again by its slug.
#[derive(Clone, Debug)]
pub struct PlannedFund {
    pub slug: String,
    /// What to make where there is none yet; without it, there must be one.
    pub head: Option<NewFund>,
}

/// The file of one donor's contributions to one fund; known again by its donor, fund and title.
#[derive(Clone, Debug)]
pub struct PlannedPledge {
    /// Place of the donor in the plan's organisations.
    pub donor: usize,
    /// Place of the fund in the plan's funds.
    pub fund: usize,
    pub title: Option<String>,
    /// As wide as the widest of its entries.
    pub audience: Audience,
    pub sample: bool,
}

/// An entry and the record it was read from.
#[derive(Clone, Debug)]
pub struct PlannedEntry {
    /// Place of the pledge in the plan's pledges.
    pub pledge: usize,
    /// Without the ids of other entries: those are in `links`.
    pub entry: NewEntry,
    pub provenance: Provenance,
    /// Where in its file it was read, in words.
    pub place: Option<String>,
    /// Whether the record has no id of its own, so that its id here was made of what it says.
    pub is_derived: bool,
    pub links: Links,
    /// Why it is not written, unless it is here already.
    pub barred: Option<String>,
}

/// The other records of the register that a record names.
#[derive(Clone, Debug, Default)]
pub struct Links {
    pub reverses: Option<String>,
    pub follows: Option<String>,
    pub supersedes: Option<String>,
}

impl Links {
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        [&self.reverses, &self.follows, &self.supersedes].into_iter().filter_map(Option::as_deref)
    }
}

/// Where in the plan each thing stands, by what it is known again by.
#[derive(Debug, Default)]
struct Places {
    organisations: HashMap<KnownBy, usize>,
    funds: HashMap<String, usize>,
    pledges: HashMap<(usize, usize, Option<String>), usize>,
}

impl Plan {
    /// The place of an organisation that is made where there is none yet.
    pub fn organisation(&mut self, head: NewOrganisation) -> usize {
        let known_by = match head.identifiers.first() {
            Some(identifier) => KnownBy::Identifier(identifier.clone()),
            None => KnownBy::Name(head.name.clone()),
        };
        self.sought_organisation(known_by, Some(head))
    }

    /// The place of an organisation; `head` makes it where there is none yet.
    pub fn sought_organisation(&mut self, known_by: KnownBy, head: Option<NewOrganisation>) -> usize {
        let new = || PlannedOrganisation { known_by: known_by.clone(), head: None };
        let place = place(&mut self.organisations, &mut self.places.organisations, known_by.clone(), new);
        let planned = &mut self.organisations[place].head;
        match (&mut *planned, head) {
            (Some(planned), Some(head)) => {
                planned.audience = planned.audience.min(head.audience);
                planned.sample &= head.sample;
            }
            (None, head) => *planned = head,
            (Some(_), None) => {}
        }
        place
    }

    /// The place of a fund; `head` makes it where there is none yet.
    pub fn fund(&mut self, slug: String, head: Option<NewFund>) -> usize {
        let new = || PlannedFund { slug: slug.clone(), head: None };
        let place = place(&mut self.funds, &mut self.places.funds, slug.clone(), new);
        let planned = &mut self.funds[place].head;
        match (&mut *planned, head) {
            (Some(planned), Some(head)) => {
                planned.audience = planned.audience.min(head.audience);
                planned.sample &= head.sample;
            }
            (None, head) => *planned = head,
            (Some(_), None) => {}
        }
        place
    }

    /// The place of a pledge, for the audience of one of its entries.
    pub fn pledge(&mut self, donor: usize, fund: usize, title: Option<String>, entry: &NewEntry) -> usize {
        let (audience, sample) = (entry.audience, entry.sample);
        let new = || PlannedPledge { donor, fund, title: title.clone(), audience, sample };
        let place = place(&mut self.pledges, &mut self.places.pledges, (donor, fund, title.clone()), new);
        let planned = &mut self.pledges[place];
        planned.audience = planned.audience.min(audience);
        planned.sample &= sample;
        place
    }
}

/// The place of a thing in a list, to which it is added when it is new.
fn place<K: Hash + Eq, T>(
    list: &mut Vec<T>,
    places: &mut HashMap<K, usize>,
    key: K,
    thing: impl FnOnce() -> T,
) -> usize {
    *places.entry(key).or_insert_with(|| {
        list.push(thing());
        list.len() - 1
    })
}
