//! Updates in the database.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use shared::{
    audience::{Audience, Visibility},
    resource::Resource,
    updates::{NewUpdate, Tie, UpdateState},
};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{db, log::read::Condition};

/// An update as stored.
#[derive(Clone, Serialize)]
pub(crate) struct Stored {
    pub(crate) id: Uuid,
    pub(crate) office: Uuid,
    pub(crate) posted_at: Timestamp,
    #[serde(flatten)]
    pub(crate) text: NewUpdate,
    /// Whether it is still embargoed.
    #[serde(skip)]
    pub(crate) is_embargoed: bool,
}

impl Stored {
    /// Its audience in its state: drafts and retracted updates are for offices.
    pub(super) fn audience(&self) -> Audience {
        match self.text.state {
            UpdateState::Published => self.text.about.audience,
            _ => Audience::Office,
        }
    }

    pub(super) fn visibility(&self) -> Visibility {
        let audience = self.audience();
        Visibility { audience, now: if self.is_embargoed { Audience::Office } else { audience } }
    }
}

pub(crate) async fn get(client: &impl GenericClient, id: Uuid) -> Result<Option<Stored>, db::Error> {
    let text = format!("-- updates::get\nselect {COLUMNS} from updates where id = $1");
    Ok(db::row_or_none(client, &text, &[&id]).await?.as_ref().map(update_of))
}

/// The published update that supersedes another.
pub(super) async fn successor(client: &impl GenericClient, id: Uuid) -> Result<Option<Stored>, db::Error> {
    let text = format!(
        "-- updates::successor
        select {COLUMNS}
        from updates
        where supersedes = $1
          and state = 'published'"
    );
    Ok(db::row_or_none(client, &text, &[&id]).await?.as_ref().map(update_of))
}

/// The updates that name a thing.
pub(super) async fn tied(client: &impl GenericClient, tie: Tie) -> Result<Vec<Stored>, db::Error> {
    let text = format!(
        "-- updates::tied
        select {COLUMNS}
        from updates
        where text -> 'ties' @> $1
        order by id"
    );
    let rows = db::rows(client, &text, &[&json!([tie])]).await?;
    Ok(rows.iter().map(update_of).collect())
}

/// A thing that updates name.
pub(super) struct Tied {
    pub(super) tie: Tie,
    pub(super) visibility: Visibility,
}

/// The things that updates name, except missing or merged ones. Another kind of thing needs another `union all`
/// here, and a line in `naming.rs`.
pub(super) async fn audiences(client: &impl GenericClient, ties: &[Tie]) -> Result<Vec<Tied>, db::Error> {
    if ties.is_empty() {
        return Ok(Vec::new());
    }
    let resources: Vec<Resource> = ties.iter().map(|tie| tie.resource.resource()).collect();
    let ids: Vec<Uuid> = ties.iter().map(|tie| tie.id).collect();
    let rows = db::rows(
        client,
        "-- updates::audiences
        select tie.at, tied.audience, tied.now
        from unnest($1::text[], $2::uuid[]) with ordinality as tie (resource, id, at)
        cross join lateral (
          select audience, audience_now(audience, 'funds', id) as now
          from funds
          where tie.resource = 'funds' and funds.id = tie.id
          union all
          select audience, audience_now(audience, 'organisations', id)
          from organisations
          where tie.resource = 'organisations' and organisations.id = tie.id and merged_into is null
          union all
          select audience, audience_now(audience, 'calls', id)
          from calls
          where tie.resource = 'calls' and calls.id = tie.id
          union all
          select greatest(pledges.audience, funds.audience, organisations.audience),
            greatest(audience_now(pledges.audience, 'pledges', pledges.id), audience_now(funds.audience, 'funds', funds.id),
              audience_now(organisations.audience, 'organisations', organisations.id))
          from pledges
          join funds on funds.id = pledges.fund
          join organisations on organisations.id = pledges.donor
          where tie.resource = 'pledges' and pledges.id = tie.id
        ) as tied",
        &[&resources, &ids],
    )
    .await?;
    let tied = |row: &Row| {
        let tie = ties[row.get::<_, i64>("at") as usize - 1];
        Tied { tie, visibility: Visibility { audience: row.get("audience"), now: row.get("now") } }
    };
    Ok(rows.iter().map(tied).collect())
}

pub(crate) async fn insert(client: &impl GenericClient, update: &Stored) -> Result<(), db::Error> {
    let Stored { id, office, posted_at, text, .. } = update;
    db::run(
        client,
        "-- updates::insert
            insert into updates (id, posted_at, office, audience, state, supersedes, text)
            values ($1, $2, $3, $4, $5, $6, $7)",
        &[
            id,
            posted_at,
            office,
            &text.about.audience,
            &text.state.as_str(),
            &text.supersedes,
            &db::json(text),
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn update(client: &impl GenericClient, update: &Stored) -> Result<(), db::Error> {
    let Stored { id, posted_at, text, .. } = update;
    db::run(
        client,
        "-- updates::update
            update updates
            set posted_at = $2, audience = $3, state = $4, supersedes = $5, text = $6
            where id = $1",
        &[id, posted_at, &text.about.audience, &text.state.as_str(), &text.supersedes, &db::json(text)],
    )
    .await?;
    Ok(())
}

/// Published and not superseded. Documents of earlier releases have no state and count as published.
pub(crate) fn is_published() -> Condition {
    Condition { sql: "coalesce(document ->> 'state', $$) = $$".to_owned(), value: "published".to_owned() }
}

/// With all of these words.
pub(super) fn has_words(words: String) -> Condition {
    Condition { sql: "from_position in (select search_found($$))".to_owned(), value: words }
}

/// May have happened on this day or later.
pub(super) fn not_before(day: String) -> Condition {
    Condition { sql: format!("left($$, length({DAY})) <= {DAY} collate \"C\""), value: day }
}

/// May have happened on this day or earlier.
pub(super) fn not_after(day: String) -> Condition {
    Condition { sql: format!("left($$, length({DAY})) >= {DAY} collate \"C\""), value: day }
}

/// The date of the event or, if absent, its start or its posting, as precise as known. Dates are compared at that
/// precision.
const DAY: &str = "coalesce(document ->> 'occurred_on', left(document #>> '{event,starts}', 10), left(document ->> 'posted_at', 10))";

const COLUMNS: &str = "id, office, posted_at, text,
  exists (select from embargoes where resource = 'updates' and embargoes.id = updates.id) as is_embargoed";

fn update_of(row: &Row) -> Stored {
    Stored {
        id: row.get("id"),
        office: row.get("office"),
        posted_at: row.get("posted_at"),
        text: text_of(row.get("text")),
        is_embargoed: row.get("is_embargoed"),
    }
}

/// Reads a stored text, including the older form with a single language and no links.
fn text_of(mut kept: Value) -> NewUpdate {
    if kept.get("texts").is_none() {
        let mut text = json!({"title": kept["title"], "body": kept["body"]});
        text.as_object_mut().expect("it was just made").retain(|_, part| !part.is_null());
        kept["texts"] = json!({kept["language"].as_str().unwrap_or("und"): text});
        if let Some(url) = kept["url"].as_str() {
            kept["links"] = json!([{"url": url, "title": url}]);
        }
    }
    serde_json::from_value(kept).expect("the column holds what `insert` wrote")
}
