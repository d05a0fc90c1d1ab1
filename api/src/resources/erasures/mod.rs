//! Erasures: two admins of an office together erase a person, a contact or a member for good.

mod erase;
mod member;
mod outside;
mod report;
mod rows;
pub(crate) mod show;
mod store;

use serde_json::{Value, json};
use shared::{
    audience::Audience,
    erasures::{Erasure, ErasureState, ErasureWord, NewErasure},
    fields,
    page::Page as Listed,
    resource::Resource,
};
use tokio_postgres::Config;
use utoipa::IntoParams;
use uuid::Uuid;
use warp::{Filter, path};

use crate::{
    app::{self, App},
    auth::{self, Admin, Reader},
    db::{self, Single},
    http::{
        Answer, Parameters, Problem, Query, Route,
        body::{self, Patch, Posted},
        get_or_head, query,
        query::documented,
        route,
    },
    log::{List, Write},
    proof::Author,
    resources::{releases, views},
    rest::{
        as_of::AsOf,
        change,
        list::{self, Page},
        once::{self, Made},
        thing,
    },
};

const LIST: List = List { resource: Resource::Erasures, newest_first: true, by_making: true };

pub(crate) fn routes(app: &App) -> Vec<Route> {
    let all = path!("v1" / "erasures");
    let one = path!("v1" / "erasures" / Uuid);
    vec![
        route::<__path_list_erasures, _, _>(
            all.and(get_or_head())
                .and(auth::office(app))
                .and(query::<(ErasureFilter, Page)>())
                .and(app::with(app))
                .then(list_erasures),
        ),
        route::<__path_create_erasure, _, _>(
            all.and(warp::post())
                .and(auth::admin(app))
                .and(body::posted::<NewErasure>())
                .and(app::with(app))
                .then(create_erasure),
        ),
        route::<__path_get_erasure, _, _>(
            one.and(get_or_head())
                .and(auth::office(app))
                .and(query::<AsOf>())
                .and(app::with(app))
                .then(get_erasure),
        ),
        route::<__path_update_erasure, _, _>(
            one.and(warp::patch())
                .and(auth::admin(app))
                .and(body::patch())
                .and(app::with(app))
                .then(update_erasure),
        ),
    ]
}

/// The filter of erasures.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct ErasureFilter {
    /// Only erasures in this state.
    #[param(example = "asked")]
    state: Option<ErasureState>,
}

impl Query for ErasureFilter {
    fn names() -> Vec<String> {
        documented::<Self>()
    }

    fn read(parameters: &mut Parameters) -> Self {
        Self { state: parameters.optional("state") }
    }
}

/// List the erasures
#[utoipa::path(
    get, path = "/v1/erasures", tag = "erasures", security(("key" = [])), params(ErasureFilter, Page),
    responses((status = 200, description = "A page of erasures, newest first.", body = Listed<Erasure>))
)]
async fn list_erasures(reader: Reader, (filter, page): (ErasureFilter, Page), app: App) -> Answer {
    let filter = list::Filter::default().on("state", filter.state.as_ref(), |state| json!({"state": state}));
    list::list(&app, &reader, LIST, "/v1/erasures", filter, &page).await
}

/// Request an erasure
///
/// Requests that a person, a contact or a member of one's own office is erased. For an imported member, an admin
/// of any office may request it. Only a person who is an admin may request an erasure, with their own key.
#[utoipa::path(
    post, path = "/v1/erasures", tag = "erasures", security(("key" = [])), request_body = NewErasure,
    responses((status = 201, description = "The erasure.", body = Erasure))
)]
async fn create_erasure(Admin(admin): Admin, posted: Posted<NewErasure>, app: App) -> Answer {
    once::post(&app, &admin, &posted, async |write| {
        let person = releases::speaks(write, &admin).await?;
        let erasure = asked(write, Some(admin.office), Some(person), posted.new.clone());
        if !store::may_erase(&write.tx, erasure.office, &erasure.asked).await? {
            let detail = "must be an existing thing of this office, of the kind in `resource`";
            return Err(Problem::invalid_field("/thing", detail));
        }
        store::put(&write.tx, &erasure).await?;
        record(write, &erasure).await?;
        Ok(Made::of(Resource::Erasures.with(erasure.id)))
    })
    .await
}

