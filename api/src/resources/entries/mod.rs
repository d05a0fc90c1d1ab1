//! Entries: the dated, evidenced steps of a pledge. Append-only.

pub(crate) mod show;
pub(crate) mod store;

use jiff::Zoned;
use serde_json::json;
use shared::{
    audience::Audience,
    embargo::VisibleFrom,
    entries::{Entry, EntryKind, NewEntry, check_links},
    page::Page as Listed,
    problem::FieldError,
    resource::Resource,
};
use uuid::Uuid;
use warp::{Filter, path};

use crate::{
    app::{self, App},
    auth::{self, Editor, Reader},
    db,
    http::{
        Answer, Problem, Route,
        body::{self, Posted},
        get_or_head,
        problem::OnConstraint,
        query, route,
    },
    log::{List, Write},
    resources::{pledges, views},
    rest::{
        as_of::AsOf,
        list::{self, Page},
        once::{self, Made},
        thing,
    },
};

pub(crate) use store::Stored;

const LIST: List = List { resource: Resource::Entries, newest_first: false, by_making: false };

pub(crate) fn routes(app: &App) -> Vec<Route> {
    let all = path!("v1" / "pledges" / Uuid / "entries");
    let one = path!("v1" / "pledges" / Uuid / "entries" / Uuid);
    vec![
        route::<__path_list_entries, _, _>(
            all.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<Page>())
                .and(app::with(app))
                .then(list_entries),
        ),
        route::<__path_create_entry, _, _>(
            all.and(warp::post())
                .and(auth::editor(app))
                .and(body::posted::<NewEntry>())
                .and(app::with(app))
                .then(create_entry),
        ),
        route::<__path_get_entry, _, _>(
            one.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<AsOf>())
                .and(app::with(app))
                .then(get_entry),
        ),
    ]
}

/// List the entries of a pledge
#[utoipa::path(
    get, path = "/v1/pledges/{pledge}/entries", tag = "entries", security((), ("key" = [])),
    params(("pledge" = Uuid, Path, description = "Id of the pledge."), Page),
    responses((status = 200, description = "A page of entries, in chronological order.", body = Listed<Entry>))
)]
async fn list_entries(pledge: Uuid, reader: Reader, page: Page, app: App) -> Answer {
    thing::find(&app, &reader, Resource::Pledges.with(pledge), &page.as_of).await?;
    let filter = list::Filter { matching: json!({"pledge": pledge}), ..list::Filter::default() };
    list::list(&app, &reader, LIST, &format!("/v1/pledges/{pledge}/entries"), filter, &page).await
}

/// Post an entry
///
/// One dated, evidenced step of a pledge. An entry never changes. To correct a mistake, post an entry that
/// supersedes it, or a `reversal` that names it. A reversal is in the entry's currency and for at most the
/// remaining amount. For imported pledges, offices may post only such corrections.
#[utoipa::path(
    post, path = "/v1/pledges/{pledge}/entries", tag = "entries", security(("key" = [])),
    params(("pledge" = Uuid, Path, description = "Id of the pledge.")), request_body = NewEntry,
    responses((status = 201, description = "The entry.", body = Entry))
)]
async fn create_entry(pledge: Uuid, editor: Editor, posted: Posted<NewEntry>, app: App) -> Answer {
    once::post(&app, &editor, &posted, async |write| {
        let head = pledges::store::get(&write.tx, pledge).await?.ok_or_else(Problem::not_found)?;
        // No office may add to imported data, but every office may correct it.
        let corrects = posted.new.supersedes.is_some() || posted.new.reverses.is_some();
        if head.office.is_some() || !corrects {
            editor.owns(head.office)?;
        }
        let file = pledges::store::file(&write.tx, pledge).await?;
        let now = write.local_time(file.time_zone.as_deref());
        let before = store::around(&write.tx, pledge, &posted.new).await?;
        check(&posted.new, file.visibility.audience, &now, &before)?;
        let id = Uuid::new_v4();
        let entry = Entry::new(id, pledge, Some(editor.office), posted.new.clone());
        let entry = Stored::new(write.at, entry);
        store::insert(&write.tx, &entry).await.on_constraint(refused)?;
        record(write, &entry).await?;
        Ok(Made { thing: Resource::Entries.with(id), location: format!("/v1/pledges/{pledge}/entries/{id}") })
    })
    .await
}

/// Read an entry
#[utoipa::path(
    get, path = "/v1/pledges/{pledge}/entries/{id}", tag = "entries", security((), ("key" = [])),
    params(AsOf, ("pledge" = Uuid, Path, description = "Id of the pledge."), ("id" = Uuid, Path)),
    responses((status = 200, description = "The entry.", body = Entry))
)]
async fn get_entry(pledge: Uuid, id: Uuid, reader: Reader, as_of: AsOf, app: App) -> Answer {
    thing::get_of(&app, &reader, Resource::Entries.with(id), ("pledge", pledge), &as_of).await
}

/// Refuses a new entry that breaks a rule, given its pledge, the time and the existing entries.
fn check(entry: &NewEntry, pledge: Audience, now: &Zoned, before: &[Entry]) -> Result<(), Problem> {
    let errors = complaints(entry, pledge, now, before);
    if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
}

/// The same as a list of complaints, because an import has no request to refuse.
pub(crate) fn complaints(
    entry: &NewEntry,
    pledge: Audience,
    now: &Zoned,
    before: &[Entry],
) -> Vec<FieldError> {
    let mut errors = check_links(entry, before);
    let mut complain = |pointer, detail| errors.push(FieldError::new(pointer, detail));
    if entry.audience < pledge {
        complain("/audience", "must not be wider than the pledge's audience");
    }
    let is_payment = matches!(entry.kind, EntryKind::Disbursement | EntryKind::Receipt);
    if is_payment && entry.value_date.is_some_and(|date| date.earliest() > now.date()) {
        complain("/value_date", "must not be in the future for a disbursement or receipt");
    }
    // An entry must not reveal another that is not visible yet.
    let opens = |entry: &NewEntry| entry.visible_from.as_ref().map_or(now.timestamp(), VisibleFrom::instant);
    let named = [entry.follows, entry.supersedes, entry.reverses];
    let mut named = before.iter().filter(|before| named.contains(&Some(before.id)));
    if named.any(|named| opens(&named.step) > opens(entry).max(now.timestamp())) {
        complain("/visible_from", "must not be earlier than that of an entry that this one names");
    }
    errors
}

fn refused(constraint: &str) -> Option<Problem> {
    refusal(constraint).map(|(pointer, detail)| Problem::invalid_field(pointer, detail))
}

/// The field that a constraint concerns, and the rule in words.
pub(crate) fn refusal(constraint: &str) -> Option<(&'static str, &'static str)> {
    Some(match constraint {
        "entries_reversal_fits" | "entries_reverses_known" => {
            ("/reverses", "must be an entry of this pledge, in the same currency, that can be reversed")
        }
        "entries_reversal_within_entry" => ("/amount", "must not exceed what is left of the reversed entry"),
        "entries_superseded_once" | "entries_supersedes_fits" => (
            "/supersedes",
            "must be an entry of the same pledge and kind that has not been superseded or partly reversed",
        ),
        "entries_reversal_same_audience" => ("/audience", "must be that of the reversed entry"),
        _ => return None,
    })
}

pub(crate) async fn record(write: &mut Write<'_>, stored: &Stored) -> Result<(), db::Error> {
    let Entry { id, step, .. } = &stored.entry;
    views::record(write, Resource::Entries.with(*id), step.audience, stored).await
}
