//! Pledges: one donor's file with one fund, and how far it has come.

pub(crate) mod store;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shared::{
    audience::Audience,
    fields,
    page::Page as Listed,
    pledges::{NewPledge, Pledge, Stage, Step, stage, standing, totals},
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
    resources::{confirmations, entries, funds, organisations, overlaps, schedules, updates},
    rest::{
        as_of::{AsOf, AsOfParameter},
        list::{self, Page, Paging},
        once::{self, Begun},
        thing,
    },
};

pub(crate) use store::Stored;

const LIST: List = List { resource: "pledges", newest_first: true, by_making: true };

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

/// Which pledges.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct PledgeFilter {
    /// Only to the fund with this slug.
    #[param(example = "international-fund")]
    fund: Option<String>,
    /// Only of the organisation with this id.
    donor: Option<Uuid>,
    /// Only at this stage.
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
    get, path = "/v1/pledges", tag = "pledges", security((), ("key" = [])), params(PledgeFilter, Paging),
    responses((status = 200, description = "A page of pledges, the newest first.", body = Listed<Pledge>))
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
/// The file of one donor's intended contribution to one fund. What it comes to follows from its entries.
#[utoipa::path(
    post, path = "/v1/pledges", tag = "pledges", security(("key" = [])), request_body = NewPledge,
    responses((status = 201, description = "The pledge.", body = Pledge))
)]
async fn create_pledge(editor: Editor, posted: Posted<NewPledge>, app: App) -> Answer {
    let mut connection = app.db.writer(&editor).await?;
    let mut write = match once::begin(&mut connection, &editor, &posted).await? {
        Begun::Before(answer) => return Ok(answer),
        Begun::Now(write) => write,
    };
    check(&write, &posted.new).await?;
    let id = Uuid::new_v4();
    let pledge = Stored { id, made_at: write.at, office: Some(editor.office), head: posted.new.clone() };
    store::insert(&write.tx, &pledge).await?;
    record(&mut write, &pledge).await?;
    once::finish(&app, write, &editor, &posted, format!("/v1/pledges/{id}"), ("pledges", id)).await
}

/// Read a pledge
#[utoipa::path(
    get, path = "/v1/pledges/{id}", tag = "pledges", security((), ("key" = [])), params(AsOfParameter, ("id" = Uuid, Path)),
    responses((status = 200, description = "The pledge.", body = Pledge))
)]
async fn get_pledge(id: Uuid, reader: Reader, as_of: AsOf, app: App) -> Answer {
    thing::get(&app, &reader, "pledges", id, &as_of).await
}

/// Change a pledge's head
///
/// Only the office that keeps it may. Its entries are never changed.
#[utoipa::path(
    patch, path = "/v1/pledges/{id}", tag = "pledges", security(("key" = [])), params(("id" = Uuid, Path)),
    request_body(content = serde_json::Value, content_type = "application/merge-patch+json", description = "The fields to change (RFC 7396)."),
    responses((status = 200, description = "The pledge as it is now.", body = Pledge))
)]
async fn update_pledge(id: Uuid, editor: Editor, patch: Patch, app: App) -> Answer {
    let mut connection = app.db.writer(&editor).await?;
    let mut write = Write::on(&mut connection, editor.author()).await?;
    let before = store::get(&write.tx, id).await?.ok_or_else(Problem::not_found)?;
    editor.owns(before.office)?;
    once::unchanged(&write, &patch.if_match, ("pledges", id)).await?;
    amend(&mut write, before, &patch.changes).await?;
    once::changed(&app, write, ("pledges", id)).await
}

/// Changes a pledge's head, by the rules of a new one.
pub(crate) async fn amend(write: &mut Write<'_>, before: Stored, changes: &Value) -> Result<(), Problem> {
    let head = fields::patch(&before.head, changes).map_err(Problem::invalid)?;
    // A fund that was narrowed since does not stand in the way of a new title.
    let place = |head: &NewPledge| (head.audience, head.visible_from.clone(), head.fund, head.donor);
    let is_moved = place(&head) != place(&before.head);
    if is_moved {
        check(write, &head).await?;
    }
    let pledge = Stored { head, ..before };
    store::update(&write.tx, &pledge).await?;
    record(write, &pledge).await?;
    if is_moved {
        show_whole(write, pledge.id).await?;
    }
    Ok(())
}

