//! Overlaps: several entries that report one contribution.

pub(crate) mod show;
pub(crate) mod store;

use serde_json::Value;
use shared::{
    entries::EntryKind,
    fields,
    overlaps::{NewOverlap, Overlap},
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
        body::{self, Patch, Posted},
        get_or_head,
        problem::OnConstraint,
        query, route,
    },
    log::{List, Write},
    resources::views,
    rest::{
        as_of::AsOf,
        change,
        list::{self, Page},
        once::{self, Made},
        thing,
    },
};

const LIST: List = List { resource: Resource::Overlaps, newest_first: false, by_making: false };

pub(crate) fn routes(app: &App) -> Vec<Route> {
    let all = path!("v1" / "overlaps");
    let one = path!("v1" / "overlaps" / Uuid);
    vec![
        route::<__path_list_overlaps, _, _>(
            all.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<Page>())
                .and(app::with(app))
                .then(list_overlaps),
        ),
        route::<__path_create_overlap, _, _>(
            all.and(warp::post())
                .and(auth::editor(app))
                .and(body::posted::<NewOverlap>())
                .and(app::with(app))
                .then(create_overlap),
        ),
        route::<__path_get_overlap, _, _>(
            one.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<AsOf>())
                .and(app::with(app))
                .then(get_overlap),
        ),
        route::<__path_update_overlap, _, _>(
            one.and(warp::patch())
                .and(auth::editor(app))
                .and(body::patch())
                .and(app::with(app))
                .then(update_overlap),
        ),
    ]
}

/// List the overlaps
#[utoipa::path(
    get, path = "/v1/overlaps", tag = "overlaps", security((), ("key" = [])), params(Page),
    responses((status = 200, description = "A page of overlaps, in no particular order.", body = Listed<Overlap>))
)]
async fn list_overlaps(reader: Reader, page: Page, app: App) -> Answer {
    list::list(&app, &reader, LIST, "/v1/overlaps", list::Filter::default(), &page).await
}

/// Record an overlap
///
/// Several entries that report one contribution. Net totals count one of them; gross totals count each.
#[utoipa::path(
    post, path = "/v1/overlaps", tag = "overlaps", security(("key" = [])), request_body = NewOverlap,
    responses((status = 201, description = "The overlap.", body = Overlap))
)]
async fn create_overlap(editor: Editor, posted: Posted<NewOverlap>, app: App) -> Answer {
    once::post(&app, &editor, &posted, async |write| {
        check(write, &posted.new).await?;
        let overlap = Overlap { id: Uuid::new_v4(), office: editor.office, group: posted.new.clone() };
        store::insert(&write.tx, &overlap).await.on_constraint(refused)?;
        record(write, &overlap).await?;
        Ok(Made::of(Resource::Overlaps.with(overlap.id)))
    })
    .await
}

/// Read an overlap
#[utoipa::path(
    get, path = "/v1/overlaps/{id}", tag = "overlaps", security((), ("key" = [])), params(AsOf, ("id" = Uuid, Path)),
    responses((status = 200, description = "The overlap.", body = Overlap))
)]
async fn get_overlap(id: Uuid, reader: Reader, as_of: AsOf, app: App) -> Answer {
    thing::get(&app, &reader, Resource::Overlaps.with(id), &as_of).await
}

/// Change an overlap
///
/// Only the office that recorded it may change it. To withdraw an overlap, set `dissolved`.
#[utoipa::path(
    patch, path = "/v1/overlaps/{id}", tag = "overlaps", security(("key" = [])), params(("id" = Uuid, Path)),
    request_body(content = serde_json::Value, content_type = "application/merge-patch+json", description = "The fields to change (RFC 7396)."),
    responses((status = 200, description = "The overlap as it is now.", body = Overlap))
)]
async fn update_overlap(id: Uuid, editor: Editor, patch: Patch, app: App) -> Answer {
    let find = async |write: &Write<'_>| {
        let before = store::get(&write.tx, id).await?.ok_or_else(Problem::not_found)?;
        editor.owns(Some(before.office))?;
        Ok(before)
    };
    change::patch(&app, &editor, Resource::Overlaps.with(id), &patch, find, amend).await
}

/// Changes an overlap, by the rules of a new one.
pub(crate) async fn amend(write: &mut Write<'_>, before: Overlap, changes: &Value) -> Result<(), Problem> {
    let group = fields::patch(&before.group, changes).map_err(Problem::invalid)?;
    // Later changes of its entries must not prevent a new reason or its dissolution.
    let says = |group: &NewOverlap| (group.audience, group.entries.clone());
    if says(&group) != says(&before.group) || (before.group.dissolved && !group.dissolved) {
        check(write, &group).await?;
    }
    let overlap = Overlap { group, ..before };
    store::update(&write.tx, &overlap).await.on_constraint(refused)?;
    Ok(record(write, &overlap).await?)
}

/// Refuses entries that cannot be one contribution, and an overlap that would reveal an entry.
async fn check(write: &Write<'_>, group: &NewOverlap) -> Result<(), Problem> {
    let facts = store::facts(&write.tx, &group.entries).await?;
    let is_alike = |facts: &store::Facts, first: &store::Facts| {
        facts.counts && (facts.kind, facts.fund) == (first.kind, first.fund)
    };
    let mut errors = Vec::new();
    if facts.len() < group.entries.len() {
        errors.push(FieldError::new("/entries", "must all exist"));
    } else if !facts.iter().all(|one| one.kind != EntryKind::Reversal && is_alike(one, &facts[0])) {
        errors.push(FieldError::new(
            "/entries",
            "must all be of one kind and one fund, each with an amount that counts, none superseded or a reversal",
        ));
    } else if facts.iter().any(|facts| facts.inherited.is_some()) {
        errors.push(FieldError::new(
            "/entries",
            "must not include an entry that took a place in another overlap",
        ));
    }
    if facts.iter().any(|facts| group.audience < facts.visibility.audience) {
        errors.push(FieldError::new("/audience", "must not be wider than that of any of its entries"));
    }
    if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
}

fn refused(constraint: &str) -> Option<Problem> {
    let detail = "must not include an entry of another overlap";
    (constraint == "overlap_entries_entry_unique").then(|| Problem::invalid_field("/entries", detail))
}

async fn record(write: &mut Write<'_>, overlap: &Overlap) -> Result<(), db::Error> {
    views::record(write, Resource::Overlaps.with(overlap.id), overlap.group.audience, overlap).await
}
