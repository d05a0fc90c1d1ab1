//! Entries in the database, which refuses to change them.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shared::{
    audience::{Audience, Visibility},
    confirmations::{Party, Verdict, standing},
    entries::{Entry, NewEntry, Provenance, Standing},
    pledges::Step,
};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db;

/// An entry as stored, with later statements about it.
#[derive(Clone, Serialize)]
pub(crate) struct Stored {
    pub(crate) made_at: Timestamp,
    #[serde(flatten)]
    pub(crate) entry: Entry,
    /// No wider than its pledge's.
    #[serde(skip)]
    pub(crate) visibility: Visibility,
    /// The entry that superseded it, and the audience of that entry as things stand.
    #[serde(skip)]
    superseded: Option<(Uuid, Audience)>,
    #[serde(skip)]
    words: Vec<Word>,
}

/// A statement about an entry, and its audience.
#[derive(Clone, Deserialize)]
struct Word {
    party: Party,
    verdict: Verdict,
    audience: Audience,
}

impl Stored {
    /// An entry without any statement about it yet.
    pub(crate) fn new(made_at: Timestamp, entry: Entry) -> Self {
        let visibility = Visibility::open(entry.step.audience);
        Self { made_at, entry, visibility, superseded: None, words: Vec::new() }
    }

    /// Later statements about it, as far as a reader may see them.
    pub(crate) fn standing(&self, reader: Audience) -> Standing {
        let superseded_by = self.superseded.filter(|(_, audience)| reader.may_read(*audience));
        let heard = self.words.iter().filter(|word| reader.may_read(word.audience));
        let (confirmed_by, disputed_by) = standing(heard.map(|word| (word.party, word.verdict)));
        Standing { superseded_by: superseded_by.map(|(id, _)| id), confirmed_by, disputed_by }
    }

    /// The fields that decide its pledge's stage and sums.
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

/// A pledge's entries, in chronological order.
pub(crate) async fn of_pledge(client: &impl GenericClient, pledge: Uuid) -> Result<Vec<Stored>, db::Error> {
    let text = ["-- entries::of_pledge", SELECT, "where entries.pledge = $1", ORDER].join("\n");
    Ok(db::rows(client, &text, &[&pledge]).await?.iter().map(entry).collect())
}

pub(crate) async fn get(client: &impl GenericClient, id: Uuid) -> Result<Option<Stored>, db::Error> {
    let text = ["-- entries::get", SELECT, "where entries.id = $1"].join("\n");
    Ok(db::row_or_none(client, &text, &[&id]).await?.as_ref().map(entry))
}

/// The entries that a new one names, and those that supersede or reverse them: all that its rules depend on.
pub(crate) async fn around(
    client: &impl GenericClient,
    pledge: Uuid,
    new: &NewEntry,
) -> Result<Vec<Entry>, db::Error> {
    let named: Vec<Uuid> = [new.follows, new.supersedes, new.reverses].into_iter().flatten().collect();
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let condition = "where entries.pledge = $1
  and entries.id in (
    select id from entries where id = any($2)
    union select id from entries where supersedes = any($2)
    union select id from entries where reverses = any($2)
    union
    select later.id
    from entries as reversal
    join entries as later on later.supersedes = reversal.id
    where reversal.reverses = any($2)
  )";
    let text = ["-- entries::around", SELECT, condition, ORDER].join("\n");
    let rows = db::rows(client, &text, &[&pledge, &named]).await?;
    Ok(rows.iter().map(|row| entry(row).entry).collect())
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
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
              $18)",
        &[
            id,
            made_at,
            pledge,
            office,
            &kind.as_str(),
            &step.audience,
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
  greatest(entries.audience, pledges.audience, funds.audience, organisations.audience) as audience,
  greatest(
    audience_now(entries.audience, 'entries', entries.id), audience_now(pledges.audience, 'pledges', pledges.id),
    audience_now(funds.audience, 'funds', funds.id),
    audience_now(organisations.audience, 'organisations', organisations.id)
  ) as now,
  later.id as superseded_by, audience_now(later.audience, 'entries', later.id) as superseded_for,
  coalesce(
    (
      select jsonb_agg(
        word || jsonb_build_object('audience', audience_now(audience, 'confirmations', id)) order by made_at
      )
      from confirmations
      where confirmations.entry = entries.id
    ),
    '[]'
  ) as words
from entries
join pledges on pledges.id = entries.pledge
join funds on funds.id = pledges.fund
join organisations on organisations.id = pledges.donor
left join entries as later on later.supersedes = entries.id";
const ORDER: &str = "order by entries.earliest, entries.made_at, entries.id";

fn entry(row: &Row) -> Stored {
    let register: Option<String> = row.get("register");
    let provenance = register.map(|register| Provenance {
        register,
        record: row.get("record"),
        data: row.get("provenance"),
    });
    Stored {
        made_at: row.get("made_at"),
        visibility: Visibility { audience: row.get("audience"), now: row.get("now") },
        superseded: row.get::<_, Option<Uuid>>("superseded_by").zip(row.get("superseded_for")),
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