/// A pledge is of a fund and a donor that are there, and for no wider audience than they.
async fn check(write: &Write<'_>, pledge: &NewPledge) -> Result<(), Problem> {
    let fund = funds::store::get(&write.tx, pledge.fund).await?;
    let donor = organisations::store::get(&write.tx, pledge.donor).await?;
    let mut errors = Vec::new();
    let mut complain = |pointer, detail| errors.push(shared::problem::FieldError::new(pointer, detail));
    if fund.is_none() {
        complain("/fund", "is no fund that there is");
    }
    if donor.is_none() {
        complain("/donor", "is no organisation that there is");
    }
    if donor.as_ref().is_some_and(|donor| donor.merged_into.is_some()) {
        complain("/donor", organisations::MERGED);
    }
    let narrowest = fund.map(|fund| fund.head.audience).max(donor.map(|donor| donor.head.audience));
    if narrowest.is_some_and(|narrowest| pledge.audience < narrowest) {
        complain("/audience", "is wider than the fund's or the donor's own");
    }
    if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
}

/// Appends a pledge's head to the log and shows the pledge to whom it is for.
pub(crate) async fn record(write: &mut Write<'_>, pledge: &Stored) -> Result<(), db::Error> {
    write.append("pledges", pledge.id, pledge.head.audience, pledge).await?;
    show(write, pledge.id).await
}

/// Shows each audience what a pledge's entries come to for it.
pub(crate) async fn show(write: &mut Write<'_>, id: Uuid) -> Result<(), db::Error> {
    let pledge = store::file(&write.tx, id).await?;
    let entries = entries::store::of_pledge(&write.tx, id).await?;
    let sort_key = format!("{:.6}", pledge.stored.made_at);
    let seen = |reader: Audience| {
        if !reader.may_read(pledge.seen_by) {
            return None;
        }
        let visible: Vec<_> = entries.iter().filter(|entry| reader.may_read(entry.seen_by)).collect();
        let steps: Vec<Step> = visible.iter().map(|entry| entry.step()).collect();
        let standing: BTreeSet<Uuid> = standing(&steps).iter().map(|step| step.id).collect();
        let is_disputed = |entry: &entries::Stored| {
            standing.contains(&entry.entry.id) && !entry.standing(reader).disputed_by.is_empty()
        };
        let Stored { office, head, .. } = &pledge.stored;
        Some(db::json(&Pledge {
            id,
            office: *office,
            fund: pledge.fund.clone(),
            donor: pledge.donor.clone(),
            audience: pledge.audience(),
            visible_from: head.visible_from.clone(),
            sample: head.sample,
            title: head.title.clone(),
            stage: stage(&steps),
            disputed: visible.into_iter().any(is_disputed),
            totals: totals(&steps),
        }))
    };
    write.show("pledges", id, &sort_key, seen).await?;
    updates::show_tied(write, "pledges", id).await
}

/// Shows a pledge anew, and everything that is for no wider audience than it.
pub(crate) async fn show_whole(write: &mut Write<'_>, id: Uuid) -> Result<(), db::Error> {
    let audience = store::file(&write.tx, id).await?.seen_by;
    for entry in entries::store::of_pledge(&write.tx, id).await? {
        entries::show(write, &entry, audience).await?;
    }
    for confirmation in confirmations::store::of_pledge(&write.tx, id).await? {
        confirmations::show(write, &confirmation, audience).await?;
    }
    if let Some(schedule) = schedules::store::get(&write.tx, id).await? {
        schedules::show(write, &schedule, audience).await?;
    }
    for overlap in overlaps::store::of_pledge(&write.tx, id).await? {
        overlaps::show(write, &overlap).await?;
    }
    show(write, id).await
}
