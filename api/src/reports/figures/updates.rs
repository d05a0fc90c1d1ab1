//! The latest updates of the alliance's offices.

use deadpool_postgres::Transaction;
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use shared::{
    audience::Audience,
    date::PartialDate,
    figures::{FigureFacts, UpdateFacts, UpdateLine},
    funds::Fund,
    languages::{ByLanguage, UNDETERMINED},
    offices::Office,
    resource::Resource,
    updates::{Event, UpdateKind},
};
use uuid::Uuid;

use super::Asked;
use crate::{
    app::App,
    http::Problem,
    log::read::Query,
    resources::{funds, offices, updates},
    rest::list,
};

/// The most updates shown.
const MOST: i64 = 5;

/// The shown fields of an update's document. Also reads the older form with a single language.
#[derive(Deserialize)]
struct Shown {
    id: Uuid,
    office: Uuid,
    kind: UpdateKind,
    posted_at: Timestamp,
    #[serde(default)]
    texts: ByLanguage<Titled>,
    title: Option<String>,
    language: Option<String>,
    occurred_on: Option<PartialDate>,
    event: Option<Event>,
}

#[derive(Deserialize)]
struct Titled {
    title: String,
}

/// Read as an audience sees them, as of a position of its feed or now.
pub(super) async fn show(
    facts: &mut FigureFacts,
    app: &App,
    tx: &Transaction<'_>,
    (audience, as_of): (Audience, Option<i64>),
    asked: &Asked,
) -> Result<(), Problem> {
    let seen = Query { audience, matching: &Value::Null, conditions: &[], as_of };
    let mut matching = Map::new();
    if let Some(country) = &asked.country {
        matching.insert("countries".to_owned(), json!([country]));
    }
    let mut fund = None;
    if let Some(slug) = &asked.fund {
        let of_slug = Query { matching: &json!({"slug": slug}), ..seen.clone() };
        let funds: Vec<Fund> = list::all(tx, funds::LIST, &of_slug, Some(1)).await?;
        let asked_for = funds.into_iter().next().ok_or_else(Problem::not_found)?;
        matching.insert("ties".to_owned(), json!([{"resource": Resource::Funds, "id": asked_for.id}]));
        fund = Some(asked_for.head.name);
    }
    let (matching, published) = (Value::Object(matching), [updates::store::is_published()]);
    let asked_for = Query { matching: &matching, conditions: &published, ..seen.clone() };
    let shown: Vec<Shown> = list::all(tx, updates::LIST, &asked_for, Some(MOST)).await?;
    let total = app.totals.of(tx, updates::LIST, &asked_for).await?;
    let offices: Vec<Office> = list::all(tx, offices::LIST, &seen, None).await?;
    // For all counted updates, not only the shown ones.
    let mut invented = matching.clone();
    invented["sample"] = json!(true);
    let invented = Query { matching: &invented, ..asked_for.clone() };
    facts.sample = !list::all::<Shown>(tx, updates::LIST, &invented, Some(1)).await?.is_empty();
    facts.updates = Some(UpdateFacts {
        fund,
        total: u32::try_from(total).unwrap_or(u32::MAX),
        updates: shown.into_iter().map(|update| line(update, &offices, &asked.lang)).collect(),
    });
    Ok(())
}

fn line(update: Shown, offices: &[Office], lang: &str) -> UpdateLine {
    let (lang, title) = match update.texts.pick(&[lang]) {
        Some((tag, text)) => (tag.to_owned(), text.title.clone()),
        None => {
            (update.language.unwrap_or_else(|| UNDETERMINED.to_owned()), update.title.unwrap_or_default())
        }
    };
    let held = || Some(PartialDate::Day(update.event?.starts.day()));
    let office = offices.iter().find(|office| office.id == update.office);
    UpdateLine {
        id: update.id,
        kind: update.kind,
        title,
        lang,
        date: update.occurred_on.or_else(held),
        posted_on: update.posted_at.to_zoned(TimeZone::UTC).date(),
        office: office.map(|office| office.head.name.clone()).unwrap_or_default(),
    }
}
