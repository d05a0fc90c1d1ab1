//! Members: the alliance's member organisations, shown and counted as each of them consented.

mod counts;
pub(crate) mod last;
mod published;
pub(crate) mod show;
pub(crate) mod store;

use serde_json::{Value, json};
use shared::{
    fields,
    members::{Member, NewMember},
    organisations::MERGED,
    page::Page as Listed,
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
        body::{self, Patch, Posted},
        get_or_head,
        problem::OnConstraint,
        query,
        query::documented,
        route,
    },
    log::{List, Write},
    resources::{
        organisations::{self, discretion},
        views,
    },
    rest::{
        as_of::AsOf,
        change,
        list::{self, Page},
        once::{self, Made},
        thing,
    },
};

pub(crate) use published::{publish, publish_daily, publish_due};
pub(crate) use store::Stored;

const LIST: List = List { resource: Resource::Members, newest_first: false, by_making: false };

pub(crate) fn routes(app: &App) -> Vec<Route> {
    let all = path!("v1" / "members");
    let one = path!("v1" / "members" / Uuid);
    let lists = vec![
        route::<__path_list_members, _, _>(
            all.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<(MemberFilter, Page)>())
                .and(app::with(app))
                .then(list_members),
        ),
        route::<__path_create_member, _, _>(
            all.and(warp::post())
                .and(auth::editor(app))
                .and(body::posted::<NewMember>())
                .and(app::with(app))
                .then(create_member),
        ),
        route::<__path_get_member, _, _>(
            one.and(get_or_head())
                .and(auth::reader(app))
                .and(query::<AsOf>())
                .and(app::with(app))
                .then(get_member),
        ),
        route::<__path_update_member, _, _>(
            one.and(warp::patch())
                .and(auth::editor(app))
                .and(body::patch())
                .and(app::with(app))
                .then(update_member),
        ),
    ];
    [counts::routes(app), lists].into_iter().flatten().collect()
}

/// The filter of members.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct MemberFilter {
    /// Only members in this category, among those listed with their categories.
    #[param(example = "cross-border")]
    category: Option<String>,
    /// Only memberships of the organisation with this id.
    organisation: Option<Uuid>,
}

impl Query for MemberFilter {
    fn names() -> Vec<String> {
        documented::<Self>()
    }

    fn read(parameters: &mut Parameters) -> Self {
        Self { category: parameters.text("category"), organisation: parameters.optional("organisation") }
    }
}

/// List the members
///
/// Outside the offices, only members listed fully or by name.
#[utoipa::path(
    get, path = "/v1/members", tag = "members", security((), ("key" = [])), params(MemberFilter, Page),
    responses((status = 200, description = "A page of members, sorted by name.", body = Listed<Member>))
)]
async fn list_members(reader: Reader, (filter, page): (MemberFilter, Page), app: App) -> Answer {
    let filter = list::Filter::default()
        .on("category", filter.category.as_ref(), |category| json!({"categories": [category]}))
        .on("organisation", filter.organisation.as_ref(), |id| json!({"organisation": {"id": id}}));
    list::list(&app, &reader, LIST, "/v1/members", filter, &page).await
}

/// Make a member
///
/// A member is shown and counted only as it consented: `full` and `name_only` are in the list and in the
/// counts, `count_only` is in the counts only, `hidden` is in neither. Then its organisation is for offices only too,
/// unless another membership is listed. The listing is refused if something shows the organisation to others. If another membership of the organisation is
/// narrower, or was public once, make the new one hidden and request a release of a wider listing. Only the office of
/// the narrower membership may do so.
#[utoipa::path(
    post, path = "/v1/members", tag = "members", security(("key" = [])), request_body = NewMember,
    responses((status = 201, description = "The member.", body = Member))
)]
async fn create_member(editor: Editor, posted: Posted<NewMember>, app: App) -> Answer {
    once::post(&app, &editor, &posted, async |write| {
        check(write, None, &posted.new).await?;
        let member = Stored { id: Uuid::new_v4(), office: Some(editor.office), head: posted.new.clone() };
        store::insert(&write.tx, &member).await.on_constraint(refused)?;
        record(write, &member).await?;
        discretion::keep_or_refuse(write, member.head.organisation, "/listing").await?;
        Ok(Made::of(Resource::Members.with(member.id)))
    })
    .await
}

/// Read a member
#[utoipa::path(
    get, path = "/v1/members/{id}", tag = "members", security((), ("key" = [])), params(AsOf, ("id" = Uuid, Path)),
    responses((status = 200, description = "The member.", body = Member))
)]
async fn get_member(id: Uuid, reader: Reader, as_of: AsOf, app: App) -> Answer {
    thing::get(&app, &reader, Resource::Members.with(id), &as_of).await
}

/// Change a member
///
/// Only the office that maintains it may change it; an imported member, any office's admin. A wider listing
/// needs a new consent and a release: request it with `POST /v1/releases`.
#[utoipa::path(
    patch, path = "/v1/members/{id}", tag = "members", security(("key" = [])), params(("id" = Uuid, Path)),
    request_body(content = serde_json::Value, content_type = "application/merge-patch+json", description = "The fields to change (RFC 7396)."),
    responses((status = 200, description = "The member as it is now.", body = Member))
)]
async fn update_member(id: Uuid, editor: Editor, patch: Patch, app: App) -> Answer {
    let find = async |write: &Write<'_>| {
        let before = store::get(&write.tx, id).await?.ok_or_else(Problem::not_found)?;
        editor.may_change(before.office)?;
        Ok(before)
    };
    change::patch(&app, &editor, Resource::Members.with(id), &patch, find, amend).await
}

/// Changes a membership, by the rules of a new one.
pub(crate) async fn amend(write: &mut Write<'_>, before: Stored, changes: &Value) -> Result<(), Problem> {
    let head = fields::patch(&before.head, changes).map_err(Problem::invalid)?;
    check(write, Some(&before.head), &head).await?;
    let member = Stored { head, ..before };
    store::update(&write.tx, &member).await.on_constraint(refused)?;
    record(write, &member).await?;
    discretion::keep_or_refuse(write, member.head.organisation, "/listing").await
}

/// Refuses a membership without an existing organisation or without consent.
async fn check(write: &Write<'_>, before: Option<&NewMember>, after: &NewMember) -> Result<(), Problem> {
    let mut errors = after.complaints(before);
    let wrong = match organisations::store::get(&write.tx, after.organisation).await? {
        None => Some("must be an existing organisation"),
        Some(organisation) => organisation.merged_into.map(|_| MERGED),
    };
    // Consent is given by one organisation and cannot move to another.
    let is_another = before.is_some_and(|before| before.organisation != after.organisation);
    let wrong =
        wrong.or(is_another.then_some("must stay the same: make a new membership, with its own consent"));
    errors.extend(wrong.map(|wrong| FieldError::new("/organisation", wrong)));
    if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
}

pub(crate) async fn record(write: &mut Write<'_>, member: &Stored) -> Result<(), db::Error> {
    views::record(write, Resource::Members.with(member.id), member.audience(), member).await
}

fn refused(constraint: &str) -> Option<Problem> {
    match constraint {
        "members_overlap_never" => Some(Problem::invalid_field("/since", OVERLAPS)),
        _ => None,
    }
}

/// The complaint about overlapping memberships.
pub(crate) const OVERLAPS: &str =
    "must not fall into another membership of this organisation; a year counts as all of its days";
