//! `GET /v1/members/counts`: the published number of members, by one classification at a time.

use shared::{
    members::{Classification, MembersBy, Snapshot},
    resource::Resource,
};
use utoipa::IntoParams;
use warp::{Filter, path};

use super::last;
use crate::{
    app::{self, App},
    auth::{self, Reader},
    http::{
        Answer, Parameters, Problem, Query, Route, get_or_head, query, query::documented, respond, route,
    },
    rest::{as_of::AsOf, thing},
};

pub(super) fn routes(app: &App) -> Vec<Route> {
    vec![route::<__path_get_member_counts, _, _>(
        path!("v1" / "members" / "counts")
            .and(get_or_head())
            .and(auth::reader(app))
            .and(query::<(CountsFilter, AsOf)>())
            .and(app::with(app))
            .then(get_member_counts),
    )]
}

/// The classification to count by. There is no other filter, because two combined filters could single out a
/// member.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct CountsFilter {
    /// One classification at a time. Default: all members together.
    #[param(example = "category")]
    by: Option<Classification>,
}

impl Query for CountsFilter {
    fn names() -> Vec<String> {
        documented::<Self>()
    }

    fn read(parameters: &mut Parameters) -> Self {
        Self { by: parameters.optional("by") }
    }
}

/// Count the members
///
/// As of 06:00 UTC, the same for every reader. Includes members that are not named; their number is rounded
/// down to a multiple of five. Values that fewer than five of them share are in `other`. A figure stays
/// unchanged until three members have joined or left since its last change. So no figure here, and no
/// difference of figures, describes one to four of them.
#[utoipa::path(
    get, path = "/v1/members/counts", tag = "members", security((), ("key" = [])),
    params(CountsFilter, AsOf),
    responses((status = 200, description = "The counts.", body = MembersBy))
)]
async fn get_member_counts(reader: Reader, (filter, as_of): (CountsFilter, AsOf), app: App) -> Answer {
    let version = thing::find(&app, &reader, Resource::MemberCounts.with(last::ID), &as_of).await?;
    let snapshot: Snapshot = serde_json::from_str(&version.document).map_err(|_| Problem::internal())?;
    let CountsFilter { by } = filter;
    let breakdown = by.and_then(|by| snapshot.by.get(&by)).cloned().unwrap_or_default();
    Ok(respond::json(&MembersBy { all: snapshot.all, by, breakdown }))
}
