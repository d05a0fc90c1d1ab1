//! Contacts of organisations. They are in no log and no view, so that they can be erased. Offices read their
//! current state straight from the table.

pub(crate) mod store;

use http::{StatusCode, header};
use shared::{
    contacts::{Contact, NewContact},
    fields,
    organisations::MERGED,
    page::{self, Page as Listed},
    resource::Resource,
};
use utoipa::IntoParams;
use uuid::Uuid;
use warp::{Filter, path, reply::Response};

use crate::{
    app::{self, App},
    auth::{self, Editor, Reader},
    db,
    http::{
        Answer, Parameters, Problem, Query, Route,
        body::{self, Patch, Posted},
        get_or_head, query,
        query::{NoQuery, documented},
        respond, route,
    },
    log::Write,
    resources::organisations::{self, merge},
    rest::{
        as_of::AsOf,
        once::{self, Begun},
        thing,
    },
};

pub(crate) fn routes(app: &App) -> Vec<Route> {
    let all = path!("v1" / "organisations" / Uuid / "contacts");
    let one = path!("v1" / "contacts" / Uuid);
    vec![
        route::<__path_list_contacts, _, _>(
            all.and(get_or_head())
                .and(auth::office(app))
                .and(query::<ContactsPage>())
                .and(app::with(app))
                .then(list_contacts),
        ),
        route::<__path_create_contact, _, _>(
            all.and(warp::post())
                .and(auth::editor(app))
                .and(body::posted::<NewContact>())
                .and(app::with(app))
                .then(create_contact),
        ),
        route::<__path_get_contact, _, _>(
            one.and(get_or_head())
                .and(auth::office(app))
                .and(query::<NoQuery>())
                .and(app::with(app))
                .then(get_contact),
        ),
        route::<__path_update_contact, _, _>(
            one.and(warp::patch())
                .and(auth::editor(app))
                .and(body::patch())
                .and(app::with(app))
                .then(update_contact),
        ),
        route::<__path_delete_contact, _, _>(
            one.and(warp::delete()).and(auth::editor(app)).and(app::with(app)).then(delete_contact),
        ),
    ]
}

/// The page of contacts.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct ContactsPage {
    /// Maximum number of items. Default 50.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u32>,
    /// Continue after the contact with this id, even if it was erased since. Use the whole path in `next`.
    after: Option<Uuid>,
}

impl Query for ContactsPage {
    fn names() -> Vec<String> {
        documented::<Self>()
    }

    fn read(parameters: &mut Parameters) -> Self {
        Self { limit: parameters.number("limit", 1, page::MOST), after: parameters.optional("after") }
    }
}

/// List the contacts of an organisation
///
/// Includes the contacts of every office. For an organisation that was merged into another, read the other's
/// contacts.
#[utoipa::path(
    get, path = "/v1/organisations/{organisation}/contacts", tag = "contacts", security(("key" = [])),
    params(ContactsPage, ("organisation" = Uuid, Path)),
    responses(
        (status = 200, description = "A page of contacts, sorted by id.", body = Listed<Contact>),
        (
            status = 308, description = "The organisation was merged into another.",
            headers(("Location" = String, description = "The contacts of the remaining organisation."))
        )
    )
)]
async fn list_contacts(organisation: Uuid, reader: Reader, page: ContactsPage, app: App) -> Answer {
    let now = AsOf::default();
    if let Ok(merge) = thing::find(&app, &reader, Resource::Merges.with(organisation), &now).await {
        let kept = path_of(merge::into(&merge)?);
        return Ok(respond::with(respond::empty(StatusCode::PERMANENT_REDIRECT), header::LOCATION, &kept));
    }
    thing::find(&app, &reader, Resource::Organisations.with(organisation), &now).await?;
    let limit = page.limit.unwrap_or(page::USUAL);
    let client = app.db.reader(&reader).await?;
    let mut items = store::list(&client, organisation, page.after, i64::from(limit) + 1).await?;
    let total = store::count(&client, organisation).await?;
    let has_more = items.len() > limit as usize;
    items.truncate(limit as usize);
    let next = items.last().filter(|_| has_more);
    let next = next.map(|last| format!("{}?limit={limit}&after={}", path_of(organisation), last.id));
    let response = respond::json(&Listed { items, total, next: next.clone() });
    Ok(match next {
        Some(next) => respond::with(response, header::LINK, &format!("<{next}>; rel=\"next\"")),
        None => response,
    })
}

