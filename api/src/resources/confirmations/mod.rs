//! Confirmations: the donor's or the recipient's own statement about an entry, as recorded by an office.
//! Append-only.

pub(crate) mod show;
pub(crate) mod store;

use serde_json::json;
use shared::{
    confirmations::{Confirmation, NewConfirmation},
    page::Page as Listed,
    resource::Resource,
};
use uuid::Uuid;
use warp::{Filter, path};

use crate::{
    app::{self, App},
    auth::{self, Editor, Reader},
    http::{
        Answer, Problem, Route,
        body::{self, Posted},
        get_or_head, query, route,
    },
    log::List,
    resources::{entries, pledges, views},
    rest::{
        as_of::AsOf,
        list::{self, Page},
        once::{self, Made},
        thing,
    },
};

pub(crate) use store::Stored;

const LIST: List = List { resource: Resource::Confirmations, newest_first: true, by_making: false };

pub(crate) fn routes(app: &App) -> Vec<Route> {
    let all = path!("v1" / "pledges" / Uuid / "confirmations");
    let one = path!("v1" / "pledges" / Uuid / "confirmations" / Uuid);
    vec![
        route::<__path_list_confirmations, _, _>(
            all.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<Page>())
                .and(app::with(app))
                .then(list_confirmations),
        ),
        route::<__path_create_confirmation, _, _>(
            all.and(warp::post())
                .and(auth::editor(app))
                .and(body::posted::<NewConfirmation>())
                .and(app::with(app))
                .then(create_confirmation),
        ),
        route::<__path_get_confirmation, _, _>(
            one.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<AsOf>())
                .and(app::with(app))
                .then(get_confirmation),
        ),
    ]
}

/// List the confirmations of a pledge
#[utoipa::path(
    get, path = "/v1/pledges/{pledge}/confirmations", tag = "confirmations", security((), ("key" = [])),
    params(("pledge" = Uuid, Path, description = "Id of the pledge."), Page),
    responses((status = 200, description = "A page of confirmations, newest first.", body = Listed<Confirmation>))
)]
async fn list_confirmations(pledge: Uuid, reader: Reader, page: Page, app: App) -> Answer {
    thing::find(&app, &reader, Resource::Pledges.with(pledge), &page.as_of).await?;
    let filter = list::Filter { matching: json!({"pledge": pledge}), ..list::Filter::default() };
    list::list(&app, &reader, LIST, &format!("/v1/pledges/{pledge}/confirmations"), filter, &page).await
}

/// Record a confirmation
///
/// The donor's or the recipient's own statement about an entry. Any office may record it. The last statement
/// of each party counts. Statements never change: post another one instead. Totals show confirmed amounts
/// separately.
#[utoipa::path(
    post, path = "/v1/pledges/{pledge}/confirmations", tag = "confirmations", security(("key" = [])),
    params(("pledge" = Uuid, Path, description = "Id of the pledge.")), request_body = NewConfirmation,
    responses((status = 201, description = "The confirmation.", body = Confirmation))
)]
async fn create_confirmation(
    pledge: Uuid,
    editor: Editor,
    posted: Posted<NewConfirmation>,
    app: App,
) -> Answer {
    once::post(&app, &editor, &posted, async |write| {
        pledges::store::get(&write.tx, pledge).await?.ok_or_else(Problem::not_found)?;
        let entry = entries::store::get(&write.tx, posted.new.entry).await?;
        let Some(entry) = entry.filter(|entry| entry.entry.pledge == pledge) else {
            return Err(Problem::invalid_field("/entry", "must be an existing entry of this pledge"));
        };
        if posted.new.audience < entry.visibility.audience {
            return Err(Problem::invalid_field("/audience", "must not be wider than the entry's audience"));
        }
        let id = Uuid::new_v4();
        let confirmation = Confirmation { id, pledge, office: editor.office, word: posted.new.clone() };
        let confirmation = Stored { made_at: write.at, confirmation, visibility: entry.visibility };
        store::insert(&write.tx, &confirmation).await?;
        let thing = Resource::Confirmations.with(id);
        views::record(write, thing, posted.new.audience, &confirmation).await?;
        Ok(Made { thing, location: format!("/v1/pledges/{pledge}/confirmations/{id}") })
    })
    .await
}

/// Read a confirmation
#[utoipa::path(
    get, path = "/v1/pledges/{pledge}/confirmations/{id}", tag = "confirmations", security((), ("key" = [])),
    params(AsOf, ("pledge" = Uuid, Path, description = "Id of the pledge."), ("id" = Uuid, Path)),
    responses((status = 200, description = "The confirmation.", body = Confirmation))
)]
async fn get_confirmation(pledge: Uuid, id: Uuid, reader: Reader, as_of: AsOf, app: App) -> Answer {
    thing::get_of(&app, &reader, Resource::Confirmations.with(id), ("pledge", pledge), &as_of).await
}
