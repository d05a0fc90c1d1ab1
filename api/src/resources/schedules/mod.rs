//! Schedules: what a pledge's donor planned to disburse, and when.

pub(crate) mod store;

use serde_json::Value;
use shared::{
    audience::Audience,
    fields,
    schedules::{NewSchedule, Schedule},
};
use uuid::Uuid;
use warp::{Filter, path};

use crate::{
    app::{self, App},
    auth::{self, Editor, Reader},
    db,
    http::{
        Answer, Problem, Route,
        body::{self, Posted},
        get_or_head, query, route,
    },
    log::Write,
    resources::pledges,
    rest::{
        as_of::{AsOf, AsOfParameter},
        once::{self, Begun},
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
    params(AsOfParameter, ("pledge" = Uuid, Path, description = "Id of the pledge.")),
    responses((status = 200, description = "The schedule.", body = Schedule))
)]
async fn get_schedule(pledge: Uuid, reader: Reader, as_of: AsOf, app: App) -> Answer {
    thing::get(&app, &reader, "schedules", pledge, &as_of).await
}

/// Post the schedule of a pledge
///
/// Whole: it takes the place of the one before, which stays readable with `as_of`. Where that one was not for the
/// public, a public one is asked for with `POST /v1/releases`.
#[utoipa::path(
    post, path = "/v1/pledges/{pledge}/schedule", tag = "schedules", security(("key" = [])),
    params(("pledge" = Uuid, Path, description = "Id of the pledge.")), request_body = NewSchedule,
    responses((status = 201, description = "The schedule.", body = Schedule))
)]
async fn create_schedule(pledge: Uuid, editor: Editor, posted: Posted<NewSchedule>, app: App) -> Answer {
    let mut connection = app.db.writer(&editor).await?;
    let mut write = match once::begin(&mut connection, &editor, &posted).await? {
        Begun::Before(answer) => return Ok(answer),
        Begun::Now(write) => write,
    };
    let head = pledges::store::get(&write.tx, pledge).await?.ok_or_else(Problem::not_found)?;
    editor.owns(head.office)?;
    let before = store::get(&write.tx, pledge).await?;
    let schedule = Schedule { pledge, office: editor.office, plan: posted.new.clone() };
    replace(&mut write, before.as_ref(), &schedule).await?;
    let location = format!("/v1/pledges/{pledge}/schedule");
    once::finish(&app, write, &editor, &posted, location, ("schedules", pledge)).await
}

/// Changes a schedule, by the rules of a new one.
pub(crate) async fn amend(write: &mut Write<'_>, before: Schedule, changes: &Value) -> Result<(), Problem> {
    let plan = fields::patch(&before.plan, changes).map_err(Problem::invalid)?;
    replace(write, Some(&before), &Schedule { plan, ..before.clone() }).await
}

/// Puts a schedule into the place of the one before.
async fn replace(
    write: &mut Write<'_>,
    before: Option<&Schedule>,
    schedule: &Schedule,
) -> Result<(), Problem> {
    let Schedule { pledge, plan, .. } = schedule;
    let file = pledges::store::file(&write.tx, *pledge).await?;
    if plan.audience < file.audience() {
        return Err(Problem::invalid_field("/audience", "is wider than the pledge's own"));
    }
    if plan.visible_from.is_some()
        && before.is_some_and(|before| before.plan.visible_from != plan.visible_from)
    {
        let detail = "would take the schedule away that it takes the place of, until then";
        return Err(Problem::invalid_field("/visible_from", detail));
    }
    store::put(&write.tx, schedule).await?;
    write.append("schedules", *pledge, plan.audience, schedule).await?;
    Ok(show(write, schedule, file.seen_by).await?)
}

/// Shows a schedule to nobody for whom its pledge is not, each piece of evidence to whom it is for.
pub(crate) async fn show(
    write: &mut Write<'_>,
    schedule: &Schedule,
    pledge: Audience,
) -> Result<(), db::Error> {
    let audience = schedule.plan.audience.max(pledge);
    let seen = |reader: Audience| {
        if !reader.may_read(audience) {
            return None;
        }
        let mut schedule = schedule.clone();
        schedule.plan.evidence.retain(|piece| reader.may_read(piece.audience.unwrap_or(audience)));
        Some(db::json(&schedule))
    };
    write.show("schedules", schedule.pledge, &schedule.pledge.to_string(), seen).await
}