/// Read an erasure
#[utoipa::path(
    get, path = "/v1/erasures/{id}", tag = "erasures", security(("key" = [])), params(AsOf, ("id" = Uuid, Path)),
    responses((status = 200, description = "The erasure.", body = Erasure))
)]
async fn get_erasure(id: Uuid, reader: Reader, as_of: AsOf, app: App) -> Answer {
    thing::get(&app, &reader, Resource::Erasures.with(id), &as_of).await
}

/// Agree to an erasure, or call it off
///
/// An admin of the office, other than the person who asked, sets `state` to `done`. The erasure then happens at once,
/// and cannot be undone. The answer lists the erased parts, and the remaining parts with the reasons. Until then, any
/// admin of the office can set `state` to `undone`.
#[utoipa::path(
    patch, path = "/v1/erasures/{id}", tag = "erasures", security(("key" = [])), params(("id" = Uuid, Path)),
    request_body(content = ErasureWord, content_type = "application/merge-patch+json", description = "The new state."),
    responses((status = 200, description = "The erasure as it is now.", body = Erasure))
)]
async fn update_erasure(id: Uuid, Admin(admin): Admin, patch: Patch, app: App) -> Answer {
    let find = async |write: &Write<'_>| {
        let erasure = store::get(&write.tx, id).await?.ok_or_else(Problem::not_found)?;
        admin.owns(erasure.office)?;
        Ok(erasure)
    };
    let amend = async |write: &mut Write<'_>, mut erasure: Erasure, changes: &Value| {
        let ErasureWord { state } = fields::read(changes).map_err(Problem::invalid)?;
        if erasure.state != ErasureState::Asked || state == ErasureState::Asked {
            let detail = format!("must be a state that can follow `{}`", erasure.state.as_str());
            return Err(Problem::invalid_field("/state", &detail));
        }
        if state == ErasureState::Undone {
            erasure.state = state;
            store::put(&write.tx, &erasure).await?;
            return Ok(record(write, &erasure).await?);
        }
        let person = releases::speaks(write, &admin).await?;
        if erasure.asked_by == Some(person) {
            let detail = "Only a second person who is an admin of the office may agree: nothing was written.";
            return Err(Problem::forbidden(detail));
        }
        if !store::may_erase(&write.tx, erasure.office, &erasure.asked).await? {
            let detail = "must be undone: the thing was erased or moved to another office since";
            return Err(Problem::invalid_field("/state", detail));
        }
        erasure.agreed_by = Some(person);
        Ok(erase::erase(write, erasure).await?)
    };
    change::patch(&app, &admin, Resource::Erasures.with(id), &patch, find, amend).await
}

/// A request for an erasure that nobody has agreed to yet.
fn asked(write: &Write<'_>, office: Option<Uuid>, asked_by: Option<Uuid>, asked: NewErasure) -> Erasure {
    Erasure {
        id: Uuid::new_v4(),
        office,
        asked_at: write.at,
        asked_by,
        state: ErasureState::Asked,
        agreed_by: None,
        done_at: None,
        erased: Vec::new(),
        remains: Vec::new(),
        lines: Vec::new(),
        asked,
    }
}

async fn record(write: &mut Write<'_>, erasure: &Erasure) -> Result<(), db::Error> {
    views::record(write, Resource::Erasures.with(erasure.id), Audience::Office, erasure).await
}

/// Erases from the command line, as the operator alone.
pub async fn forget(config: &Config, body: &Value) -> anyhow::Result<Erasure> {
    let new = fields::read::<NewErasure>(body);
    let new = new.map_err(|errors| anyhow::anyhow!("{} {}", errors[0].pointer, errors[0].detail))?;
    let mut connection = Single::owner(config).get().await?;
    let mut write = Write::on(&mut connection, Author::operator("command:forget")).await?;
    let erasure = asked(&write, None, None, new);
    let there = store::may_erase(&write.tx, None, &erasure.asked).await?;
    anyhow::ensure!(there, "there is nothing with the id {}", erasure.asked.thing);
    let id = erasure.id;
    erase::erase(&mut write, erasure).await?;
    let erasure = store::get(&write.tx, id).await?.expect("it was stored in this write");
    write.commit().await?;
    Ok(erasure)
}