/// Make a contact
///
/// Any office may make one, for any organisation, with the contact's consent. A repeated request returns the
/// contact's current state, and is refused once the contact is erased.
#[utoipa::path(
    post, path = "/v1/organisations/{organisation}/contacts", tag = "contacts", security(("key" = [])),
    params(("organisation" = Uuid, Path)), request_body = NewContact,
    responses((status = 201, description = "The contact.", body = Contact))
)]
async fn create_contact(organisation: Uuid, editor: Editor, posted: Posted<NewContact>, app: App) -> Answer {
    let mut connection = app.db.writer(&editor).await?;
    let id = match once::begin(&mut connection, &editor, &posted).await? {
        Begun::Before(answer) => id_of(&answer)?,
        Begun::Now(write) => {
            let of = organisations::store::get(&write.tx, organisation).await?;
            if of.ok_or_else(Problem::not_found)?.merged_into.is_some() {
                return Err(Problem::invalid_field("", MERGED));
            }
            let (id, office, made_at) = (Uuid::new_v4(), editor.office, write.at);
            let head = posted.new.clone();
            let contact = Contact { id, organisation, office, made_at, changed_at: made_at, head };
            store::insert(&write.tx, &contact).await?;
            once::finish_unlogged(*write, &editor, &posted, &location(id)).await?;
            id
        }
    };
    let contact = store::get(&*connection, id).await?.ok_or_else(Problem::not_found)?;
    let body = text(&contact);
    Ok(once::made(&location(id), &respond::etag_of(body.as_bytes()), body))
}

/// Read a contact
#[utoipa::path(
    get, path = "/v1/contacts/{id}", tag = "contacts", security(("key" = [])), params(("id" = Uuid, Path)),
    responses((status = 200, description = "The contact.", body = Contact))
)]
async fn get_contact(id: Uuid, reader: Reader, _: NoQuery, app: App) -> Answer {
    let client = app.db.reader(&reader).await?;
    let contact = store::get(&client, id).await?.ok_or_else(Problem::not_found)?;
    Ok(respond::json(&contact))
}

/// Change a contact
///
/// Only the office that maintains it may change it. Earlier values are not stored.
#[utoipa::path(
    patch, path = "/v1/contacts/{id}", tag = "contacts", security(("key" = [])), params(("id" = Uuid, Path)),
    request_body(content = serde_json::Value, content_type = "application/merge-patch+json", description = "The fields to change (RFC 7396)."),
    responses((status = 200, description = "The contact as it is now.", body = Contact))
)]
async fn update_contact(id: Uuid, editor: Editor, patch: Patch, app: App) -> Answer {
    let mut connection = app.db.writer(&editor).await?;
    let write = Write::on(&mut connection, editor.author()).await?;
    let before = kept(&write, &editor, id).await?;
    if !respond::names_etag(&patch.if_match, &respond::etag_of(text(&before).as_bytes())) {
        return Err(Problem::stale());
    }
    let head = fields::patch(&before.head, &patch.changes).map_err(Problem::invalid)?;
    let contact = Contact { head, changed_at: write.at, ..before };
    store::update(&write.tx, &contact).await?;
    commit(write).await?;
    Ok(respond::json(&contact))
}

/// Erase a contact
///
/// Immediate and permanent: nothing of it stays in the database, and no reader is notified. Existing backups
/// contain it until they are deleted. Only the office that maintains it may erase it.
#[utoipa::path(
    delete, path = "/v1/contacts/{id}", tag = "contacts", security(("key" = [])), params(("id" = Uuid, Path)),
    responses((status = 204, description = "The contact is erased."))
)]
async fn delete_contact(id: Uuid, editor: Editor, app: App) -> Answer {
    let mut connection = app.db.writer(&editor).await?;
    let write = Write::on(&mut connection, editor.author()).await?;
    kept(&write, &editor, id).await?;
    store::delete(&write.tx, id).await?;
    once::forget(&write.tx, &[location(id)]).await?;
    commit(write).await?;
    Ok(respond::empty(StatusCode::NO_CONTENT))
}

/// A contact that this office maintains.
async fn kept(write: &Write<'_>, editor: &Editor, id: Uuid) -> Result<Contact, Problem> {
    let contact = store::get(&write.tx, id).await?.ok_or_else(Problem::not_found)?;
    editor.owns(Some(contact.office))?;
    Ok(contact)
}

/// Commits a write that is in no log, and so in no feed: nobody is notified.
async fn commit(write: Write<'_>) -> Result<(), Problem> {
    write.tx.commit().await.map_err(|error| {
        // If the connection breaks during the commit, the outcome is unknown.
        tracing::warn!(error = %db::Error::from(error), "lost sight of a write at its end");
        Problem::timed_out()
    })
}

fn text(contact: &Contact) -> String {
    serde_json::to_string(contact).expect("a contact is plain data")
}

fn path_of(organisation: Uuid) -> String {
    format!("/v1/organisations/{organisation}/contacts")
}

pub(crate) fn location(id: Uuid) -> String {
    format!("/v1/contacts/{id}")
}

/// The id in the address that a response gives.
fn id_of(made: &Response) -> Result<Uuid, Problem> {
    let address = made.headers().get(header::LOCATION).and_then(|address| address.to_str().ok());
    let id = address.and_then(|address| address.rsplit('/').next()?.parse().ok());
    id.ok_or_else(Problem::internal)
}
