//! People: the staff of an office. They are in no log and no view, so that a name and an address can be
//! erased. Only their office's admins and they themselves read them.

mod keys;
pub(crate) mod marks;
pub(crate) mod staff;
pub(crate) mod store;

use http::header;
use serde::Serialize;
use shared::{
    audience::Audience,
    fields,
    page::{self, Page as Listed},
    people::{MadeKey, Me, NewPerson, NewPersonKey, Person, Role},
};
use tokio_postgres::Config;
use utoipa::IntoParams;
use uuid::Uuid;
use warp::{Filter, path, reply::Response};

use crate::{
    app::{self, App},
    auth::{self, Admin, Colleague, keys::insert_of, keys::revoke_of},
    db::{self, Single},
    http::{
        Answer, Parameters, Problem, Query, Route,
        body::{self, Patch, Posted},
        get_or_head, query,
        query::{NoQuery, documented},
        respond, route,
    },
    resources::offices,
    rest::once::{self, Begun},
    secret::Secret,
};

pub(crate) fn routes(app: &App) -> Vec<Route> {
    let all = path!("v1" / "people");
    let me = path!("v1" / "people" / "me");
    let one = path!("v1" / "people" / Uuid);
    let of_one = path!("v1" / "people" / Uuid / "keys");
    let key = path!("v1" / "people" / Uuid / "keys" / String);
    let mut routes = vec![
        route::<__path_list_people, _, _>(
            all.and(get_or_head())
                .and(auth::admin(app))
                .and(query::<PeoplePage>())
                .and(app::with(app))
                .then(list_people),
        ),
        route::<__path_create_person, _, _>(
            all.and(warp::post())
                .and(auth::admin(app))
                .and(body::posted::<NewPerson>())
                .and(app::with(app))
                .then(create_person),
        ),
        route::<__path_get_me, _, _>(
            me.and(get_or_head())
                .and(auth::colleague(app))
                .and(query::<NoQuery>())
                .and(app::with(app))
                .then(get_me),
        ),
        route::<__path_get_person, _, _>(
            one.and(get_or_head())
                .and(auth::colleague(app))
                .and(query::<NoQuery>())
                .and(app::with(app))
                .then(get_person),
        ),
        route::<__path_update_person, _, _>(
            one.and(warp::patch())
                .and(auth::colleague(app))
                .and(body::patch())
                .and(app::with(app))
                .then(update_person),
        ),
        route::<__path_create_person_key, _, _>(
            of_one
                .and(warp::post())
                .and(auth::admin(app))
                .and(body::posted::<NewPersonKey>())
                .and(app::with(app))
                .then(create_person_key),
        ),
        route::<__path_delete_person_key, _, _>(
            key.and(warp::delete()).and(auth::admin(app)).and(app::with(app)).then(delete_person_key),
        ),
    ];
    routes.extend(keys::routes(app));
    routes
}

/// The page of people.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct PeoplePage {
    /// Maximum number of items. Default 50.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u32>,
    /// Continue after the person with this id, the last of the previous page. Use the whole path in `next`.
    after: Option<Uuid>,
}

impl Query for PeoplePage {
    fn names() -> Vec<String> {
        documented::<Self>()
    }

    fn read(parameters: &mut Parameters) -> Self {
        Self { limit: parameters.number("limit", 1, page::MOST), after: parameters.optional("after") }
    }
}

/// List the people of the office
///
/// The people of the key's own office, in the order they were added, including those who left. An office
/// reads nothing of another office's people.
#[utoipa::path(
    get, path = "/v1/people", tag = "people", security(("key" = [])), params(PeoplePage),
    responses((status = 200, description = "A page of people.", body = Listed<Person>))
)]
async fn list_people(Admin(admin): Admin, page: PeoplePage, app: App) -> Answer {
    let limit = page.limit.unwrap_or(page::USUAL);
    let client = app.db.writer(&admin).await?;
    let mut items = store::list(&*client, admin.office, page.after, i64::from(limit) + 1).await?;
    let total = store::count(&*client, admin.office).await?;
    let has_more = items.len() > limit as usize;
    items.truncate(limit as usize);
    let next = items.last().filter(|_| has_more);
    let next = next.map(|last| format!("/v1/people?limit={limit}&after={}", last.id));
    let response = respond::json(&Listed { items, total, next: next.clone() });
    Ok(match next {
        Some(next) => respond::with(response, header::LINK, &format!("<{next}>; rel=\"next\"")),
        None => response,
    })
}

