//! Calls: the alliance's requests to governments.

pub(crate) mod show;
pub(crate) mod store;

use serde_json::Value;
use shared::{
    calls::{Call, NewCall},
    fields,
    page::Page as Listed,
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

pub(crate) const LIST: List = List { resource: Resource::Calls, newest_first: false, by_making: false };

pub(crate) fn routes(app: &App) -> Vec<Route> {
    let all = path!("v1" / "calls");
    let one = path!("v1" / "calls" / Uuid);
    vec![
        route::<__path_list_calls, _, _>(
            all.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<Page>())
                .and(app::with(app))
                .then(list_calls),
        ),
        route::<__path_create_call, _, _>(
            all.and(warp::post())
                .and(auth::editor(app))
                .and(body::posted::<NewCall>())
                .and(app::with(app))
                .then(create_call),
        ),
        route::<__path_get_call, _, _>(
            one.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<AsOf>())
                .and(app::with(app))
                .then(get_call),
        ),
        route::<__path_update_call, _, _>(
            one.and(warp::patch())
                .and(auth::editor(app))
                .and(body::patch())
                .and(app::with(app))
                .then(update_call),
        ),
    ]
}

/// List the calls
#[utoipa::path(
    get, path = "/v1/calls", tag = "calls", security((), ("key" = [])), params(Page),
    responses((status = 200, description = "A page of calls, sorted by slug.", body = Listed<Call>))
)]
async fn list_calls(reader: Reader, page: Page, app: App) -> Answer {
    list::list(&app, &reader, LIST, "/v1/calls", list::Filter::default(), &page).await
}

/// Make a call
///
/// A request of the alliance to governments, in one or more languages.
#[utoipa::path(
    post, path = "/v1/calls", tag = "calls", security(("key" = [])), request_body = NewCall,
    responses((status = 201, description = "The call.", body = Call))
)]
async fn create_call(editor: Editor, posted: Posted<NewCall>, app: App) -> Answer {
    once::post(&app, &editor, &posted, async |write| {
        let call = Call { id: Uuid::new_v4(), office: editor.office, head: posted.new.clone() };
        store::insert(&write.tx, &call).await.on_constraint(slug_taken)?;
        record(write, &call).await?;
        Ok(Made::of(Resource::Calls.with(call.id)))
    })
    .await
}

/// Read a call
#[utoipa::path(
    get, path = "/v1/calls/{id}", tag = "calls", security((), ("key" = [])), params(AsOf, ("id" = Uuid, Path)),
    responses((status = 200, description = "The call.", body = Call))
)]
async fn get_call(id: Uuid, reader: Reader, as_of: AsOf, app: App) -> Answer {
    thing::get(&app, &reader, Resource::Calls.with(id), &as_of).await
}

/// Change a call
///
/// Only the office that made it may change it. Narrowing a call also narrows its positions.
#[utoipa::path(
    patch, path = "/v1/calls/{id}", tag = "calls", security(("key" = [])), params(("id" = Uuid, Path)),
    request_body(content = serde_json::Value, content_type = "application/merge-patch+json", description = "The fields to change (RFC 7396)."),
    responses((status = 200, description = "The call as it is now.", body = Call))
)]
async fn update_call(id: Uuid, editor: Editor, patch: Patch, app: App) -> Answer {
    let find = async |write: &Write<'_>| {
        let before = store::get(&write.tx, id).await?.ok_or_else(Problem::not_found)?;
        editor.owns(Some(before.office))?;
        Ok(before)
    };
    change::patch(&app, &editor, Resource::Calls.with(id), &patch, find, amend).await
}

/// Changes a call, by the rules of a new one.
pub(crate) async fn amend(write: &mut Write<'_>, before: Call, changes: &Value) -> Result<(), Problem> {
    let head = fields::patch(&before.head, changes).map_err(Problem::invalid)?;
    let call = Call { head, ..before };
    store::update(&write.tx, &call).await.on_constraint(slug_taken)?;
    Ok(record(write, &call).await?)
}

pub(crate) async fn record(write: &mut Write<'_>, call: &Call) -> Result<(), db::Error> {
    views::record(write, Resource::Calls.with(call.id), call.head.audience, call).await
}

fn slug_taken(constraint: &str) -> Option<Problem> {
    (constraint == "calls_slug_unique").then(|| Problem::taken("/slug"))
}
