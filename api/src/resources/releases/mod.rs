//! Releases: two people of an office together make a thing public, after a delay.

mod amend;
mod leave;
mod rehearse;
pub(crate) mod show;
pub(crate) mod store;

use serde_json::{Value, json};
use shared::{
    audience::Audience,
    fields,
    page::Page as Listed,
    releases::{NewRelease, Release, ReleaseState, ReleaseWord},
    resource::{Resource, Thing},
};
use utoipa::IntoParams;
use uuid::Uuid;
use warp::{Filter, path};

use crate::{
    app::{self, App},
    auth::{
        self, Editor, Reader,
        keys::{self, Role},
    },
    db,
    http::{
        Answer, Parameters, Problem, Query, Route,
        body::{self, Patch, Posted},
        get_or_head, query,
        query::documented,
        route,
    },
    log::{List, Version, Write},
    resources::views,
    rest::{
        as_of::AsOf,
        change,
        list::{self, Page},
        once::{self, Made},
        thing,
    },
};

use rehearse::rehearse;

pub(crate) use leave::leave_in_time;

const LIST: List = List { resource: Resource::Releases, newest_first: true, by_making: true };

pub(crate) fn routes(app: &App) -> Vec<Route> {
    let all = path!("v1" / "releases");
    let one = path!("v1" / "releases" / Uuid);
    vec![
        route::<__path_list_releases, _, _>(
            all.and(get_or_head())
                .and(auth::office(app))
                .and(query::<(ReleaseFilter, Page)>())
                .and(app::with(app))
                .then(list_releases),
        ),
        route::<__path_create_release, _, _>(
            all.and(warp::post())
                .and(auth::editor(app))
                .and(body::posted::<NewRelease>())
                .and(app::with(app))
                .then(create_release),
        ),
        route::<__path_get_release, _, _>(
            one.and(get_or_head())
                .and(auth::office(app))
                .and(query::<AsOf>())
                .and(app::with(app))
                .then(get_release),
        ),
        route::<__path_update_release, _, _>(
            one.and(warp::patch())
                .and(auth::editor(app))
                .and(body::patch())
                .and(app::with(app))
                .then(update_release),
        ),
    ]
}

/// The filter of releases.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct ReleaseFilter {
    /// Only of the office with this id.
    office: Option<Uuid>,
    /// Only releases in this state.
    #[param(example = "asked")]
    state: Option<ReleaseState>,
}

impl Query for ReleaseFilter {
    fn names() -> Vec<String> {
        documented::<Self>()
    }

    fn read(parameters: &mut Parameters) -> Self {
        Self { office: parameters.optional("office"), state: parameters.optional("state") }
    }
}

/// List the releases
#[utoipa::path(
    get, path = "/v1/releases", tag = "releases", security(("key" = [])), params(ReleaseFilter, Page),
    responses((status = 200, description = "A page of releases, newest first.", body = Listed<Release>))
)]
async fn list_releases(reader: Reader, (filter, page): (ReleaseFilter, Page), app: App) -> Answer {
    let filter = list::Filter::default()
        .on("office", filter.office.as_ref(), |office| json!({"office": office}))
        .on("state", filter.state.as_ref(), |state| json!({"state": state}));
    list::list(&app, &reader, LIST, "/v1/releases", filter, &page).await
}

/// Request a release
///
/// Requests that a thing of one's own office becomes public, also once more, or that a listing is widened. For an
/// imported thing, an admin of any office may request it. Only a person may request a release, with their own key.
/// `shows` lists everything that becomes public with it.
#[utoipa::path(
    post, path = "/v1/releases", tag = "releases", security(("key" = [])), request_body = NewRelease,
    responses((status = 201, description = "The release.", body = Release))
)]
async fn create_release(editor: Editor, posted: Posted<NewRelease>, app: App) -> Answer {
    once::post(&app, &editor, &posted, async |write| {
        let person = speaks(write, &editor).await?;
        let told = rehearse(write, &editor, &posted.new).await?;
        let current = write.current(thing(&posted.new)).await?;
        editor.may_change(owner(&current))?;
        let mut release = Release {
            id: Uuid::new_v4(),
            office: editor.office,
            asked_at: write.at,
            asked_by: person,
            state: ReleaseState::Asked,
            agreed_by: None,
            leaves_at: None,
            failed_because: None,
            version: current.etag(),
            shows: Vec::new(),
            shows_hash: String::new(),
            asked: posted.new.clone(),
        };
        rehearse::note(&mut release, &told);
        store::put(&write.tx, &release).await?;
        record(write, &release).await?;
        Ok(Made::of(Resource::Releases.with(release.id)))
    })
    .await
}

