//! Pledges: one donor's file with one fund, and the stage it has reached.

pub(crate) mod show;
pub(crate) mod store;

use serde_json::{Value, json};
use shared::{
    fields,
    organisations::MERGED,
    page::Page as Listed,
    pledges::{NewPledge, Pledge, Stage},
    resource::Resource,
};
use utoipa::IntoParams;
use uuid::Uuid;
use warp::{Filter, path};

use crate::{
    app::{self, App},
    auth::{self, Editor, Reader},
    db,
    http::{
        Answer, Parameters, Problem, Query, Route,
        body::{self, Patch, Posted},
        get_or_head, query,
        query::documented,
        route,
    },
    log::{List, Write},
    resources::{funds, organisations, views},
    rest::{
        as_of::AsOf,
        change,
        list::{self, Page},
        once::{self, Made},
        thing,
    },
};

pub(crate) use store::Stored;

const LIST: List = List { resource: Resource::Pledges, newest_first: true, by_making: true };

pub(crate) fn routes(app: &App) -> Vec<Route> {
    let all = path!("v1" / "pledges");
    let one = path!("v1" / "pledges" / Uuid);
    vec![
        route::<__path_list_pledges, _, _>(
            all.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<(PledgeFilter, Page)>())
                .and(app::with(app))
                .then(list_pledges),
        ),
        route::<__path_create_pledge, _, _>(
            all.and(warp::post())
                .and(auth::editor(app))
                .and(body::posted::<NewPledge>())
                .and(app::with(app))
                .then(create_pledge),
        ),
        route::<__path_get_pledge, _, _>(
            one.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<AsOf>())
                .and(app::with(app))
                .then(get_pledge),
        ),
        route::<__path_update_pledge, _, _>(
            one.and(warp::patch())
                .and(auth::editor(app))
                .and(body::patch())
                .and(app::with(app))
                .then(update_pledge),
        ),
    ]
}

/// The filter of pledges.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct PledgeFilter {
    /// Only pledges to the fund with this slug.
    #[param(example = "international-fund")]
    fund: Option<String>,
    /// Only pledges of the donor with this id.
    donor: Option<Uuid>,
    /// Only pledges at this stage.
    #[param(example = "committed")]
    stage: Option<Stage>,
}

impl Query for PledgeFilter {
    fn names() -> Vec<String> {
        documented::<Self>()
    }

    fn read(parameters: &mut Parameters) -> Self {
        let (donor, stage) = (parameters.optional("donor"), parameters.optional("stage"));
        Self { fund: parameters.text("fund"), donor, stage }
    }
}

/// List the pledges
#[utoipa::path(
    get, path = "/v1/pledges", tag = "pledges", security((), ("key" = [])), params(PledgeFilter, Page),
    responses((status = 200, description = "A page of pledges, newest first.", body = Listed<Pledge>))
)]
async fn list_pledges(reader: Reader, (filter, page): (PledgeFilter, Page), app: App) -> Answer {
    let filter = list::Filter::default()
        .on("fund", filter.fund.as_ref(), |slug| json!({"fund": {"slug": slug}}))
        .on("donor", filter.donor.as_ref(), |id| json!({"donor": {"id": id}}))
        .on("stage", filter.stage.as_ref(), |stage| json!({"stage": stage}));
    list::list(&app, &reader, LIST, "/v1/pledges", filter, &page).await
}

/// Open a pledge
///
/// The file of one donor's intended contribution to one fund. Its sums and stage follow from its entries.
#[utoipa::path(
    post, path = "/v1/pledges", tag = "pledges", security(("key" = [])), request_body = NewPledge,
    responses((status = 201, description = "The pledge.", body = Pledge))
)]
async fn create_pledge(editor: Editor, posted: Posted<NewPledge>, app: App) -> Answer {
    once::post(&app, &editor, &posted, async |write| {
        check(write, &posted.new).await?;
        let id = Uuid::new_v4();
        let pledge = Stored { id, made_at: write.at, office: Some(editor.office), head: posted.new.clone() };
        store::insert(&write.tx, &pledge).await?;
        record(write, &pledge).await?;
        Ok(Made::of(Resource::Pledges.with(id)))
    })
    .await
}

/// Read a pledge
#[utoipa::path(
    get, path = "/v1/pledges/{id}", tag = "pledges", security((), ("key" = [])), params(AsOf, ("id" = Uuid, Path)),
    responses((status = 200, description = "The pledge.", body = Pledge))
)]
async fn get_pledge(id: Uuid, reader: Reader, as_of: AsOf, app: App) -> Answer {
    thing::get(&app, &reader, Resource::Pledges.with(id), &as_of).await
}

/// Change a pledge's head
///
/// Only the office that maintains it may change it. Its entries never change.
#[utoipa::path(
    patch, path = "/v1/pledges/{id}", tag = "pledges", security(("key" = [])), params(("id" = Uuid, Path)),
    request_body(content = serde_json::Value, content_type = "application/merge-patch+json", description = "The fields to change (RFC 7396)."),
    responses((status = 200, description = "The pledge as it is now.", body = Pledge))
)]
async fn update_pledge(id: Uuid, editor: Editor, patch: Patch, app: App) -> Answer {
    let find = async |write: &Write<'_>| {
        let before = store::get(&write.tx, id).await?.ok_or_else(Problem::not_found)?;
        editor.owns(before.office)?;
        Ok(before)
    };
    change::patch(&app, &editor, Resource::Pledges.with(id), &patch, find, amend).await
}

/// Changes a pledge's head, by the rules of a new one.
pub(crate) async fn amend(write: &mut Write<'_>, before: Stored, changes: &Value) -> Result<(), Problem> {
    let head = fields::patch(&before.head, changes).map_err(Problem::invalid)?;
    // A fund that was narrowed later must not prevent a new title.
    let place = |head: &NewPledge| (head.audience, head.visible_from.clone(), head.fund, head.donor);
    if place(&head) != place(&before.head) {
        check(write, &head).await?;
    }
    let pledge = Stored { head, ..before };
    store::update(&write.tx, &pledge).await?;
    Ok(record(write, &pledge).await?)
}

/// Refuses a pledge without an existing fund and donor, or with a wider audience than theirs.
async fn check(write: &Write<'_>, pledge: &NewPledge) -> Result<(), Problem> {
    let fund = funds::store::get(&write.tx, pledge.fund).await?;
    let donor = organisations::store::get(&write.tx, pledge.donor).await?;
    let mut errors = Vec::new();
    let mut complain = |pointer, detail| errors.push(shared::problem::FieldError::new(pointer, detail));
    if fund.is_none() {
        complain("/fund", "must be an existing fund");
    }
    if donor.is_none() {
        complain("/donor", "must be an existing organisation");
    }
    if donor.as_ref().is_some_and(|donor| donor.merged_into.is_some()) {
        complain("/donor", MERGED);
    }
    let narrowest = fund.map(|fund| fund.head.audience).max(donor.map(|donor| donor.head.audience));
    if narrowest.is_some_and(|narrowest| pledge.audience < narrowest) {
        complain("/audience", "must not be wider than the fund's or the donor's audience");
    }
    if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
}

pub(crate) async fn record(write: &mut Write<'_>, pledge: &Stored) -> Result<(), db::Error> {
    views::record(write, Resource::Pledges.with(pledge.id), pledge.head.audience, pledge).await
}
