//! Updates: news that an office shares with the other offices and, if it wishes, with outsiders.

mod check;
mod filter;
mod render;
pub(crate) mod show;
pub(crate) mod store;

use serde_json::Value;
use shared::{
    fields,
    page::Page as Listed,
    resource::Resource,
    updates::{NewUpdate, Tie, Update, UpdateState},
};
use uuid::Uuid;
use warp::{Filter, path};

use self::filter::UpdateFilter;
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

pub(crate) use store::Stored;

pub(crate) const LIST: List = List { resource: Resource::Updates, newest_first: true, by_making: true };

pub(crate) fn routes(app: &App) -> Vec<Route> {
    let all = path!("v1" / "updates");
    let one = path!("v1" / "updates" / Uuid);
    vec![
        route::<__path_list_updates, _, _>(
            all.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<(UpdateFilter, Page)>())
                .and(app::with(app))
                .then(list_updates),
        ),
        route::<__path_create_update, _, _>(
            all.and(warp::post())
                .and(auth::editor(app))
                .and(body::posted::<NewUpdate>())
                .and(app::with(app))
                .then(create_update),
        ),
        route::<__path_get_update, _, _>(
            one.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<AsOf>())
                .and(app::with(app))
                .then(get_update),
        ),
        route::<__path_update_update, _, _>(
            one.and(warp::patch())
                .and(auth::editor(app))
                .and(body::patch())
                .and(app::with(app))
                .then(update_update),
        ),
    ]
}

/// List the updates
#[utoipa::path(
    get, path = "/v1/updates", tag = "updates", security((), ("key" = [])), params(UpdateFilter, Page),
    responses((status = 200, description = "A page of updates, newest first.", body = Listed<Update>))
)]
async fn list_updates(reader: Reader, (filter, page): (UpdateFilter, Page), app: App) -> Answer {
    let filter = filter.of();
    list::list(&app, &reader, LIST, "/v1/updates", filter, &page).await
}

/// Make an update
///
/// An update is published at once, or is a draft that only offices see. An editor may draft a public update;
/// a publisher publishes it.
#[utoipa::path(
    post, path = "/v1/updates", tag = "updates", security(("key" = [])), request_body = NewUpdate,
    responses((status = 201, description = "The update.", body = Update))
)]
async fn create_update(editor: Editor, posted: Posted<NewUpdate>, app: App) -> Answer {
    once::post(&app, &editor, &posted, async |write| {
        let (id, office, posted_at) = (Uuid::new_v4(), editor.office, write.at);
        let update = Stored { id, office, posted_at, text: posted.new.clone(), is_embargoed: false };
        check::check(write, &update, None).await?;
        store::insert(&write.tx, &update).await.on_constraint(check::refused)?;
        record(write, &update).await?;
        Ok(Made::of(Resource::Updates.with(id)))
    })
    .await
}

/// Read an update
#[utoipa::path(
    get, path = "/v1/updates/{id}", tag = "updates", security((), ("key" = [])), params(AsOf, ("id" = Uuid, Path)),
    responses((status = 200, description = "The update.", body = Update))
)]
async fn get_update(id: Uuid, reader: Reader, as_of: AsOf, app: App) -> Answer {
    thing::get(&app, &reader, Resource::Updates.with(id), &as_of).await
}

/// Change an update
///
/// Only the office that posted it may change it. A draft may become `published`. A published update may
/// become `retracted`, which removes it for everyone except the offices.
#[utoipa::path(
    patch, path = "/v1/updates/{id}", tag = "updates", security(("key" = [])), params(("id" = Uuid, Path)),
    request_body(content = serde_json::Value, content_type = "application/merge-patch+json", description = "The fields to change (RFC 7396)."),
    responses((status = 200, description = "The update as it is now.", body = Update))
)]
async fn update_update(id: Uuid, editor: Editor, patch: Patch, app: App) -> Answer {
    let find = async |write: &Write<'_>| {
        let before = store::get(&write.tx, id).await?.ok_or_else(Problem::not_found)?;
        editor.owns(Some(before.office))?;
        Ok(before)
    };
    change::patch(&app, &editor, Resource::Updates.with(id), &patch, find, amend).await
}

/// Ties the updates that name one thing to another thing.
pub(crate) async fn follow(write: &mut Write<'_>, from: Tie, to: Tie) -> Result<(), db::Error> {
    for mut update in store::tied(&write.tx, from).await? {
        let ties = &mut update.text.ties;
        ties.retain(|tie| *tie != from && *tie != to);
        ties.push(to);
        ties.sort_unstable();
        store::update(&write.tx, &update).await?;
        record(write, &update).await?;
    }
    Ok(())
}

/// Changes an update, by the rules of a new one.
pub(crate) async fn amend(write: &mut Write<'_>, before: Stored, changes: &Value) -> Result<(), Problem> {
    let text: NewUpdate = fields::patch(&before.text, changes).map_err(Problem::invalid)?;
    // Nobody outside the offices has seen it before.
    let is_published = (before.text.state, text.state) == (UpdateState::Draft, UpdateState::Published);
    let posted_at = if is_published { write.at } else { before.posted_at };
    let update = Stored { posted_at, text, ..before.clone() };
    check::check(write, &update, Some(&before)).await?;
    store::update(&write.tx, &update).await.on_constraint(check::refused)?;
    record(write, &update).await?;
    // The update that it superseded until now.
    let before = before.text.supersedes.map(|id| Resource::Updates.with(id));
    Ok(views::refresh(write, before).await?)
}

pub(crate) async fn record(write: &mut Write<'_>, update: &Stored) -> Result<(), db::Error> {
    views::record(write, Resource::Updates.with(update.id), update.audience(), update).await
}
