//! Updates: what an office tells the others, and the world where it says so.

pub(crate) mod store;

use serde_json::json;
use shared::{
    audience::Audience,
    fields,
    page::Page as Listed,
    updates::{NewUpdate, Update, UpdateKind},
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
        as_of::{AsOf, AsOfParameter},
        body::{self, Patch, Posted},
        get_or_head,
        list::{self, Page, Paging},
        once::{self, Begun},
        query,
        query::documented,
        route, thing,
    },
    log::{List, Write},
};

const LIST: List = List { resource: "updates", newest_first: true, by_making: true };

pub(crate) fn routes(app: &App) -> Vec<Route> {
    let all = path!("v1" / "updates");
    let one = path!("v1" / "updates" / Uuid);
    vec![
        route::<__path_list_updates, _, _>(
            all.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<(UpdateFilter, Page)>())
                .and(app::with(app))
                .then(list_updates),
        ),
        route::<__path_create_update, _, _>(
            all.and(warp::post())
                .and(auth::editor(app))
                .and(body::posted::<NewUpdate>())
                .and(app::with(app))
                .then(create_update),
        ),
        route::<__path_get_update, _, _>(
            one.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<AsOf>())
                .and(app::with(app))
                .then(get_update),
        ),
        route::<__path_update_update, _, _>(
            one.and(warp::patch())
                .and(auth::editor(app))
                .and(body::patch())
                .and(app::with(app))
                .then(update_update),
        ),
    ]
}

/// Which updates.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct UpdateFilter {
    /// Only of this kind.
    #[param(example = "meeting")]
    kind: Option<UpdateKind>,
    /// Only of the office with this id.
    office: Option<Uuid>,
}

impl Query for UpdateFilter {
    fn names() -> Vec<String> {
        documented::<Self>()
    }

    fn read(parameters: &mut Parameters) -> Self {
        Self { kind: parameters.optional("kind"), office: parameters.optional("office") }
    }
}

/// List the updates
#[utoipa::path(
    get, path = "/v1/updates", tag = "updates", security((), ("key" = [])), params(UpdateFilter, Paging),
    responses((status = 200, description = "A page of updates, the newest first.", body = Listed<Update>))
)]
async fn list_updates(reader: Reader, (filter, page): (UpdateFilter, Page), app: App) -> Answer {
    let filter = list::Filter::default().on("kind", filter.kind.as_ref(), |kind| json!({"kind": kind})).on(
        "office",
        filter.office.as_ref(),
        |office| json!({"office": office}),
    );
    list::list(&app, &reader, LIST, "/v1/updates", filter, &page).await
}

/// Make an update
#[utoipa::path(
    post, path = "/v1/updates", tag = "updates", security(("key" = [])), request_body = NewUpdate,
    responses((status = 201, description = "The update.", body = Update))
)]
async fn create_update(editor: Editor, posted: Posted<NewUpdate>, app: App) -> Answer {
    let mut connection = app.db.writer(&editor).await?;
    let mut write = match once::begin(&mut connection, &editor, &posted).await? {
        Begun::Before(answer) => return Ok(answer),
        Begun::Now(write) => write,
    };
    let (id, office, posted_at) = (Uuid::new_v4(), editor.office, write.at);
    let update = Update { id, office, posted_at, text: posted.new.clone() };
    store::insert(&write.tx, &update).await?;
    record(&mut write, &update).await?;
    let location = format!("/v1/updates/{}", update.id);
    once::finish(&app, write, &editor, &posted, location, ("updates", update.id)).await
}

/// Read an update
#[utoipa::path(
    get, path = "/v1/updates/{id}", tag = "updates", security((), ("key" = [])), params(AsOfParameter, ("id" = Uuid, Path)),
    responses((status = 200, description = "The update.", body = Update))
)]
async fn get_update(id: Uuid, reader: Reader, as_of: AsOf, app: App) -> Answer {
    thing::get(&app, &reader, "updates", id, &as_of).await
}

/// Change an update
#[utoipa::path(
    patch, path = "/v1/updates/{id}", tag = "updates", security(("key" = [])), params(("id" = Uuid, Path)),
    request_body(content = serde_json::Value, content_type = "application/merge-patch+json", description = "The fields to change (RFC 7396)."),
    responses((status = 200, description = "The update as it is now.", body = Update))
)]
async fn update_update(id: Uuid, editor: Editor, patch: Patch, app: App) -> Answer {
    let mut connection = app.db.writer(&editor).await?;
    let mut write = Write::on(&mut connection, editor.author()).await?;
    let before = store::get(&write.tx, id).await?.ok_or_else(Problem::not_found)?;
    editor.owns(Some(before.office))?;
    once::unchanged(&write, &patch.if_match, ("updates", id)).await?;
    let update =
        Update { text: fields::patch(&before.text, &patch.changes).map_err(Problem::invalid)?, ..before };
    store::update(&write.tx, &update).await?;
    record(&mut write, &update).await?;
    once::changed(&app, write, ("updates", id)).await
}

/// Appends an update's state to the log and shows it to whom it is for.
pub(crate) async fn record(write: &mut Write<'_>, update: &Update) -> Result<(), db::Error> {
    write.append("updates", update.id, update.text.audience, update).await?;
    let document = serde_json::to_value(update).expect("an update is plain data");
    let sort_key = format!("{:.6}", update.posted_at);
    let seen = |audience: Audience| audience.may_read(update.text.audience).then(|| document.clone());
    write.show("updates", update.id, &sort_key, seen).await
}
