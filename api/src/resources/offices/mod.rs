//! Offices, each with its time zone.

pub(crate) mod show;
pub(crate) mod store;

use anyhow::Context;
use jiff::tz::TimeZone;
use serde_json::Value;
use shared::{
    audience::Audience,
    fields,
    offices::{NewOffice, Office},
    page::Page as Listed,
    resource::Resource,
};
use tokio_postgres::Config;
use uuid::Uuid;
use warp::{Filter, path};

use crate::{
    app::{self, App},
    auth::{self, Admin, Reader},
    db,
    db::Single,
    http::{
        Answer, Problem, Route,
        body::{self, Patch, Posted},
        get_or_head,
        problem::OnConstraint,
        query, route,
    },
    log::{List, Write},
    proof::Author,
    resources::views,
    rest::{
        as_of::AsOf,
        change,
        list::{self, Page},
        once::{self, Made},
        thing,
    },
};

pub(crate) const LIST: List = List { resource: Resource::Offices, newest_first: false, by_making: false };

pub fn routes(app: &App) -> Vec<Route> {
    let all = path!("v1" / "offices");
    let one = path!("v1" / "offices" / Uuid);
    vec![
        route::<__path_list_offices, _, _>(
            all.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<Page>())
                .and(app::with(app))
                .then(list_offices),
        ),
        route::<__path_create_office, _, _>(
            all.and(warp::post())
                .and(auth::admin(app))
                .and(body::posted::<NewOffice>())
                .and(app::with(app))
                .then(create_office),
        ),
        route::<__path_get_office, _, _>(
            one.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<AsOf>())
                .and(app::with(app))
                .then(get_office),
        ),
        route::<__path_update_office, _, _>(
            one.and(warp::patch())
                .and(auth::admin(app))
                .and(body::patch())
                .and(app::with(app))
                .then(update_office),
        ),
    ]
}

/// List the offices
#[utoipa::path(
    get, path = "/v1/offices", tag = "offices", security((), ("key" = [])), params(Page),
    responses((status = 200, description = "A page of offices, sorted by short name.", body = Listed<Office>))
)]
async fn list_offices(reader: Reader, page: Page, app: App) -> Answer {
    list::list(&app, &reader, LIST, "/v1/offices", list::Filter::default(), &page).await
}

/// Make an office
#[utoipa::path(
    post, path = "/v1/offices", tag = "offices", security(("key" = [])), request_body = NewOffice,
    responses((status = 201, description = "The office.", body = Office))
)]
async fn create_office(Admin(editor): Admin, posted: Posted<NewOffice>, app: App) -> Answer {
    once::post(&app, &editor, &posted, async |write| {
        check(&posted.new)?;
        let office = Office { id: Uuid::new_v4(), head: posted.new.clone() };
        store::insert(&write.tx, &office).await.on_constraint(slug_taken)?;
        record(write, &office).await?;
        Ok(Made::of(Resource::Offices.with(office.id)))
    })
    .await
}

/// Read an office
#[utoipa::path(
    get, path = "/v1/offices/{id}", tag = "offices", security((), ("key" = [])), params(AsOf, ("id" = Uuid, Path)),
    responses((status = 200, description = "The office.", body = Office))
)]
async fn get_office(id: Uuid, reader: Reader, as_of: AsOf, app: App) -> Answer {
    thing::get(&app, &reader, Resource::Offices.with(id), &as_of).await
}

/// Change an office
///
/// Only its own admins may change it.
#[utoipa::path(
    patch, path = "/v1/offices/{id}", tag = "offices", security(("key" = [])), params(("id" = Uuid, Path)),
    request_body(content = serde_json::Value, content_type = "application/merge-patch+json", description = "The fields to change (RFC 7396)."),
    responses((status = 200, description = "The office as it is now.", body = Office))
)]
async fn update_office(id: Uuid, Admin(editor): Admin, patch: Patch, app: App) -> Answer {
    let find = async |write: &Write<'_>| {
        let before = store::get(&write.tx, id).await?.ok_or_else(Problem::not_found)?;
        editor.owns(Some(id))?;
        Ok(before)
    };
    change::patch(&app, &editor, Resource::Offices.with(id), &patch, find, amend).await
}

async fn amend(write: &mut Write<'_>, before: Office, changes: &Value) -> Result<(), Problem> {
    let head = fields::patch(&before.head, changes).map_err(Problem::invalid)?;
    let office = Office { head, ..before };
    check(&office.head)?;
    store::update(&write.tx, &office).await.on_constraint(slug_taken)?;
    Ok(record(write, &office).await?)
}

/// Makes the first office, or any other, from the command line.
pub async fn create(
    config: &Config,
    slug: &str,
    name: &str,
    time_zone: &str,
    currency: &str,
) -> anyhow::Result<Uuid> {
    let body = serde_json::json!({"slug": slug, "name": name, "time_zone": time_zone, "currency": currency});
    let head = fields::read::<NewOffice>(&body);
    let head = head.map_err(|errors| anyhow::anyhow!("{} {}", errors[0].pointer, errors[0].detail))?;
    TimeZone::get(time_zone).with_context(|| format!("`{time_zone}` is not a time zone"))?;
    let mut connection = Single::owner(config).get().await?;
    let author = Author::operator("command:office");
    let mut write = Write::on(&mut connection, author).await?;
    let office = Office { id: Uuid::new_v4(), head };
    store::insert(&write.tx, &office).await?;
    record(&mut write, &office).await?;
    write.commit().await?;
    Ok(office.id)
}

/// The short names of all offices.
pub async fn slugs(config: &Config) -> anyhow::Result<Vec<String>> {
    Ok(store::slugs(&Single::owner(config).get().await?).await?)
}

pub(crate) async fn record(write: &mut Write<'_>, office: &Office) -> Result<(), db::Error> {
    views::record(write, Resource::Offices.with(office.id), Audience::Public, office).await
}

fn check(office: &NewOffice) -> Result<(), Problem> {
    match TimeZone::get(&office.time_zone) {
        Ok(_) => Ok(()),
        Err(_) => Err(Problem::invalid_field(
            "/time_zone",
            "must be a name in the IANA time zone database, such as Europe/London",
        )),
    }
}

fn slug_taken(constraint: &str) -> Option<Problem> {
    (constraint == "offices_slug_unique").then(|| Problem::taken("/slug"))
}
