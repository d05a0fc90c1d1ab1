//! The keys of an office, its programs' too, for its admins to see and to revoke.

use http::{StatusCode, header};
use shared::{
    page::{self, Page as Listed},
    people::{KeyAgreement, OfficeKey},
};
use utoipa::IntoParams;
use warp::{Filter, path};

use crate::{
    app::{self, App},
    auth::{self, Admin, keys},
    http::{
        Answer, Parameters, Problem, Query, Route, body, get_or_head, query, query::documented, respond,
        route,
    },
};

pub(super) fn routes(app: &App) -> Vec<Route> {
    let all = path!("v1" / "keys");
    let one = path!("v1" / "keys" / String);
    let agreement = path!("v1" / "keys" / String / "agreement");
    vec![
        route::<__path_list_keys, _, _>(
            all.and(get_or_head())
                .and(auth::admin(app))
                .and(query::<KeyPage>())
                .and(app::with(app))
                .then(list_keys),
        ),
        route::<__path_delete_key, _, _>(
            one.and(warp::delete()).and(auth::admin(app)).and(app::with(app)).then(delete_key),
        ),
        route::<__path_agree_to_key, _, _>(
            agreement
                .and(warp::put())
                .and(auth::admin(app))
                .and(body::put::<KeyAgreement>())
                .and(app::with(app))
                .then(agree_to_key),
        ),
    ]
}

/// The page of keys.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct KeyPage {
    /// Maximum number of items. Default 50.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u32>,
    /// Continue after the key with this public part, the last of the previous page. Use the whole path in `next`.
    #[param(example = "Zk3vQ9aB")]
    after: Option<String>,
}

impl Query for KeyPage {
    fn names() -> Vec<String> {
        documented::<Self>()
    }

    fn read(parameters: &mut Parameters) -> Self {
        Self { limit: parameters.number("limit", 1, page::MOST), after: parameters.text("after") }
    }
}

/// List the keys of the office
///
/// The working keys of the key's own office, in the order they were made: of its programs and of its people. The keys
/// themselves are stored nowhere.
#[utoipa::path(
    get, path = "/v1/keys", tag = "people", security(("key" = [])), params(KeyPage),
    responses((status = 200, description = "A page of keys.", body = Listed<OfficeKey>))
)]
async fn list_keys(Admin(admin): Admin, page: KeyPage, app: App) -> Answer {
    let limit = page.limit.unwrap_or(page::USUAL);
    let client = app.db.writer(&admin).await?;
    let mut items =
        keys::of_office(&*client, admin.office, page.after.as_deref(), i64::from(limit) + 1).await?;
    let total = keys::count_of_office(&*client, admin.office).await?;
    let has_more = items.len() > limit as usize;
    items.truncate(limit as usize);
    let next = items.last().filter(|_| has_more);
    let next = next.map(|last| format!("/v1/keys?limit={limit}&after={}", last.id));
    let response = respond::json(&Listed { items, total, next: next.clone() });
    Ok(match next {
        Some(next) => respond::with(response, header::LINK, &format!("<{next}>; rel=\"next\"")),
        None => response,
    })
}

/// Agree to a key of the office
///
/// A key that an admin made for a person agrees to releases only once a second admin agreed to the key. That admin must
/// be independent of the first: neither made the other's key, and neither added or raised the other or the key's person.
#[utoipa::path(
    put, path = "/v1/keys/{key}/agreement", tag = "people", security(("key" = [])),
    params(("key" = String, Path, description = "Public part of the key.", example = "Zk3vQ9aB")),
    request_body = KeyAgreement, responses((status = 200, description = "The key as it is now.", body = OfficeKey))
)]
async fn agree_to_key(key: String, Admin(admin): Admin, _: KeyAgreement, app: App) -> Answer {
    let connection = app.db.writer(&admin).await?;
    if keys::are_one_voice(&*connection, &admin.key, &key).await? {
        let detail = "Only a second admin, independent of this key, may agree to it: nothing was written.";
        return Err(Problem::forbidden(detail));
    }
    let agreed = keys::agree(&*connection, admin.office, &key, &admin.key).await?;
    Ok(respond::json(&agreed.ok_or_else(Problem::not_found)?))
}

/// Revoke a key of the office
///
/// Of a program or a person, immediate and permanent. A key may revoke itself.
#[utoipa::path(
    delete, path = "/v1/keys/{key}", tag = "people", security(("key" = [])),
    params(("key" = String, Path, description = "Public part of the key.", example = "Zk3vQ9aB")),
    responses((status = 204, description = "The key is revoked."))
)]
async fn delete_key(key: String, Admin(admin): Admin, app: App) -> Answer {
    let connection = app.db.writer(&admin).await?;
    match keys::revoke_of_office(&*connection, admin.office, &key).await? {
        true => Ok(respond::empty(StatusCode::NO_CONTENT)),
        false => Err(Problem::not_found()),
    }
}
