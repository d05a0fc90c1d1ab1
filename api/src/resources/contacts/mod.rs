//! Contacts of organisations. They are in no log and in no view, so that they can be forgotten: offices read them
//! where they are kept, as they are now.

pub(crate) mod store;

use http::{StatusCode, header};
use shared::{
    contacts::{Contact, NewContact},
    fields,
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
    resources::organisations::{self, MERGED, merge},
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

/// Which contacts.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct ContactsPage {
    /// How many at most. Default 50.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u32>,
    /// After the one with this id, which may have been erased since: take the whole path in `next`.
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
/// Those that any office keeps. Of an organisation that was merged into another one, the other's are read.
#[utoipa::path(
    get, path = "/v1/organisations/{organisation}/contacts", tag = "contacts", security(("key" = [])),
    params(ContactsPage, ("organisation" = Uuid, Path)),
    responses(
        (status = 200, description = "A page of contacts, by id.", body = Listed<Contact>),
        (
            status = 308, description = "The organisation was merged into another one.",
            headers(("Location" = String, description = "The contacts of the one that is kept."))
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
/// Any office may, of any organisation, for whoever wants to be kept so. A repeat of the request is answered with
/// the contact as it is then, and refused once it was erased.
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
            once::finish_unlogged(write, &editor, &posted, &location(id)).await?;
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
/// Only the office that keeps it may. What it said before is not kept.
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
/// At once, and for good: nothing of it stays in the database, and it is told to nobody; whoever makes backups has it
/// in those until they go. Only the office that keeps it may.
#[utoipa::path(
    delete, path = "/v1/contacts/{id}", tag = "contacts", security(("key" = [])), params(("id" = Uuid, Path)),
    responses((status = 204, description = "It is gone."))
)]
async fn delete_contact(id: Uuid, editor: Editor, app: App) -> Answer {
    let mut connection = app.db.writer(&editor).await?;
    let write = Write::on(&mut connection, editor.author()).await?;
    kept(&write, &editor, id).await?;
    store::delete(&write.tx, id).await?;
    once::forget(&write, &editor, &location(id)).await?;
    commit(write).await?;
    Ok(respond::empty(StatusCode::NO_CONTENT))
}

/// A contact that this office keeps.
async fn kept(write: &Write<'_>, editor: &Editor, id: Uuid) -> Result<Contact, Problem> {
    let contact = store::get(&write.tx, id).await?.ok_or_else(Problem::not_found)?;
    editor.owns(Some(contact.office))?;
    Ok(contact)
}

/// Commits what is in no log, and so in no feed: nobody is woken.
async fn commit(write: Write<'_>) -> Result<(), Problem> {
    write.tx.commit().await.map_err(|error| {
        // Whether it was kept before the connection broke, nobody can tell from here.
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

fn location(id: Uuid) -> String {
    format!("/v1/contacts/{id}")
}

/// Whose address an answer gives.
fn id_of(made: &Response) -> Result<Uuid, Problem> {
    let address = made.headers().get(header::LOCATION).and_then(|address| address.to_str().ok());
    let id = address.and_then(|address| address.rsplit('/').next()?.parse().ok());
    id.ok_or_else(Problem::internal)
}
