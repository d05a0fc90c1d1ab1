//! Positions: a country's standing on a call, as recorded by an office. Append-only.

pub(crate) mod matrix;
pub(crate) mod show;
pub(crate) mod store;

use jiff::civil::Date;
use serde_json::json;
use shared::{
    audience::Audience,
    calls::Call,
    fields::{NO_COUNTRY, is_country},
    organisations::MERGED,
    page::Page as Listed,
    positions::{NewPosition, Position, unfounded},
    problem::FieldError,
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
        body::{self, Posted},
        get_or_head,
        problem::OnConstraint,
        query,
        query::documented,
        route,
    },
    log::{List, Write},
    resources::{calls, offices, organisations, views},
    rest::{
        as_of::AsOf,
        list::{self, Page},
        once::{self, Made},
        thing,
    },
};

pub(crate) use store::Stored;

/// Per call, sorted by date; on equal dates, in recording order.
pub(crate) const LIST: List = List { resource: Resource::Positions, newest_first: false, by_making: false };

pub(crate) fn routes(app: &App) -> Vec<Route> {
    let all = path!("v1" / "calls" / Uuid / "positions");
    let one = path!("v1" / "calls" / Uuid / "positions" / Uuid);
    vec![
        route::<__path_list_positions, _, _>(
            all.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<(PositionFilter, Page)>())
                .and(app::with(app))
                .then(list_positions),
        ),
        route::<__path_create_position, _, _>(
            all.and(warp::post())
                .and(auth::editor(app))
                .and(body::posted::<NewPosition>())
                .and(app::with(app))
                .then(create_position),
        ),
        route::<__path_get_position, _, _>(
            one.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<AsOf>())
                .and(app::with(app))
                .then(get_position),
        ),
    ]
}

/// The filter of positions.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct PositionFilter {
    /// Only positions of this country (ISO 3166-1 alpha-2, or EU).
    #[param(example = "GB")]
    country: Option<String>,
}

impl Query for PositionFilter {
    fn names() -> Vec<String> {
        documented::<Self>()
    }

    fn read(parameters: &mut Parameters) -> Self {
        let country = parameters.text("country");
        if country.as_deref().is_some_and(|country| !is_country(country)) {
            parameters.complain("country", NO_COUNTRY);
        }
        Self { country }
    }
}

/// List the positions on a call
///
/// With `country`, the list is the history of one country's standing.
#[utoipa::path(
    get, path = "/v1/calls/{call}/positions", tag = "positions", security((), ("key" = [])),
    params(("call" = Uuid, Path, description = "Id of the call."), PositionFilter, Page),
    responses((status = 200, description = "A page of positions, earliest first.", body = Listed<Position>))
)]
async fn list_positions(
    call: Uuid,
    reader: Reader,
    (filter, page): (PositionFilter, Page),
    app: App,
) -> Answer {
    thing::find(&app, &reader, Resource::Calls.with(call), &page.as_of).await?;
    let of_call = list::Filter { matching: json!({"call": call}), ..list::Filter::default() };
    let filter = of_call.on("country", filter.country.as_ref(), |country| json!({"country": country}));
    list::list(&app, &reader, LIST, &format!("/v1/calls/{call}/positions"), filter, &page).await
}

/// Record a position
///
/// A country's standing on a call since a date, with evidence. Any office may record it. A position never
/// changes: a new standing is a new position, and a wrong position is superseded by one that names it. Only the office
/// that recorded a public position may supersede it.
#[utoipa::path(
    post, path = "/v1/calls/{call}/positions", tag = "positions", security(("key" = [])),
    params(("call" = Uuid, Path, description = "Id of the call.")), request_body = NewPosition,
    responses((status = 201, description = "The position.", body = Position))
)]
async fn create_position(call: Uuid, editor: Editor, posted: Posted<NewPosition>, app: App) -> Answer {
    once::post(&app, &editor, &posted, async |write| {
        let head = calls::store::get(&write.tx, call).await?.ok_or_else(Problem::not_found)?;
        let office = offices::store::get(&write.tx, editor.office).await?;
        let today = write.local_time(office.as_ref().map(|office| office.head.time_zone.as_str())).date();
        let id = Uuid::new_v4();
        let new = Stored::new(write.at, id, call, editor.office, posted.new.clone());
        check(write, &head, &new, today).await?;
        store::insert(&write.tx, &new).await.on_constraint(refused)?;
        let thing = Resource::Positions.with(id);
        record(write, &new).await?;
        Ok(Made { thing, location: format!("/v1/calls/{call}/positions/{id}") })
    })
    .await
}

