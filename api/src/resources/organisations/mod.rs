//! Organisations: any body that gives, receives or is a member.

pub(crate) mod discretion;
pub(crate) mod merge;
pub(crate) mod show;
pub(crate) mod store;

use serde_json::Value;
use shared::{
    fields,
    organisations::{MERGED, NewOrganisation, Organisation},
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

const LIST: List = List { resource: Resource::Organisations, newest_first: false, by_making: false };

pub(crate) fn routes(app: &App) -> Vec<Route> {
    let all = path!("v1" / "organisations");
    let one = path!("v1" / "organisations" / Uuid);
    let own = vec![
        route::<__path_list_organisations, _, _>(
            all.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<Page>())
                .and(app::with(app))
                .then(list_organisations),
        ),
        route::<__path_create_organisation, _, _>(
            all.and(warp::post())
                .and(auth::editor(app))
                .and(body::posted::<NewOrganisation>())
                .and(app::with(app))
                .then(create_organisation),
        ),
        route::<__path_get_organisation, _, _>(
            one.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<AsOf>())
                .and(app::with(app))
                .then(get_organisation),
        ),
        route::<__path_update_organisation, _, _>(
            one.and(warp::patch())
                .and(auth::editor(app))
                .and(body::patch())
                .and(app::with(app))
                .then(update_organisation),
        ),
    ];
    [own, merge::routes(app)].into_iter().flatten().collect()
}

/// List the organisations
#[utoipa::path(
    get, path = "/v1/organisations", tag = "organisations", security((), ("key" = [])), params(Page),
    responses((status = 200, description = "A page of organisations, sorted by name.", body = Listed<Organisation>))
)]
async fn list_organisations(reader: Reader, page: Page, app: App) -> Answer {
    list::list(&app, &reader, LIST, "/v1/organisations", list::Filter::default(), &page).await
}

/// Make an organisation
#[utoipa::path(
    post, path = "/v1/organisations", tag = "organisations", security(("key" = [])), request_body = NewOrganisation,
    responses((status = 201, description = "The organisation.", body = Organisation))
)]
async fn create_organisation(editor: Editor, posted: Posted<NewOrganisation>, app: App) -> Answer {
    once::post(&app, &editor, &posted, async |write| {
        let (id, office) = (Uuid::new_v4(), Some(editor.office));
        let organisation = Organisation { id, office, merged_into: None, head: posted.new.clone() };
        store::insert(&write.tx, &organisation).await.on_constraint(identifier_taken)?;
        record(write, &organisation).await?;
        Ok(Made::of(Resource::Organisations.with(id)))
    })
    .await
}

/// Read an organisation
///
/// A merged organisation redirects to the remaining one, except as of an instant before the merge.
#[utoipa::path(
    get, path = "/v1/organisations/{id}", tag = "organisations", security((), ("key" = [])), params(AsOf, ("id" = Uuid, Path)),
    responses(
        (status = 200, description = "The organisation.", body = Organisation),
        (
            status = 308, description = "It was merged into another organisation.",
            headers(("Location" = String, description = "The remaining organisation."))
        )
    )
)]
async fn get_organisation(id: Uuid, reader: Reader, as_of: AsOf, app: App) -> Answer {
    if let Ok(merge) = thing::find(&app, &reader, Resource::Merges.with(id), &as_of).await {
        return merge::sent_on(&merge, &as_of);
    }
    thing::get(&app, &reader, Resource::Organisations.with(id), &as_of).await
}

/// Change an organisation
///
/// Only the office that made it may change it; an imported organisation, any office's admin.
#[utoipa::path(
    patch, path = "/v1/organisations/{id}", tag = "organisations", security(("key" = [])), params(("id" = Uuid, Path)),
    request_body(content = serde_json::Value, content_type = "application/merge-patch+json", description = "The fields to change (RFC 7396)."),
    responses((status = 200, description = "The organisation as it is now.", body = Organisation))
)]
async fn update_organisation(id: Uuid, editor: Editor, patch: Patch, app: App) -> Answer {
    let find = async |write: &Write<'_>| {
        let before = store::get(&write.tx, id).await?.ok_or_else(Problem::not_found)?;
        editor.may_change(before.office)?;
        Ok(before)
    };
    change::patch(&app, &editor, Resource::Organisations.with(id), &patch, find, amend).await
}

/// Changes an organisation, by the rules of a new one.
pub(crate) async fn amend(
    write: &mut Write<'_>,
    before: Organisation,
    changes: &Value,
) -> Result<(), Problem> {
    if before.merged_into.is_some() {
        return Err(Problem::invalid_field("", MERGED));
    }
    let head = fields::patch(&before.head, changes).map_err(Problem::invalid)?;
    if head.audience < before.head.audience && discretion::is_discreet(write, before.id).await? {
        let detail =
            "must not be wider: its memberships are in no list, and a list of organisations would name it";
        return Err(Problem::invalid_field("/audience", detail));
    }
    let organisation = Organisation { head, ..before };
    store::update(&write.tx, &organisation).await.on_constraint(identifier_taken)?;
    Ok(record(write, &organisation).await?)
}

pub(crate) async fn record(write: &mut Write<'_>, organisation: &Organisation) -> Result<(), db::Error> {
    let thing = Resource::Organisations.with(organisation.id);
    views::record(write, thing, organisation.head.audience, organisation).await
}

fn identifier_taken(constraint: &str) -> Option<Problem> {
    (constraint == "organisation_identifiers_unique").then(|| Problem::taken("/identifiers"))
}
