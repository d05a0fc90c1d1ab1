//! Schedules: a donor's planned disbursements for a pledge.

pub(crate) mod show;
pub(crate) mod store;

use serde_json::Value;
use shared::{
    fields,
    resource::Resource,
    schedules::{NewSchedule, Schedule},
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
    log::Write,
    resources::{pledges, views},
    rest::{
        as_of::AsOf,
        once::{self, Made},
        thing,
    },
};

pub(crate) fn routes(app: &App) -> Vec<Route> {
    let one = path!("v1" / "pledges" / Uuid / "schedule");
    vec![
        route::<__path_get_schedule, _, _>(
            one.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<AsOf>())
                .and(app::with(app))
                .then(get_schedule),
        ),
        route::<__path_create_schedule, _, _>(
            one.and(warp::post())
                .and(auth::editor(app))
                .and(body::posted::<NewSchedule>())
                .and(app::with(app))
                .then(create_schedule),
        ),
    ]
}

/// Read the schedule of a pledge
#[utoipa::path(
    get, path = "/v1/pledges/{pledge}/schedule", tag = "schedules", security((), ("key" = [])),
    params(AsOf, ("pledge" = Uuid, Path, description = "Id of the pledge.")),
    responses((status = 200, description = "The schedule.", body = Schedule))
)]
async fn get_schedule(pledge: Uuid, reader: Reader, as_of: AsOf, app: App) -> Answer {
    thing::get(&app, &reader, Resource::Schedules.with(pledge), &as_of).await
}

/// Post the schedule of a pledge
///
/// A whole schedule replaces the previous one, which stays readable with `as_of`. If the previous one was not
/// public, request a public one with `POST /v1/releases`.
#[utoipa::path(
    post, path = "/v1/pledges/{pledge}/schedule", tag = "schedules", security(("key" = [])),
    params(("pledge" = Uuid, Path, description = "Id of the pledge.")), request_body = NewSchedule,
    responses((status = 201, description = "The schedule.", body = Schedule))
)]
async fn create_schedule(pledge: Uuid, editor: Editor, posted: Posted<NewSchedule>, app: App) -> Answer {
    once::post(&app, &editor, &posted, async |write| {
        let head = pledges::store::get(&write.tx, pledge).await?.ok_or_else(Problem::not_found)?;
        editor.owns(head.office)?;
        let before = store::get(&write.tx, pledge).await?;
        let schedule = Schedule { pledge, office: editor.office, plan: posted.new.clone() };
        replace(write, before.as_ref(), &schedule).await?;
        let thing = Resource::Schedules.with(pledge);
        Ok(Made { thing, location: format!("/v1/pledges/{pledge}/schedule") })
    })
    .await
}

/// Changes a schedule, by the rules of a new one.
pub(crate) async fn amend(write: &mut Write<'_>, before: Schedule, changes: &Value) -> Result<(), Problem> {
    let plan = fields::patch(&before.plan, changes).map_err(Problem::invalid)?;
    replace(write, Some(&before), &Schedule { plan, ..before.clone() }).await
}

/// Replaces a pledge's schedule.
async fn replace(
    write: &mut Write<'_>,
    before: Option<&Schedule>,
    schedule: &Schedule,
) -> Result<(), Problem> {
    let Schedule { pledge, plan, .. } = schedule;
    let file = pledges::store::file(&write.tx, *pledge).await?;
    if plan.audience < file.visibility.audience {
        return Err(Problem::invalid_field("/audience", "must not be wider than the pledge's audience"));
    }
    if plan.visible_from.is_some()
        && before.is_some_and(|before| before.plan.visible_from != plan.visible_from)
    {
        let detail = "must not change, because an embargo would hide the schedule until then";
        return Err(Problem::invalid_field("/visible_from", detail));
    }
    store::put(&write.tx, schedule).await?;
    Ok(views::record(write, Resource::Schedules.with(*pledge), plan.audience, schedule).await?)
}
