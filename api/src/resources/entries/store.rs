//! Entries in the database, which refuses to change them.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shared::{
    audience::Audience,
    confirmations::{Party, Verdict, standing},
    embargo::VisibleFrom,
    entries::{Entry, Provenance, Standing},
    pledges::Step,
};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

/// An entry as it is kept, and what was said of it since.
#[derive(Clone, Serialize)]
pub(crate) struct Stored {
    pub(crate) made_at: Timestamp,
    #[serde(flatten)]
    pub(crate) entry: Entry,
    /// For whom it is as things stand: until an embargo ends, for the offices.
    #[serde(skip)]
    pub(crate) seen_by: Audience,
    /// The entry that took its place, and for whom that one is.
    #[serde(skip)]
    superseded: Option<(Uuid, Audience)>,
    #[serde(skip)]
    words: Vec<Word>,
}

/// A word on an entry, and for whom it is.
#[derive(Clone, Deserialize)]
struct Word {
    party: Party,
    verdict: Verdict,
    audience: Audience,
}

impl Stored {
    /// An entry of which nothing was said yet.
    pub(crate) fn new(made_at: Timestamp, entry: Entry) -> Self {
        let opens = entry.step.visible_from.as_ref().map(VisibleFrom::instant);
        let is_open = opens.is_none_or(|opens| opens <= made_at);
        let seen_by = if is_open { entry.step.audience } else { Audience::Office };
        Self { made_at, entry, seen_by, superseded: None, words: Vec::new() }
    }

    /// What was said of it since, as far as a reader may know.
    pub(crate) fn standing(&self, reader: Audience) -> Standing {
        let superseded_by = self.superseded.filter(|(_, audience)| reader.may_read(*audience));
        let heard = self.words.iter().filter(|word| reader.may_read(word.audience));
        let (confirmed_by, disputed_by) = standing(heard.map(|word| (word.party, word.verdict)));
        Standing { superseded_by: superseded_by.map(|(id, _)| id), confirmed_by, disputed_by }
    }

    /// What its pledge's stage and sums depend on.
    pub(crate) fn step(&self) -> Step {
        let Entry { id, step, .. } = &self.entry;
        Step {
            id: *id,
            kind: step.kind,
            amount: step.amount,
            reverses: step.reverses,
            supersedes: step.supersedes,
            counting: step.counting,
        }
    }
}

/// A pledge's entries, in the order in which they happened.
pub(crate) async fn of_pledge(client: &impl GenericClient, pledge: Uuid) -> Result<Vec<Stored>, db::Error> {
    let text = ["-- entries::of_pledge", SELECT, "where entries.pledge = $1", ORDER].join("\n");
    Ok(db::rows(client, &text, &[&pledge]).await?.iter().map(entry).collect())
}

pub(crate) async fn get(client: &impl GenericClient, id: Uuid) -> Result<Option<Stored>, db::Error> {
    let text = ["-- entries::get", SELECT, "where entries.id = $1"].join("\n");
    Ok(db::row_or_none(client, &text, &[&id]).await?.as_ref().map(entry))
}

pub(crate) async fn insert(client: &impl GenericClient, stored: &Stored) -> Result<(), db::Error> {
    let Stored { made_at, entry: Entry { id, pledge, office, step, provenance, .. }, .. } = stored;
    let kind = db::json(&step.kind);
    let counting = db::json(&step.counting);
    let provenance = provenance.as_ref();
    db::run(
        client,
        "-- entries::insert
            insert into entries
              (id, made_at, pledge, office, kind, audience, earliest, amount, currency, value_date, reverses,
               follows, supersedes, counting, step, register, record, provenance)
            values ($1, $2, $3, $4, $5, $6::text::audience, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
              $18)",
        &[
            id,
            made_at,
            pledge,
            office,
            &kind.as_str(),
            &step.audience.as_str(),
            &step.date.earliest(),
            &step.amount.map(|amount| amount.amount()),
            &step.amount.map(|amount| amount.currency().to_string()),
            &step.value_date.map(|date| date.to_string()),
            &step.reverses,
            &step.follows,
            &step.supersedes,
            &counting.as_str(),
            &db::json(step),
            &provenance.map(|provenance| &provenance.register),
            &provenance.map(|provenance| &provenance.record),
            &provenance.map(|provenance| &provenance.data),
        ],
    )
    .await?;
    Ok(())
}

const SELECT: &str = "select entries.id, entries.made_at, entries.pledge, entries.office, entries.step,
  entries.register, entries.record, entries.provenance,
  seen_by(entries.audience, 'entries', entries.id)::text as seen_by,
  later.id as superseded_by, seen_by(later.audience, 'entries', later.id)::text as superseded_for,
  coalesce(
    (
      select jsonb_agg(
        word || jsonb_build_object('audience', seen_by(audience, 'confirmations', id)) order by made_at
      )
      from confirmations
      where confirmations.entry = entries.id
    ),
    '[]'
  ) as words
from entries
left join entries as later on later.supersedes = entries.id";
const ORDER: &str = "order by entries.earliest, entries.made_at, entries.id";

fn entry(row: &Row) -> Stored {
    let register: Option<String> = row.get("register");
    let provenance = register.map(|register| Provenance {
        register,
        record: row.get("record"),
        data: row.get("provenance"),
    });
    let superseded_for = row.get::<_, Option<&str>>("superseded_for");
    let audience = superseded_for.map(|word| word.parse().expect("the enum has our words"));
    Stored {
        made_at: row.get("made_at"),
        seen_by: row.get::<_, &str>("seen_by").parse().expect("the enum has our words"),
        superseded: row.get::<_, Option<Uuid>>("superseded_by").zip(audience),
        words: db::read(row, "words"),
        entry: Entry {
            id: row.get("id"),
            pledge: row.get("pledge"),
            office: row.get("office"),
            step: db::read(row, "step"),
            provenance,
            standing: Standing::default(),
        },
    }
}