/// Read a position
#[utoipa::path(
    get, path = "/v1/calls/{call}/positions/{id}", tag = "positions", security((), ("key" = [])),
    params(AsOf, ("call" = Uuid, Path, description = "Id of the call."), ("id" = Uuid, Path)),
    responses((status = 200, description = "The position.", body = Position))
)]
async fn get_position(call: Uuid, id: Uuid, reader: Reader, as_of: AsOf, app: App) -> Answer {
    thing::get_of(&app, &reader, Resource::Positions.with(id), ("call", call), &as_of).await
}

/// Refuses a new position that breaks a rule, given its call, the day and the country's earlier positions.
async fn check(write: &Write<'_>, call: &Call, new: &Stored, today: Date) -> Result<(), Problem> {
    let said = &new.position.said;
    let mut errors = Vec::new();
    let mut complain = |pointer, detail| errors.push(FieldError::new(pointer, detail));
    // A correction has the audience of the position it supersedes, even if the call was narrowed since.
    if said.supersedes.is_none() && said.audience < call.head.audience {
        complain("/audience", "must not be wider than the call's audience");
    }
    if said.date.earliest() > today {
        complain("/date", "must not be in the future");
    }
    if let Some(organisation) = said.organisation {
        match organisations::store::get(&write.tx, organisation).await? {
            None => complain("/organisation", "must be an existing organisation"),
            Some(known) if said.audience < known.head.audience => {
                complain("/organisation", "must not have a narrower audience than this position");
            }
            Some(known) if known.merged_into.is_some() => complain("/organisation", MERGED),
            Some(_) => {}
        }
    }
    let before = store::of_country(&write.tx, call.id, &said.country).await?;
    // A position must not reveal another that is not visible yet, by naming or reversing it.
    let (hidden, before): (Vec<_>, Vec<_>) = before.into_iter().partition(|stored| stored.is_embargoed());
    if hidden.iter().any(|stored| Some(stored.position.id) == said.supersedes) {
        complain("/supersedes", "must not be a position that is not visible yet");
    }
    let is_anothers = |stored: &&Stored| {
        Some(stored.position.id) == said.supersedes && stored.position.office != new.position.office
    };
    if said.audience == Audience::Public && before.iter().any(|stored| is_anothers(&stored)) {
        complain("/supersedes", "must be a position of this office: ask the office that recorded it");
    }
    let all: Vec<Position> =
        before.into_iter().map(|stored| stored.position).chain([new.position.clone()]).collect();
    match unfounded(&all) {
        None => {}
        Some(id) if id == new.position.id => complain(
            "/standing",
            "must not be reversed: the country has no earlier position that every reader of this one can see",
        ),
        Some(_) => complain(
            "/supersedes",
            "must not be the position that a later reversal reverses: supersede that reversal first",
        ),
    }
    if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
}

fn refused(constraint: &str) -> Option<Problem> {
    let detail = match constraint {
        "positions_superseded_once" => "must not be superseded already: name the position that superseded it",
        "positions_supersedes_fits" => "must be a position of the same call, country and audience",
        _ => return None,
    };
    Some(Problem::invalid_field("/supersedes", detail))
}

pub(crate) async fn record(write: &mut Write<'_>, stored: &Stored) -> Result<(), db::Error> {
    let Position { id, said, .. } = &stored.position;
    views::record(write, Resource::Positions.with(*id), said.audience, stored).await
}
