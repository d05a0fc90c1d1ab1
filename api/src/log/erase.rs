//! Ends things for every audience, and empties their states in the log.

use shared::{
    audience::{Audience, Visibility},
    resource::{Resource, Thing},
};

use super::Write;
use crate::db;

/// The states of things in the log.
#[derive(Debug, Default)]
pub struct States {
    /// The numbers of the lines that can lose their state.
    pub lines: Vec<i64>,
    /// The number of lines without a salt, which keep their state.
    pub unsalted: i64,
}

impl Write<'_> {
    /// Ends a thing: the log has a line that says so, and no audience sees it any more.
    pub async fn end(&mut self, thing: Thing) -> Result<(), db::Error> {
        // A merge is a view of an organisation's state, and has no lines of its own.
        if thing.resource != Resource::Merges {
            self.append_line(thing, Audience::Office, None, None).await?;
        }
        // The former sort key contains a name.
        self.show(thing, "", Visibility::open(Audience::Office), |_| None).await?;
        Ok(())
    }

    /// The states of these things in the log.
    pub async fn states(&self, things: &[Thing]) -> Result<States, db::Error> {
        let mut states = States::default();
        for thing in things {
            let row = db::row(
                &self.tx,
                "-- log::states
                    select coalesce(array_agg(seq order by seq) filter (where salt is not null), '{}') as lines,
                      count(*) filter (where salt is null) as unsalted
                    from changes
                    where resource = $1
                      and id = $2
                      and state is not null",
                &[&thing.resource, &thing.id],
            )
            .await?;
            states.lines.extend(row.get::<_, Vec<i64>>("lines"));
            states.unsalted += row.get::<_, i64>("unsalted");
        }
        Ok(states)
    }

    /// Empties lines of the log, with their salts. A line of an erasure must name them already.
    pub async fn empty(&self, lines: &[i64]) -> Result<(), db::Error> {
        db::run(
            &self.tx,
            "-- log::empty
                update changes
                set state = null, salt = null
                where seq = any($1)",
            &[&lines],
        )
        .await?;
        Ok(())
    }
}