/// Read a release
#[utoipa::path(
    get, path = "/v1/releases/{id}", tag = "releases", security(("key" = [])), params(AsOf, ("id" = Uuid, Path)),
    responses((status = 200, description = "The release.", body = Release))
)]
async fn get_release(id: Uuid, reader: Reader, as_of: AsOf, app: App) -> Answer {
    thing::get(&app, &reader, Resource::Releases.with(id), &as_of).await
}

/// Agree to a release, or undo it
///
/// A publisher of the office, other than the person who asked, sets `state` to `agreed`. For an imported
/// thing it must be an admin. No admin may stand behind both: by both keys, or by adding or raising one of the
/// people. The release then takes effect after the server's hold, by default ten minutes.
/// Until then, anyone of the office who may write can set `state` to `undone`.
#[utoipa::path(
    patch, path = "/v1/releases/{id}", tag = "releases", security(("key" = [])), params(("id" = Uuid, Path)),
    request_body(content = ReleaseWord, content_type = "application/merge-patch+json", description = "The new state."),
    responses((status = 200, description = "The release as it is now.", body = Release))
)]
async fn update_release(id: Uuid, editor: Editor, patch: Patch, app: App) -> Answer {
    let find = async |write: &Write<'_>| {
        let release = store::get(&write.tx, id).await?.ok_or_else(Problem::not_found)?;
        editor.owns(Some(release.office))?;
        Ok(release)
    };
    let amend = async |write: &mut Write<'_>, mut release: Release, changes: &Value| {
        let ReleaseWord { state } = fields::read(changes).map_err(Problem::invalid)?;
        if !release.state.may_become(state) {
            let detail = format!("must be a state that can follow `{}`", release.state.as_str());
            return Err(Problem::invalid_field("/state", &detail));
        }
        if state == ReleaseState::Agreed {
            let person = speaks(write, &editor).await?;
            if editor.role < Role::Publisher || person == release.asked_by {
                let detail =
                    "Only a second person who is a publisher of the office may agree: nothing was written.";
                return Err(Problem::forbidden(detail));
            }
            if !keys::is_agreed(&write.tx, &editor.key).await? {
                let detail = "A key made by an admin can agree to a release only once a second admin agreed to the key: \
                              nothing was written.";
                return Err(Problem::forbidden(detail));
            }
            let asking = store::asking_key(&write.tx, id).await?;
            if keys::are_one_voice(&write.tx, &asking, &editor.key).await? {
                let detail = "One admin stands behind both people: they handed out both keys, or added or raised one \
                              of the two. Nothing was written.";
                return Err(Problem::forbidden(detail));
            }
            let current = write.current(thing(&release.asked)).await?;
            editor.may_change(owner(&current))?;
            let told = rehearse(write, &editor, &release.asked).await;
            if current.etag() != release.version
                || !told.is_ok_and(|told| rehearse::is_as_agreed(&release, &told))
            {
                return Err(Problem::invalid_field(
                    "/state",
                    "must be undone: the thing, or what it would show, was changed since, so request a new release",
                ));
            }
            release.agreed_by = Some(person);
            release.leaves_at = Some(write.at + app.release_hold);
        }
        release.state = state;
        store::put(&write.tx, &release).await?;
        Ok(record(write, &release).await?)
    };
    change::patch(&app, &editor, Resource::Releases.with(id), &patch, find, amend).await
}

/// The office that owns a thing; `None` for an imported thing.
fn owner(thing: &Version) -> Option<Uuid> {
    let document: Value = serde_json::from_str(&thing.document).expect("a document is JSON");
    document["office"].as_str().and_then(|id| id.parse().ok())
}

/// The person who asks or agrees. Their key must not be new, so that an admin cannot act as two people at
/// once.
pub(crate) async fn speaks(write: &Write<'_>, editor: &Editor) -> Result<Uuid, Problem> {
    let person = editor.person.ok_or_else(no_person)?;
    if !keys::is_settled(&write.tx, &editor.key).await? {
        let detail =
            "A key made by an admin can request or agree to this only after a day: nothing was written.";
        return Err(Problem::forbidden(detail));
    }
    Ok(person)
}

fn no_person() -> Problem {
    Problem::forbidden("This takes two people, and this key belongs to a program: nothing was written.")
}

fn thing(asked: &NewRelease) -> Thing {
    asked.resource.resource().with(asked.thing)
}

async fn record(write: &mut Write<'_>, release: &Release) -> Result<(), db::Error> {
    views::record(write, Resource::Releases.with(release.id), Audience::Office, release).await
}
