//! The number of members: all of them as published, or only the fully listed ones.

use std::collections::BTreeMap;

use jiff::civil::Date;
use shared::{
    members::{Listing, Member},
    stats::{CategoryCount, MemberFigures},
};

use super::Ledger;

pub(super) fn members(ledger: &Ledger, on: Date) -> MemberFigures {
    let listed = number(ledger.listed(on).count());
    MemberFigures {
        total: listed + ledger.not_named,
        listed,
        not_named: ledger.not_named,
        by_category: by_category(ledger.listed(on).filter(|member| member.listing == Listing::Full)),
        sample: ledger.listed(on).any(|member| member.sample),
    }
}

/// Counts only fully listed members: two combined filters could single out any other.
pub(super) fn narrowed(
    ledger: &Ledger,
    on: Date,
    country: Option<&str>,
    category: Option<&str>,
) -> MemberFigures {
    let is_asked = |member: &&Member| {
        member.listing == Listing::Full
            && country.is_none_or(|country| is_of(ledger, member, country))
            && category.is_none_or(|category| member.categories.iter().any(|known| known == category))
    };
    let asked: Vec<&Member> = ledger.listed(on).filter(is_asked).collect();
    let listed = number(asked.len());
    MemberFigures {
        total: listed,
        listed,
        not_named: 0,
        sample: asked.iter().any(|member| member.sample),
        by_category: by_category(asked.into_iter()),
    }
}

/// Whether a member works in a country or, without places of work, is from there: the same rule as in the
/// published counts.
fn is_of(ledger: &Ledger, member: &Member, country: &str) -> bool {
    let from = || ledger.organisations.get(&member.organisation.id)?.country.as_deref();
    match &member.places[..] {
        [] => from() == Some(country),
        places => places.iter().any(|place| place.country == country),
    }
}

fn by_category<'m>(members: impl Iterator<Item = &'m Member>) -> Vec<CategoryCount> {
    let mut by_category: BTreeMap<&str, u32> = BTreeMap::new();
    for category in members.flat_map(|member| &member.categories) {
        *by_category.entry(category).or_default() += 1;
    }
    let count = |(category, count): (&str, u32)| CategoryCount { category: category.to_owned(), count };
    by_category.into_iter().map(count).collect()
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
