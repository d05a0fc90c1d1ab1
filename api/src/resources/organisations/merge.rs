//! Merges two organisations that turn out to be one. Everything that named the merged one names the other
//! from then on. Earlier states stay readable with `as_of`.

use serde_json::json;
use shared::{
    audience::Audience,
    fields,
    organisations::{Merge, NewOrganisation, Organisation},
    problem::FieldError,
    resource::Resource,
    updates::{Tie, TieTo},
};
use uuid::Uuid;
use warp::{Filter, path, reply::Response};

use super::{discretion, record, store};
use crate::{
    app::{self, App},
    auth::{self, Editor, keys::Role},
    db,
    http::{
        Answer, Problem, Route,
        body::{self, Posted},
        problem::OnConstraint,
        respond, route,
    },
    log::{Version, Write},
    resources::{contacts, embargo, members, pledges, updates, views},
    rest::{
        as_of::AsOf,
        once::{self, Made},
    },
};

pub(super) fn routes(app: &App) -> Vec<Route> {
    vec![route::<__path_merge_organisation, _, _>(
        path!("v1" / "organisations" / Uuid / "merge")
            .and(warp::post())
            .and(auth::editor(app))
            .and(body::posted::<Merge>())
            .and(app::with(app))
            .then(merge_organisation),
    )]
}

/// Merge an organisation into another
///
/// For two organisations that turn out to be one. The remaining one gets the other's identifiers and, if it
/// has none, names, country and website. It also takes over the pledges, memberships and contacts. Positions
/// and updates that name the merged organisation then name the remaining one. Readers of the merged
/// organisation are redirected. The merge is refused if the remaining organisation has a wider audience,
/// becomes visible sooner or has a membership with a narrower listing. Only a publisher of the office that
/// made both may merge; an admin, if one is imported. A merge cannot be undone.
#[utoipa::path(
    post, path = "/v1/organisations/{id}/merge", tag = "organisations", security(("key" = [])),
    params(("id" = Uuid, Path, description = "Id of the organisation to merge.")), request_body = Merge,
    responses((status = 201, description = "The remaining organisation.", body = Organisation))
)]
async fn merge_organisation(id: Uuid, editor: Editor, posted: Posted<Merge>, app: App) -> Answer {
    if editor.role < Role::Publisher {
        return Err(Problem::forbidden("Only a publisher may merge organisations: nothing was written."));
    }
    once::post(&app, &editor, &posted, async |write| {
        let merged = store::get(&write.tx, id).await?.ok_or_else(Problem::not_found)?;
        editor.may_change(merged.office)?;
        let none = || Problem::invalid_field("/into", "must be an existing organisation");
        let kept = store::get(&write.tx, posted.new.into).await?.ok_or_else(none)?;
        editor.may_change(kept.office)?;
        check(write, &merged, &kept).await?;
        let kept = kept.id;
        merge(write, merged, posted.new.into).await?;
        Ok(Made::of(Resource::Organisations.with(kept)))
    })
    .await
}

