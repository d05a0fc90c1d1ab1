//! The things that should exist after an import: each organisation, fund and pledge once, and an entry for each
//! record that is not refused. `write` finds out which of them already exist.

use std::{collections::HashMap, hash::Hash};

use shared::{
    audience::Audience,
    entries::{NewEntry, Provenance},
    funds::NewFund,
    organisations::NewOrganisation,
};

use super::report::Refused;

/// The plan of an import. Everything comes after the things it refers to.
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

/// How an organisation is identified: by its identifier, or by its name if it has none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum KnownBy {
    Identifier(String),
    Name(String),
}

#[derive(Clone, Debug)]
pub struct PlannedOrganisation {
    pub known_by: KnownBy,
    /// Used to create the organisation. If absent, the organisation must already exist.
    pub head: Option<NewOrganisation>,
}

/// A fund, identified by its slug.
#[derive(Clone, Debug)]
pub struct PlannedFund {
    pub slug: String,
    /// Used to create the fund. If absent, the fund must already exist.
    pub head: Option<NewFund>,
}

/// A pledge: the contributions of one donor to one fund. Identified by donor, fund and title.
#[derive(Clone, Debug)]
pub struct PlannedPledge {
    /// The donor's index in the plan's organisations.
    pub donor: usize,
    /// The fund's index in the plan's funds.
    pub fund: usize,
    pub title: Option<String>,
    /// The widest audience of its entries.
    pub audience: Audience,
    pub sample: bool,
}

/// An entry and the record it was read from.
#[derive(Clone, Debug)]
pub struct PlannedEntry {
    /// The pledge's index in the plan's pledges.
    pub pledge: usize,
    /// Without the ids of other entries, which are in `links`.
    pub entry: NewEntry,
    pub provenance: Provenance,
    /// The record's position in its file, in words.
    pub place: Option<String>,
    /// Whether the record's id was derived from its content, because the register gives none.
    pub is_derived: bool,
    pub links: Links,
    /// Why the entry is not written, unless it already exists.
    pub barred: Option<String>,
}

/// The other records of the register that a record refers to.
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

/// The index of each planned thing, by its identity.
#[derive(Debug, Default)]
struct Places {
    organisations: HashMap<KnownBy, usize>,
    funds: HashMap<String, usize>,
    pledges: HashMap<(usize, usize, Option<String>), usize>,
}

impl Plan {
    /// The index of an organisation, which is created if it does not exist.
    pub fn organisation(&mut self, head: NewOrganisation) -> usize {
        let known_by = match head.identifiers.first() {
            Some(identifier) => KnownBy::Identifier(identifier.clone()),
            None => KnownBy::Name(head.name.clone()),
        };
        self.sought_organisation(known_by, Some(head))
    }

    /// The index of an organisation; if it does not exist, `head` is used to create it.
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

    /// The index of a fund; if it does not exist, `head` is used to create it.
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

    /// The index of a pledge, whose audience is widened to include the entry's.
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

/// The index of a thing in a list; a new thing is added.
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
