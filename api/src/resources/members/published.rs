//! The member counts, published once a day, so that the minute of a change does not reveal who joined.

use std::{collections::BTreeMap, time::Duration};

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use shared::{
    audience::Audience,
    members::{Classification, Counted, Listing, MemberValue, Members, NewMember, Place, snapshot},
    resource::Resource,
};
use uuid::Uuid;

use super::{
    last::{ID, State, last},
    store,
};
use crate::{
    app::App,
    db::{self, Db},
    log::Write,
    proof::Author,
    resources::views,
    timer,
};

/// The hour of the day, UTC.
const HOUR: i8 = 6;
const LOOK: Duration = Duration::from_secs(30);

/// Publishes the counts at their hour each day, until the server stops.
pub(crate) async fn publish_daily(app: App) {
    timer::every(LOOK, &app.stop, "the count of members waits", || publish_due(&app.db)).await;
}

/// Publishes the counts if they were not published since the last such hour.
pub(crate) async fn publish_due(db: &Db) -> Result<(), db::Error> {
    let row = db::row(
        &db.own().await?,
        "-- members::published
            select now() as now,
              (
                -- Counts that an earlier release published by other rules are published again.
                select max(at) from changes where resource = 'member_counts' and id = $1 and state ? 'held'
              ) as published",
        &[&ID],
    )
    .await?;
    let published: Option<Timestamp> = row.get("published");
    if published.is_none_or(|published| published < last_hour(row.get("now"))) {
        publish(db).await?;
    }
    Ok(())
}

/// Publishes today's counts. `shared::members` decides which figures change, and by how much.
pub(crate) async fn publish(db: &Db) -> Result<(), db::Error> {
    let mut connection = db.own().await?;
    let author = Author::operator("timer:member-counts");
    let mut write = Write::on(&mut connection, author).await?;
    let members = members(&write).await?;
    let before = last(&write).await?.map(|state| state.held);
    let (shown, held) = snapshot(&members, before.flatten().as_ref());
    let state = State { shown, held: Some(held) };
    views::record(&mut write, Resource::MemberCounts.with(ID), Audience::Public, &state).await?;
    write.commit().await?;
    Ok(())
}

/// Every counted organisation once, whatever memberships it had.
async fn members(write: &Write<'_>) -> Result<Members, db::Error> {
    let today = write.at.to_zoned(TimeZone::UTC).date();
    let mut groups: [BTreeMap<Uuid, Counted>; 3] = Default::default();
    for (member, country) in store::counted(&write.tx).await? {
        let group = match member.listing {
            Listing::Full => 0,
            Listing::NameOnly => 1,
            Listing::CountOnly | Listing::Hidden => 2,
        };
        count(groups[group].entry(member.organisation).or_default(), &member, country, today);
    }
    let [full, by_name, not_named] = groups.map(|group| group.into_values().collect());
    Ok(Members { full, by_name, not_named })
}

/// Counts an organisation by one of its memberships: by today's values, and by every year of it.
fn count(counted: &mut Counted, member: &NewMember, country: Option<String>, today: Date) {
    let is_current = member.is_current(today);
    counted.is_current |= is_current;
    counted.is_sample |= member.sample;
    let mut by = |classification, value: String, country: Option<String>| {
        counted.by.entry(classification).or_default().insert(MemberValue { value, country });
    };
    // The start may be unknown, but today's membership is certain.
    let this_year = today.year();
    let first =
        member.since.map_or(if is_current { this_year } else { i16::MAX }, |since| since.earliest().year());
    let last = member.until.map_or(this_year, |until| until.latest().year().min(this_year));
    (first..=last).for_each(|year| by(Classification::Year, year.to_string(), None));
    if !is_current {
        return;
    }
    for category in &member.categories {
        by(Classification::Category, category.clone(), None);
    }
    for Place { name, country, .. } in &member.places {
        by(Classification::Place, name.clone(), Some(country.clone()));
        by(Classification::Country, country.clone(), None);
    }
    if let (true, Some(country)) = (member.places.is_empty(), country) {
        by(Classification::Country, country, None);
    }
}

fn last_hour(now: Timestamp) -> Timestamp {
    let now = now.to_zoned(TimeZone::UTC);
    let today = now.date().at(HOUR, 0, 0, 0);
    let last = if now.datetime() >= today { today } else { today.saturating_sub(1.day()) };
    last.to_zoned(TimeZone::UTC).expect("UTC has every hour").timestamp()
}

#[cfg(test)]
mod tests {
    use super::last_hour;

    #[test]
    fn the_last_hour_is_yesterdays_before_six() {
        for (now, last) in [
            ("2026-03-01T05:59:59Z", "2026-02-28T06:00:00Z"),
            ("2026-03-01T06:00:00Z", "2026-03-01T06:00:00Z"),
            ("2026-03-01T23:00:00Z", "2026-03-01T06:00:00Z"),
        ] {
            assert_eq!(last_hour(now.parse().expect("an instant")).to_string(), last);
        }
    }
}
