//! Organisations: whoever gives, receives or belongs.

pub(crate) mod merge;
pub(crate) mod store;

use serde_json::Value;
use shared::{
    audience::Audience,
    fields,
    organisations::{NewOrganisation, Organisation},
    page::Page as Listed,
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
    resources::{members, pledges, positions, updates},
    rest::{
        as_of::{AsOf, AsOfParameter},
        list::{self, Page, Paging},
        once::{self, Begun},
        thing,
    },
};

const LIST: List = List { resource: "organisations", newest_first: false, by_making: false };

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
    get, path = "/v1/organisations", tag = "organisations", security((), ("key" = [])), params(Paging),
    responses((status = 200, description = "A page of organisations, by name.", body = Listed<Organisation>))
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
    let mut connection = app.db.writer(&editor).await?;
    let mut write = match once::begin(&mut connection, &editor, &posted).await? {
        Begun::Before(answer) => return Ok(answer),
        Begun::Now(write) => write,
    };
    let (id, office) = (Uuid::new_v4(), Some(editor.office));
    let organisation = Organisation { id, office, merged_into: None, head: posted.new.clone() };
    store::insert(&write.tx, &organisation).await.on_constraint(identifier_taken)?;
    record(&mut write, &organisation).await?;
    let location = format!("/v1/organisations/{}", organisation.id);
    once::finish(&app, write, &editor, &posted, location, ("organisations", organisation.id)).await
}

/// Read an organisation
///
/// One that was merged into another sends its readers on, but as of an instant before.
#[utoipa::path(
    get, path = "/v1/organisations/{id}", tag = "organisations", security((), ("key" = [])), params(AsOfParameter, ("id" = Uuid, Path)),
    responses(
        (status = 200, description = "The organisation.", body = Organisation),
        (
            status = 308, description = "It was merged into another one.",
            headers(("Location" = String, description = "The one that is kept."))
        )
    )
)]
async fn get_organisation(id: Uuid, reader: Reader, as_of: AsOf, app: App) -> Answer {
    if let Ok(merge) = thing::find(&app, &reader, "merges", id, &as_of).await {
        return merge::sent_on(&merge, &as_of);
    }
    thing::get(&app, &reader, "organisations", id, &as_of).await
}

/// Change an organisation
///
/// Only the office that made it may; what an import made, any office's admin.
#[utoipa::path(
    patch, path = "/v1/organisations/{id}", tag = "organisations", security(("key" = [])), params(("id" = Uuid, Path)),
    request_body(content = serde_json::Value, content_type = "application/merge-patch+json", description = "The fields to change (RFC 7396)."),
    responses((status = 200, description = "The organisation as it is now.", body = Organisation))
)]
async fn update_organisation(id: Uuid, editor: Editor, patch: Patch, app: App) -> Answer {
    let mut connection = app.db.writer(&editor).await?;
    let mut write = Write::on(&mut connection, editor.author()).await?;
    let before = store::get(&write.tx, id).await?.ok_or_else(Problem::not_found)?;
    editor.may_change(before.office)?;
    once::unchanged(&write, &patch.if_match, ("organisations", id)).await?;
    amend(&mut write, before, &patch.changes).await?;
    once::changed(&app, write, ("organisations", id)).await
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
    let organisation = Organisation { head, ..before };
    store::update(&write.tx, &organisation).await.on_constraint(identifier_taken)?;
    record(write, &organisation).await?;
    Ok(show_again(write, organisation.id).await?)
}

/// What is said of one that is no more where it is named anew.
pub(crate) const MERGED: &str = "was merged into another organisation: take that one";

/// Shows anew what names an organisation, and is for no wider audience: pledges, memberships, positions, and
/// those that were merged into it.
pub(crate) async fn show_again(write: &mut Write<'_>, id: Uuid) -> Result<(), db::Error> {
    for pledge in pledges::store::that_name(&write.tx, id).await? {
        pledges::show_whole(write, pledge).await?;
    }
    for member in members::store::of_organisation(&write.tx, id).await? {
        members::show(write, &member).await?;
    }
    for position in positions::store::of_organisation(&write.tx, id).await? {
        positions::show(write, &position).await?;
    }
    for merged in store::merged_into(&write.tx, id).await? {
        merge::show(write, merged.id, id).await?;
    }
    Ok(())
}

/// Appends an organisation's state to the log and shows it to whom it is for. Only offices still see one that was
/// merged; others see that it was.
pub(crate) async fn record(write: &mut Write<'_>, organisation: &Organisation) -> Result<(), db::Error> {
    write.append("organisations", organisation.id, organisation.head.audience, organisation).await?;
    let document = serde_json::to_value(organisation).expect("an organisation is plain data");
    let sort_key = organisation.head.name.to_lowercase();
    let is_for = |audience: Audience| match organisation.merged_into {
        Some(_) => audience == Audience::Office,
        None => audience.may_read(organisation.head.audience),
    };
    let seen = |audience: Audience| is_for(audience).then(|| document.clone());
    write.show("organisations", organisation.id, &sort_key, seen).await?;
    if let Some(into) = organisation.merged_into {
        merge::show(write, organisation.id, into).await?;
    }
    updates::show_tied(write, "organisations", organisation.id).await
}

fn identifier_taken(constraint: &str) -> Option<Problem> {
    (constraint == "organisation_identifiers_unique").then(|| Problem::taken("/identifiers"))
}