/// Make a person
///
/// Adds a person to the key's own office, without a key. A repeated request returns the person's current
/// state.
#[utoipa::path(
    post, path = "/v1/people", tag = "people", security(("key" = [])), request_body = NewPerson,
    responses((status = 201, description = "The person.", body = Person))
)]
async fn create_person(Admin(admin): Admin, posted: Posted<NewPerson>, app: App) -> Answer {
    let mut connection = app.db.writer(&admin).await?;
    let id = match once::begin(&mut connection, &admin, &posted).await? {
        Begun::Before(answer) => last_part(&location(&answer)).parse().map_err(|_| Problem::internal())?,
        Begun::Now(write) => {
            let id = Uuid::new_v4();
            store::insert(&write.tx, id, admin.office, &posted.new, Some(&admin.key)).await?;
            once::finish_unlogged(*write, &admin, &posted, &format!("/v1/people/{id}")).await?;
            id
        }
    };
    let person = store::get(&*connection, id).await?.ok_or_else(Problem::not_found)?;
    Ok(answer_made(&format!("/v1/people/{id}"), &person))
}

/// Read the caller
///
/// The key's office, role and person, and how far the person has read.
#[utoipa::path(
    get, path = "/v1/people/me", tag = "people", security(("key" = [])),
    responses((status = 200, description = "The caller.", body = Me))
)]
async fn get_me(caller: Colleague, _: NoQuery, app: App) -> Answer {
    let client = app.db.beside(&caller).await?;
    let person = match caller.person {
        Some(id) => store::get(&*client, id).await?,
        None => None,
    };
    let read = marks::read_mark(&*client, caller.office, caller.person).await?;
    Ok(respond::json(&Me { office: caller.office, key: caller.key, role: caller.role, person, read }))
}

/// Read a person
///
/// For the admins of their office and for the person.
#[utoipa::path(
    get, path = "/v1/people/{id}", tag = "people", security(("key" = [])), params(("id" = Uuid, Path)),
    responses((status = 200, description = "The person.", body = Person))
)]
async fn get_person(id: Uuid, caller: Colleague, _: NoQuery, app: App) -> Answer {
    let client = app.db.beside(&caller).await?;
    let person = store::get(&*client, id).await?.filter(|person| may_read(&caller, person));
    Ok(respond::json(&person.ok_or_else(Problem::not_found)?))
}

/// Change a person
///
/// People may change their own language and their digest by e-mail. Everything else is for the admins of
/// their office. A person who has left has no working key and no address.
#[utoipa::path(
    patch, path = "/v1/people/{id}", tag = "people", security(("key" = [])), params(("id" = Uuid, Path)),
    request_body(content = serde_json::Value, content_type = "application/merge-patch+json", description = "The fields to change (RFC 7396)."),
    responses((status = 200, description = "The person as they are now.", body = Person))
)]
async fn update_person(id: Uuid, caller: Colleague, patch: Patch, app: App) -> Answer {
    let is_own = caller.person == Some(id);
    if !is_own && caller.role < Role::Admin {
        return Err(Problem::forbidden(
            "Only an admin of the office may change its people: nothing was written.",
        ));
    }
    let mut connection = app.db.beside(&caller).await?;
    let tx = connection.transaction().await.map_err(db::Error::from)?;
    // The row is locked, so that nobody overwrites a change they have not seen.
    let before = store::hold(&tx, id).await?.filter(|person| may_read(&caller, person));
    let before = before.ok_or_else(Problem::not_found)?;
    let etag =
        |person: &Person| respond::etag_of(&serde_json::to_vec(person).expect("a person is plain data"));
    if !respond::names_etag(&patch.if_match, &etag(&before)) {
        return Err(Problem::stale());
    }
    let head: NewPerson = fields::patch(&before.head, &patch.changes).map_err(Problem::invalid)?;
    if caller.role < Role::Admin && !head.is_own_choice(&before.head) {
        return Err(Problem::forbidden(
            "Only an admin of the office may change this about you: nothing was written.",
        ));
    }
    // An admin who makes a reader a publisher stands behind that voice.
    let is_raised = head.role > before.head.role && head.role >= Role::Publisher;
    store::update(&tx, id, &head, is_raised.then_some(&caller.key)).await?;
    if head.left {
        store::forget(&tx, id).await?;
    }
    let person = store::get(&tx, id).await?.ok_or_else(Problem::internal)?;
    tx.commit().await.map_err(db::Error::from)?;
    Ok(respond::json(&person))
}

