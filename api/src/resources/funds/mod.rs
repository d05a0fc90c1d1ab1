//! Funds: the envelopes that pledges go to.

pub(crate) mod show;
pub(crate) mod store;

use serde_json::Value;
use shared::{
    fields,
    funds::{Fund, NewFund},
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

pub(crate) const LIST: List = List { resource: Resource::Funds, newest_first: false, by_making: false };

pub(crate) fn routes(app: &App) -> Vec<Route> {
    let all = path!("v1" / "funds");
    let one = path!("v1" / "funds" / Uuid);
    vec![
        route::<__path_list_funds, _, _>(
            all.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<Page>())
                .and(app::with(app))
                .then(list_funds),
        ),
        route::<__path_create_fund, _, _>(
            all.and(warp::post())
                .and(auth::editor(app))
                .and(body::posted::<NewFund>())
                .and(app::with(app))
                .then(create_fund),
        ),
        route::<__path_get_fund, _, _>(
            one.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<AsOf>())
                .and(app::with(app))
                .then(get_fund),
        ),
        route::<__path_update_fund, _, _>(
            one.and(warp::patch())
                .and(auth::editor(app))
                .and(body::patch())
                .and(app::with(app))
                .then(update_fund),
        ),
    ]
}

/// List the funds
#[utoipa::path(
    get, path = "/v1/funds", tag = "funds", security((), ("key" = [])), params(Page),
    responses((status = 200, description = "A page of funds, sorted by name.", body = Listed<Fund>))
)]
async fn list_funds(reader: Reader, page: Page, app: App) -> Answer {
    list::list(&app, &reader, LIST, "/v1/funds", list::Filter::default(), &page).await
}

/// Make a fund
#[utoipa::path(
    post, path = "/v1/funds", tag = "funds", security(("key" = [])), request_body = NewFund,
    responses((status = 201, description = "The fund.", body = Fund))
)]
async fn create_fund(editor: Editor, posted: Posted<NewFund>, app: App) -> Answer {
    once::post(&app, &editor, &posted, async |write| {
        let fund = Fund { id: Uuid::new_v4(), office: Some(editor.office), head: posted.new.clone() };
        store::insert(&write.tx, &fund).await.on_constraint(slug_taken)?;
        record(write, &fund).await?;
        Ok(Made::of(Resource::Funds.with(fund.id)))
    })
    .await
}

/// Read a fund
#[utoipa::path(
    get, path = "/v1/funds/{id}", tag = "funds", security((), ("key" = [])), params(AsOf, ("id" = Uuid, Path)),
    responses((status = 200, description = "The fund.", body = Fund))
)]
async fn get_fund(id: Uuid, reader: Reader, as_of: AsOf, app: App) -> Answer {
    thing::get(&app, &reader, Resource::Funds.with(id), &as_of).await
}

/// Change a fund
///
/// Only the office that maintains it may change it; an imported fund, an admin of any office.
#[utoipa::path(
    patch, path = "/v1/funds/{id}", tag = "funds", security(("key" = [])), params(("id" = Uuid, Path)),
    request_body(content = serde_json::Value, content_type = "application/merge-patch+json", description = "The fields to change (RFC 7396)."),
    responses((status = 200, description = "The fund as it is now.", body = Fund))
)]
async fn update_fund(id: Uuid, editor: Editor, patch: Patch, app: App) -> Answer {
    let find = async |write: &Write<'_>| {
        let before = store::get(&write.tx, id).await?.ok_or_else(Problem::not_found)?;
        editor.may_change(before.office)?;
        Ok(before)
    };
    change::patch(&app, &editor, Resource::Funds.with(id), &patch, find, amend).await
}

/// Changes a fund, by the rules of a new one.
pub(crate) async fn amend(write: &mut Write<'_>, before: Fund, changes: &Value) -> Result<(), Problem> {
    let head = fields::patch(&before.head, changes).map_err(Problem::invalid)?;
    let fund = Fund { head, ..before };
    store::update(&write.tx, &fund).await.on_constraint(slug_taken)?;
    Ok(record(write, &fund).await?)
}

pub(crate) async fn record(write: &mut Write<'_>, fund: &Fund) -> Result<(), db::Error> {
    views::record(write, Resource::Funds.with(fund.id), fund.head.audience, fund).await
}

fn slug_taken(constraint: &str) -> Option<Problem> {
    (constraint == "funds_slug_unique").then(|| Problem::taken("/slug"))
}