async fn check(write: &Write<'_>, merged: &Organisation, kept: &Organisation) -> Result<(), Problem> {
    let mut errors = Vec::new();
    let mut complain = |pointer, detail| errors.push(FieldError::new(pointer, detail));
    if merged.id == kept.id {
        complain("/into", "must be another organisation");
    } else if merged.merged_into.is_some() {
        complain("", "must not be merged already");
    } else if kept.merged_into.is_some() {
        complain("/into", "must not be merged itself: name the organisation it was merged into");
    } else if kept.head.audience < merged.head.audience {
        complain(
            "/into",
            "must not have a wider audience than this organisation, whose identifiers and names it would reveal",
        );
    } else if kept.head.audience < Audience::Office {
        let opens = async |id| embargo::of(&write.tx, Resource::Organisations.with(id)).await;
        // `None` means now, which is before any instant.
        if opens(kept.id).await? < opens(merged.id).await? {
            complain(
                "/into",
                "must not be visible sooner than this organisation, whose identifiers and names it would reveal",
            );
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
}

async fn merge(write: &mut Write<'_>, merged: Organisation, into: Uuid) -> Result<(), Problem> {
    let kept = store::get(&write.tx, into).await?.ok_or_else(Problem::internal)?;
    let head = together(&kept.head, &merged.head)?;
    // Organisations merged into the merged one before redirect straight to the new one, without a chain.
    let mut sent_on = store::merged_into(&write.tx, merged.id).await?;
    let id = merged.id;
    let tie = |id| Tie { resource: TieTo::Organisations, id };
    updates::follow(write, tie(id), tie(into)).await?;
    // Only its readers so far learn that it was merged. An identifier belongs to one organisation.
    let seen = write.visibility(Resource::Organisations.with(id), merged.head.audience).await?;
    let head_merged =
        NewOrganisation { audience: seen.now, visible_from: None, identifiers: Vec::new(), ..merged.head };
    sent_on.push(Organisation { head: head_merged, ..merged });
    for merged in sent_on {
        let merged = Organisation { merged_into: Some(into), ..merged };
        store::update(&write.tx, &merged).await?;
        record(write, &merged).await?;
    }
    let kept = Organisation { head, ..kept };
    store::update(&write.tx, &kept).await?;
    record(write, &kept).await?;
    for mut pledge in pledges::store::of_donor(&write.tx, id).await? {
        pledge.head.donor = into;
        pledges::store::update(&write.tx, &pledge).await?;
        views::record(write, Resource::Pledges.with(pledge.id), pledge.head.audience, &pledge).await?;
    }
    for mut member in members::store::of_organisation(&write.tx, id).await? {
        member.head.organisation = into;
        let overlaps = "must not have a membership at the same time as this organisation: end or hide one of the two first";
        let refused = |_: &str| Some(Problem::invalid_field("/into", overlaps));
        members::store::update(&write.tx, &member).await.on_constraint(refused)?;
        let recorded = members::record(write, &member).await;
        recorded.map_err(|error| match error {
            db::Error::TakesTwo | db::Error::KeptNarrower => Problem::invalid_field(
                "/into",
                "must not get a wider listing from this organisation's memberships: narrow them first",
            ),
            error => error.into(),
        })?;
    }
    contacts::store::follow(&write.tx, id, into).await?;
    views::refresh(write, [Resource::Organisations.with(into)]).await?;
    discretion::keep_or_refuse(write, into, "/into").await
}

/// Combines both: the remaining organisation's values, and the other's where those are empty.
fn together(kept: &NewOrganisation, merged: &NewOrganisation) -> Result<NewOrganisation, Problem> {
    let mut head = kept.clone();
    head.identifiers.extend(merged.identifiers.iter().cloned());
    let names = merged.names.0.iter().map(|(tag, name)| (tag.clone(), name.clone()));
    head.names.0 = names.chain(kept.names.0.clone()).collect();
    head.country = head.country.or_else(|| merged.country.clone());
    head.website = head.website.or_else(|| merged.website.clone());
    fields::patch(&head, &json!({})).map_err(|errors| {
        let of_both = |error: FieldError| {
            let field = error.pointer.trim_start_matches("#/");
            FieldError::new(
                "/into",
                &format!("must fit together with this organisation: `{field}` {}", error.detail),
            )
        };
        Problem::invalid(errors.into_iter().map(of_both).collect())
    })
}

/// The organisation it was merged into.
pub(crate) fn into(merge: &Version) -> Result<Uuid, Problem> {
    let Merge { into } = serde_json::from_str(&merge.document).map_err(|_| Problem::internal())?;
    Ok(into)
}

/// Redirects readers of a merged organisation.
pub(super) fn sent_on(merge: &Version, as_of: &AsOf) -> Result<Response, Problem> {
    let into = into(merge)?;
    let query = as_of.text().map(|as_of| [("as_of", as_of)]).map(|query| {
        format!("?{}", serde_urlencoded::to_string(query).expect("a pair of texts is URL-encoded"))
    });
    let location = format!("/v1/organisations/{into}{}", query.unwrap_or_default());
    Ok(respond::with(respond::empty(http::StatusCode::PERMANENT_REDIRECT), http::header::LOCATION, &location))
}