/// Make a key for a person
///
/// The response contains the key itself, only this once. A key may never do more than its person. It agrees to
/// releases only after a second admin agreed to it: `PUT /v1/keys/{key}/agreement`.
#[utoipa::path(
    post, path = "/v1/people/{id}/keys", tag = "people", security(("key" = [])), params(("id" = Uuid, Path)),
    request_body = NewPersonKey, responses((status = 201, description = "The key.", body = MadeKey))
)]
async fn create_person_key(id: Uuid, Admin(admin): Admin, posted: Posted<NewPersonKey>, app: App) -> Answer {
    let mut connection = app.db.writer(&admin).await?;
    let (location, made) = match once::begin(&mut connection, &admin, &posted).await? {
        Begun::Before(answer) => (location(&answer), None),
        Begun::Now(write) => {
            let person = store::get(&write.tx, id).await?.filter(|person| person.office == admin.office);
            let person = person.ok_or_else(Problem::not_found)?;
            let role = posted.new.role.unwrap_or(person.head.role);
            if role > person.head.role {
                return Err(Problem::invalid_field("/role", "must not exceed the person's role"));
            }
            let secret = Secret::make(Audience::Office);
            let key = insert_of(&write.tx, &secret, id, (role, posted.new.days), Some(&admin.key)).await?;
            let left = || Problem::invalid_field("", "must be for a person who has not left the office");
            let key = key.ok_or_else(left)?;
            let location = format!("/v1/people/{id}/keys/{}", key.id);
            once::finish_unlogged(*write, &admin, &posted, &location).await?;
            (location, Some(MadeKey { key, secret: Some(secret.into_text()) }))
        }
    };
    let made = match made {
        Some(made) => made,
        None => {
            let person = store::get(&*connection, id).await?.ok_or_else(Problem::not_found)?;
            let known = person.keys.into_iter().find(|key| key.id == last_part(&location));
            MadeKey { key: known.ok_or_else(Problem::not_found)?, secret: None }
        }
    };
    Ok(answer_made(&location, &made))
}

/// Revoke a key of a person
///
/// Immediate and permanent.
#[utoipa::path(
    delete, path = "/v1/people/{id}/keys/{key}", tag = "people", security(("key" = [])),
    params(("id" = Uuid, Path), ("key" = String, Path, description = "Public part of the key.", example = "Zk3vQ9aB")),
    responses((status = 204, description = "The key is revoked."))
)]
async fn delete_person_key(id: Uuid, key: String, Admin(admin): Admin, app: App) -> Answer {
    let connection = app.db.writer(&admin).await?;
    let person = store::get(&*connection, id).await?.filter(|person| person.office == admin.office);
    person.ok_or_else(Problem::not_found)?;
    match revoke_of(&*connection, id, Some(&key)).await? {
        true => Ok(respond::empty(http::StatusCode::NO_CONTENT)),
        false => Err(Problem::not_found()),
    }
}

fn may_read(caller: &Colleague, person: &Person) -> bool {
    caller.person == Some(person.id) || (caller.role == Role::Admin && caller.office == person.office)
}

/// The `Location` of an earlier response.
fn location(answer: &Response) -> String {
    let location = answer.headers().get(header::LOCATION).and_then(|location| location.to_str().ok());
    location.unwrap_or_default().to_owned()
}

fn last_part(location: &str) -> &str {
    location.rsplit('/').next().unwrap_or_default()
}

fn answer_made(location: &str, made: &impl Serialize) -> Response {
    let text = serde_json::to_string(made).expect("what was made is plain data");
    let etag = respond::etag_of(text.as_bytes());
    once::made(location, &etag, text)
}

/// Makes a person from the command line, such as the first admin of an office.
pub async fn create(config: &Config, office: &str, body: &serde_json::Value) -> anyhow::Result<Uuid> {
    let head = fields::read::<NewPerson>(body);
    let head = head.map_err(|errors| anyhow::anyhow!("{} {}", errors[0].pointer, errors[0].detail))?;
    let client = Single::owner(config).get().await?;
    let known = offices::store::by_slug(&client, office).await?;
    let office = known.ok_or_else(|| anyhow::anyhow!("there is no office `{office}`"))?;
    let id = Uuid::new_v4();
    store::insert(&client, id, office.id, &head, None).await?;
    Ok(id)
}

/// Records that a person left: their keys stop working and their name is erased.
pub async fn leave(config: &Config, id: Uuid) -> anyhow::Result<()> {
    let mut client = Single::owner(config).get().await?;
    let tx = client.transaction().await?;
    let person = store::get(&tx, id).await?.filter(|person| !person.head.left);
    let person = person.ok_or_else(|| anyhow::anyhow!("there is no person {id}, or they left before"))?;
    store::update(&tx, id, &person.head.leaving(), None).await?;
    store::forget(&tx, id).await?;
    Ok(tx.commit().await?)
}
